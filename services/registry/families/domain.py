"""Family relations: recorded, corrected, ended, revoked (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.families.rules import Claim
from shared.refusal import Conflict, NotFound, Stale


class RelationNotFound(NotFound):
    code = "relation-not-found"
    zh = "没有这项亲属关系登记。"
    en = "No such family relation is recorded."


class RelationChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "relation-changed"
    zh = "该亲属关系在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the relation meanwhile. Look at how it stands now, then send it again."


class RelationToOneself(Conflict):
    code = "relation-to-oneself"
    zh = "不能登记，因为所填身份证号是本人的。"
    en = "The identity number is the veteran's own."


class RelationOverlaps(Conflict):
    """The same two persons, the same relation, on one day."""

    code = "relation-overlaps"
    zh = "不能登记，因为两人在此期间已登记有同样的亲属关系。"
    en = "The same relation of the two is recorded already in that time."


class SpouseOverlaps(Conflict):
    """Nobody is married to two at once."""

    code = "spouse-overlaps"
    zh = "不能登记，因为本人或对方在此期间已登记有其他配偶。请先更正或终止。"
    en = "One of the two has another spouse in that time. Correct or end that first."


class RelationAlreadyEnded(Conflict):
    code = "relation-already-ended"
    zh = "该亲属关系已于{ended_on}终止；日期有误的，请更正。"
    en = "The relation ended on {ended_on} already. If the day is wrong, correct it."


class RelationRevoked(Conflict):
    code = "relation-revoked"
    zh = "该亲属关系登记已撤销，不能再办理；请重新登记。"
    en = "The record of the relation was revoked; record it anew."


class CompanionNotFound(NotFound):
    """Nor is anything recorded of him by mistake alone."""

    code = "companion-not-found"
    zh = "该退役军人没有登记这名家庭成员或代办人。"
    en = "No such relative or proxy of the veteran is recorded."


class CompanionHasRecord(Conflict):
    """One person, one record: what it says is corrected there, and a void one may come back."""

    code = "companion-has-record"
    zh = (
        "不能在此办理，因为该人员本人有档案或优抚对象登记（含正在办理的登记），请在其档案或登记中办理；"
        "其登记已注销或撤回的，请撤销本项亲属关系或代办授权，按正确信息重新登记。"
    )
    en = (
        "The person has a file or a record of his own, or a registration is being decided on: do it there. Where that"
        " is void, have the relation or the authority revoked, and record it anew."
    )


@dataclass(frozen=True, slots=True)
class FamilyRelation:
    """What a relative is to a veteran, as it is believed now. `version` counts the events published about it;
    `reason` is why it ended, or was revoked."""

    relation_id: UUID
    veteran_id: UUID
    relative_id: UUID
    relation: str
    since: date | None
    ended_on: date | None
    document: str
    version: int = 1
    reason: str | None = None
    is_revoked: bool = False

    @property
    def claim(self) -> Claim:
        return Claim(self.relation, self.since, self.ended_on)

    def must_stand(self, version: int | None) -> None:
        """Raises `RelationRevoked`, `RelationChanged`."""
        if self.is_revoked:
            raise RelationRevoked
        if version not in {None, self.version}:
            raise RelationChanged

    def corrected(self, claim: Claim, document: str) -> "FamilyRelation":
        """Why it ended stands only while it has ended."""
        return self._next(
            relation=claim.relation,
            since=claim.since,
            ended_on=claim.ended_on,
            document=document,
            reason=self.reason if claim.ended_on else None,
        )

    def ended(self, on: date, reason: str, document: str) -> "FamilyRelation":
        """Raises `RelationAlreadyEnded`."""
        if self.ended_on is not None:
            raise RelationAlreadyEnded(ended_on=self.ended_on.isoformat())
        return self._next(ended_on=on, reason=reason, document=document)

    def revoked(self, reason: str, document: str) -> "FamilyRelation":
        """As if it had never been."""
        return self._next(is_revoked=True, reason=reason, document=document)

    def _next(self, **changes: Any) -> "FamilyRelation":
        return replace(self, version=self.version + 1, **changes)
