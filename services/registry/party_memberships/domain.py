"""Formal membership and its transfer (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.registry.party_memberships.parameters import VALIDITIES, LetterState
from shared.events.registry.party_memberships import MembershipPeriod
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class MembershipInvalid(Invalid):
    """`fields` says what is wrong."""

    code = "party-membership-invalid"
    zh = "党员组织关系的登记有误，原因见各字段。"
    en = "What is recorded of the membership is wrong; the fields tell why."


class NoMember(Conflict):
    code = "not-a-party-member"
    zh = "不能办理，因为档案中该人员不是中共党员（含预备党员）。"
    en = "By his file the person is no member of the Party, nor a probationary one."


class NoFormalMembership(Conflict):
    code = "no-formal-membership"
    zh = "不能办理，因为尚未登记该党员的组织关系所在党组织。"
    en = "It is not recorded yet where the member's formal membership is."


class TransferOpen(Conflict):
    code = "membership-transfer-open"
    zh = "不能办理，因为该党员有已开出的介绍信尚未办结。"
    en = "A letter of transfer of the member is open."


class LetterNotFound(NotFound):
    code = "membership-transfer-not-found"
    zh = "没有这份组织关系介绍信。"
    en = "There is no such letter of transfer."


class LetterChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "membership-transfer-changed"
    zh = "该介绍信在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the letter meanwhile. Look at how it stands now, then send it again."


class LetterEnded(Conflict):
    code = "membership-transfer-ended"
    zh = "该介绍信已办结或者作废。"
    en = "The transfer is completed, or was revoked."


class NoSlip(Conflict):
    """Nothing to take back."""

    code = "membership-transfer-not-completed"
    zh = "该介绍信没有登记回执，不需要撤回。"
    en = "No slip of the letter was recorded, so there is none to take back."


class MembershipGoneOn(Conflict):
    """Where membership is was recorded otherwise since."""

    code = "party-membership-gone-on"
    zh = "回执之后该党员的组织关系又有登记，不能撤回回执；请先按“更正”重新登记组织关系。"
    en = "Where the member's formal membership is was recorded again since the slip; correct that record first."


@dataclass(frozen=True, slots=True)
class Home:
    """Where formal membership is: with an organisation here, or one outside by its name."""

    party_org_code: str | None
    outside: str | None
    org_path: str | None

    def must_be_one(self, field: str = "party_org_code") -> None:
        """Raises `MembershipInvalid`."""
        if (self.party_org_code is None) == (self.outside is None):
            fault = FieldFault(
                field,
                "one-of-two",
                "本县党组织代码和县外党组织名称，填写其中一项。",
                "Give either the code of an organisation here, or the name of one outside.",
            )
            raise MembershipInvalid(fields=[fault])


@dataclass(frozen=True, slots=True)
class Letter:
    """A transfer of formal membership from one organisation to another. `version` counts its published events."""

    transfer_id: UUID
    person_id: UUID
    source: Home
    target: Home
    letter_no: str
    issued_on: date
    valid_until: date
    state: LetterState
    completed_on: date | None
    version: int

    def must_be(self, version: int | None) -> None:
        """Raises `LetterChanged`."""
        if version not in {None, self.version}:
            raise LetterChanged


def counted(home: Mapping[str, Any]) -> tuple[MembershipPeriod, ...]:
    """The days on which a record of formal membership counts: with an organisation here, while the person is."""
    ends = [day for day in (home["until"], home["gone_on"]) if day is not None]
    ends_on = min(ends) if ends else None
    if home["org_path"] is None or (ends_on is not None and ends_on <= home["since"]):
        return ()
    return (MembershipPeriod(org_path=home["org_path"], starts_on=home["since"], ends_on=ends_on),)


def must_be_founded(established_on: date, field: str, day: date) -> None:
    """Nobody is with an organisation before there was one. Raises `MembershipInvalid`."""
    if day < established_on:
        zh, en = f"该党组织成立于 {established_on}。", f"The organisation was founded on {established_on}."
        raise MembershipInvalid(fields=[FieldFault(field, "before-organisation", zh, en)])


def last_day(issued_on: date) -> date:
    """Of its validity at most."""
    rule = next((each for each in reversed(VALIDITIES) if each.in_force.covers(issued_on)), VALIDITIES[0])
    return issued_on + timedelta(days=rule.number)


def must_be_issued(issued_on: date, valid_until: date, since: date, today: date) -> None:
    """Raises `MembershipInvalid`."""
    faults: list[FieldFault] = []
    if not since <= issued_on <= today:
        said = (since.isoformat(), today.isoformat())
        faults.append(
            FieldFault(
                "issued_on", "out-of-order", "应在 {} 至 {} 之间。".format(*said), "From {} to {}.".format(*said)
            )
        )
    if not issued_on < valid_until <= last_day(issued_on):
        last = last_day(issued_on).isoformat()
        faults.append(
            FieldFault("valid_until", "too-long", f"应晚于开出日期，且不晚于 {last}。", f"After the issue, by {last}.")
        )
    if faults:
        raise MembershipInvalid(fields=faults)


def completed(letter: Letter, on: date, today: date) -> Letter:
    """By the return slip, late as well: where it came after the letter expired it holds all the same. Raises
    `LetterEnded`, `MembershipInvalid`."""
    if letter.state not in {LetterState.STARTED, LetterState.EXPIRED}:
        raise LetterEnded
    if not letter.issued_on <= on <= today:
        fault = FieldFault("completed_on", "out-of-order", "应在开出日期和今天之间。", "Between the issue and today.")
        raise MembershipInvalid(fields=[fault])
    return replace(letter, state=LetterState.COMPLETED, completed_on=on, version=letter.version + 1)


def reopened(letter: Letter, today: date) -> Letter:
    """No slip came: open, or expired where its validity is over. Raises `NoSlip`."""
    if letter.state is not LetterState.COMPLETED:
        raise NoSlip
    state = LetterState.STARTED if today <= letter.valid_until else LetterState.EXPIRED
    return replace(letter, state=state, completed_on=None, version=letter.version + 1)


def expired(letter: Letter, today: date) -> Letter | None:
    """Without a return slip, on the day after its last; None where there is nothing to say."""
    if letter.state is not LetterState.STARTED or today <= letter.valid_until:
        return None
    return replace(letter, state=LetterState.EXPIRED, version=letter.version + 1)


def revoked(letter: Letter) -> Letter:
    """It came to nothing: membership is where it was. Raises `LetterEnded`."""
    if letter.state not in {LetterState.STARTED, LetterState.EXPIRED}:
        raise LetterEnded
    return replace(letter, state=LetterState.REVOKED, version=letter.version + 1)
