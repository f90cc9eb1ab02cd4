"""Authorities of proxies: given until a day, revoked before it (pure)."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.proxies.parameters import IN_ERROR
from services.registry.proxies.rules import ProxyInvalid
from shared.refusal import Conflict, FieldFault, NotFound, Stale


class ProxyNotFound(NotFound):
    code = "proxy-not-found"
    zh = "没有这项代办授权。"
    en = "There is no such authority of a proxy."


class ProxyOfOneself(Conflict):
    code = "proxy-of-oneself"
    zh = "不能登记，因为所填身份证号是本人的。"
    en = "The identity number is the veteran's own."


class ProxyIsDeceased(Conflict):
    """R6: the dead act for nobody."""

    code = "proxy-is-deceased"
    zh = "不能登记，因为代办人已登记死亡；死亡登记有误的，请先撤销。"
    en = "The proxy is recorded as deceased. If that is wrong, have the record of the death revoked first."


class ProxyOverlaps(Conflict):
    """The same two persons, the same matters, on one day."""

    code = "proxy-overlaps"
    zh = "不能登记，因为该代办人在此期间已有同样的授权。"
    en = "The proxy has the same authority already in that time."


class ProxyMayNot(Conflict):
    """Not for this person, not in this matter, or not on this day."""

    code = "proxy-may-not"
    zh = "不能由其代办，因为该代办人目前没有代为办理此事项的授权。"
    en = "The proxy has no authority to act for the person in this today."


class ProxyChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "proxy-changed"
    zh = "该代办授权在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the authority meanwhile. Look at how it stands now, then send it again."


class ProxyAlreadyRevoked(Conflict):
    code = "proxy-already-revoked"
    zh = "该授权已于{revoked_on}撤销。"
    en = "The authority was revoked from {revoked_on} on."


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody may act in, why, on which days, both included, and on which document."""

    scope: str
    ground: str
    since: date
    until: date
    document: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Who acts for whom. Holds from `since` through `until`; if it was revoked, until the day before `revoked_on`.
    `version` counts the events published about it."""

    proxy_id: UUID
    veteran_id: UUID
    proxy_person_id: UUID
    scope: str
    ground: str
    since: date
    until: date
    document: str
    version: int = 1
    revoked_on: date | None = None
    revocation_reason: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until and (self.revoked_on is None or day < self.revoked_on)

    def must_stand(self, version: int | None = None) -> None:
        """Raises `ProxyAlreadyRevoked`, `ProxyChanged`."""
        if self.revoked_on is not None:
            raise ProxyAlreadyRevoked(revoked_on=self.revoked_on.isoformat())
        if version not in {None, self.version}:
            raise ProxyChanged

    def corrected(self, given: Given) -> "Authority":
        """It has been so all along."""
        return replace(self, version=self.version + 1, **asdict(given))

    def revoked(self, on: date, reason: str, *, today: date) -> "Authority":
        """What was recorded in error never held. Raises `ProxyInvalid`."""
        if reason == IN_ERROR:
            on = self.since
        if not self.since <= on <= min(self.until, today):
            raise ProxyInvalid(
                fields=[
                    FieldFault(
                        "revoked_on",
                        "outside-period",
                        "撤销日期应在授权期间之内，且不晚于今天。",
                        "It is revoked on a day of its time, today or before.",
                    )
                ]
            )
        return replace(self, version=self.version + 1, revoked_on=on, revocation_reason=reason)
