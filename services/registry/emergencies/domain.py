"""When an emergency grant may be marked as looked at, and by whom (pure)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.refusal import Conflict, Forbidden, NotFound


class EmergencyNotFound(NotFound):
    """No emergency grant has this id, or none that the caller may know of."""

    code = "emergency-not-found"
    zh = "没有这项应急授权。"
    en = "There is no such emergency grant."


class EmergencyInForce(Conflict):
    """What is still to be done by it could not have been looked at."""

    code = "emergency-in-force"
    zh = "该应急授权尚在有效期内，请在其到期或收回后复核。"
    en = "The emergency grant still holds; review it once it has run out or was revoked."


class EmergencyReviewed(Conflict):
    """Somebody looked at it before; what he wrote stands."""

    code = "emergency-reviewed"
    zh = "该应急授权已经复核。"
    en = "The emergency grant has been reviewed."


class NotTheReviewer(Forbidden):
    """Who held it or opened it does not judge it."""

    code = "not-the-reviewer"
    zh = "应急授权的使用人、确认人不能复核，须由其他人复核。"
    en = "Who used an emergency grant, or confirmed it, does not review it: somebody else must."


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency grant; `over_at` is when it ran or runs out, or was revoked."""

    grant_id: UUID
    account_id: UUID
    org_path: str
    confirmed_by: UUID | None
    over_at: datetime
    reviewed_at: datetime | None

    def check_review(self, reviewer: UUID, *, now: datetime) -> None:
        """Raises `NotTheReviewer`, `EmergencyReviewed`, `EmergencyInForce`."""
        if reviewer in {self.account_id, self.confirmed_by}:
            raise NotTheReviewer
        if self.reviewed_at is not None:
            raise EmergencyReviewed
        if now < self.over_at:
            raise EmergencyInForce
