"""Parties of a case: named, corrected, removed (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.case_parties.parameters import IN_ERROR
from shared.privacy.personal import Personal
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, NotYet, Stale


class CaseNotFound(NotFound):
    """No such case, or none in the caller's scope."""

    code = "case-not-found"
    zh = "没有这个案件，或者不在您的工作范围内；刚刚立案的，请稍后再试。"
    en = "There is no such case within your scope. If it was opened just now, try again in a moment."


class CaseNotKnownYet(NotYet):
    """Retryable: the event of benefits may still be under way. Also for one outside the caller's scope."""

    code = "case-not-known-yet"
    zh = "没有这个案件的信息，或者不在您的工作范围内。如刚刚立案，请稍后重试。"
    en = "No such case is known within your scope. If it was opened just now, try again in a moment."


class CasePartyNotFound(NotFound):
    code = "case-party-not-found"
    zh = "没有这名当事人的登记。"
    en = "No such party is recorded."


class CasePartyChanged(Stale):
    """Somebody changed the record after it was shown."""

    code = "case-party-changed"
    zh = "该当事人的登记在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the record of the party meanwhile. Look at how it stands now, then send it again."


class CaseHasEnded(Conflict):
    code = "case-has-ended"
    zh = "不能登记当事人，因为案件已经办结或者撤回。"
    en = "The case has ended: nobody becomes a party to it any more."


class PartyIsApplicant(Conflict):
    """He is a party already, and stands in the case itself."""

    code = "party-is-applicant"
    zh = "该人是本案申请人，无需另行登记为当事人。"
    en = "That is the applicant of the case, who is a party already."


class PartyNamedAlready(Conflict):
    code = "party-named-already"
    zh = "该人已登记为本案当事人。"
    en = "That person is recorded as a party to the case already."


class CasePartyRemoved(Conflict):
    code = "case-party-removed"
    zh = "该人已不是本案当事人，不能再更正或者移除。"
    en = "The person is a party no longer; nothing more is done with the record."


class CasePartyUnchanged(Conflict):
    """Nothing is corrected; and a name or number of his is corrected otherwise, in all of his cases."""

    code = "case-party-unchanged"
    zh = "当事人就是该人，无需更正。姓名、号码登错的，请更正姓名、号码。"
    en = "That person is the party already. If name or number was typed wrong, correct those."


class CasePartyInvalid(Invalid):
    """`fields` says what is wrong."""

    code = "case-party-invalid"
    zh = "当事人登记有误，原因见各字段。"
    en = "What was said of the party is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is a party: a veteran by the number of his file, or anybody by name, and by identity number where that is
    known; as they were typed."""

    person_id: UUID | None = None
    name: Personal | None = None
    id_number: Personal | None = None

    def must_say_who(self) -> None:
        """Raises `CasePartyInvalid`."""
        if self.person_id is not None:
            doubled = [each for each in ("name", "id_number") if getattr(self, each) is not None]
            if doubled:
                raise CasePartyInvalid(fields=[_not_both(each) for each in doubled])
        elif self.name is None:
            raise CasePartyInvalid(fields=[_NAMELESS])


@dataclass(frozen=True, slots=True)
class CaseParty:
    """As it is believed now; a row of `case_party`. `version` counts the events published about it."""

    party_id: UUID
    case_id: UUID
    person_id: UUID
    version: int = 1
    removed_on: date | None = None
    reason: str | None = None
    document: str | None = None

    def must_stand(self, version: int | None, reason: str | None = None) -> None:
        """Also of who left, or died, it may be said that he never was one: otherwise a wrong person would stay known by
        that number. Raises `CasePartyChanged`, `CasePartyRemoved`."""
        if version not in {None, self.version}:
            raise CasePartyChanged
        if self.removed_on is not None and (reason != IN_ERROR or self.reason == IN_ERROR):
            raise CasePartyRemoved

    def corrected(self, person_id: UUID, document: str) -> "CaseParty":
        """It was somebody else all along."""
        return replace(self, person_id=person_id, document=document, version=self.version + 1)

    def told_anew(self) -> "CaseParty":
        """Who it is stands, but not as it stood: his name or number was corrected."""
        return replace(self, version=self.version + 1)

    def removed(self, reason: str, on: date, document: str, *, opened_on: date, today: date) -> "CaseParty":
        """Who was recorded in error never was one. Raises `CasePartyInvalid`."""
        if reason == IN_ERROR:
            on = opened_on
        if on > today:
            raise CasePartyInvalid(fields=[_IN_FUTURE])
        if on < opened_on:
            raise CasePartyInvalid(fields=[_before_opening(opened_on)])
        return replace(self, removed_on=on, reason=reason, document=document, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are on all sides, as was said when the case was opened, the applicant being one; and how many persons
    are named besides him."""

    said: int
    named: int

    @property
    def unnamed(self) -> int:
        return max(self.said - 1 - self.named, 0)

    @property
    def beyond(self) -> int:
        """More than were said."""
        return max(self.named + 1 - self.said, 0)


def _not_both(field: str) -> FieldFault:
    return FieldFault(
        field, "not-both", "已填档案编号的，不填此项。", "Not asked where the number of the file is given."
    )


def _before_opening(opened_on: date) -> FieldFault:
    day = opened_on.isoformat()
    return FieldFault(
        "removed_on", "before-opening", f"早于立案日期（{day}）。", f"Before the case was opened ({day})."
    )


_NAMELESS = FieldFault(
    "name", "required", "请填写姓名，或者填写档案编号。", "Give the name, or the number of the veteran's file."
)
_IN_FUTURE = FieldFault("removed_on", "in-future", "日期晚于今天。", "The day lies in the future.")
