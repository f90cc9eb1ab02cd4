"""How a supervision slip goes from one state to the next, and by when it is to be answered (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.reporting.slips.parameters import ORDER, STATES, TERMS, Terms
from shared.auth.hands import Hands, are_of, joined
from shared.calendar.working_days import WorkingCalendar
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale


class SupervisionSlipNotFound(NotFound):
    code = "supervision-slip-not-found"
    zh = "没有这份督办单。"
    en = "There is no such supervision slip."


class SupervisionSlipChanged(Stale):
    """Somebody did something with it after it was shown."""

    code = "supervision-slip-changed"
    zh = "该督办单在您办理期间已有变动，请核对后再提交。"
    en = "Somebody changed the slip meanwhile. Look at how it stands now, then send it again."


class WrongSlipState(Conflict):
    """As the slip stands, this cannot be done."""

    code = "supervision-slip-state"
    zh = "该督办单现在的状态（{state_zh}）不能办理此事。"
    en = "The slip is {state_en}: that cannot be done now."


class SlipNotOverdue(Conflict):
    """Its station may still answer."""

    code = "supervision-slip-not-overdue"
    zh = "该督办单可以回复到{due_on}（含），未逾期、未回复的不能升级。"
    en = "The slip may be answered until the end of {due_on}; it is raised after that, or when the answer does not do."


class NoHigherColour(Conflict):
    """A leader talks to the station; the answer says what came of that."""

    code = "supervision-slip-red"
    zh = "红色督办单是最高一级，不能再升级。"
    en = "Red is the last colour: such a slip is not raised."


class OwnAnswer(Forbidden):
    """Whoever answered does not say whether the answer does."""

    code = "own-supervision-answer"
    zh = "本人的回复（含代行）须由他人审定。"
    en = "Who answered, or stands in for who did, does not decide on the answer: somebody else does."


class SlipUnitInvalid(Invalid):
    """`fields` says what is wrong with the unit."""

    code = "supervision-slip-unit"
    zh = "督办对象有误，原因见各字段。"
    en = "The unit is not one that is supervised; the fields tell why."


class SlipState(StrEnum):
    """Closed ones do not change any more."""

    ISSUED = "issued"
    ANSWERED = "answered"
    CLOSED = "closed"


class Act(StrEnum):
    """What is done with a slip; the steps of its history are called so."""

    ISSUE = "issue"
    ANSWER = "answer"
    RETURN = "return"
    SETTLE = "settle"
    RAISE = "raise"
    WITHDRAW = "withdraw"
    OVERDUE = "overdue"


OPEN = (SlipState.ISSUED, SlipState.ANSWERED)
POSSIBLE = {
    Act.ISSUE: (),
    Act.ANSWER: (SlipState.ISSUED,),
    Act.RETURN: (SlipState.ANSWERED,),
    Act.SETTLE: (SlipState.ANSWERED,),
    Act.RAISE: OPEN,
    Act.WITHDRAW: OPEN,
    Act.OVERDUE: (SlipState.ISSUED,),
}
AFTER = {
    Act.ANSWER: SlipState.ANSWERED,
    Act.RETURN: SlipState.ISSUED,
    Act.SETTLE: SlipState.CLOSED,
    Act.RAISE: SlipState.CLOSED,
    Act.WITHDRAW: SlipState.CLOSED,
}
OUTCOME_OF = {Act.SETTLE: "settled", Act.RAISE: "raised", Act.WITHDRAW: "withdrawn"}
# Whether an answer does.
DECISIONS = (Act.RETURN, Act.SETTLE, Act.RAISE)


@dataclass(frozen=True, slots=True)
class Slip:
    """`follows`: the slip of the colour before; `version` counts what was told of it; `overdue_on`: when it was told to
    be overdue, by the day on which an answer is due now; `answered_by`: accounts that answered."""

    slip_id: UUID
    org_code: str
    org_path: str
    colour: str
    matter: str
    demand: str
    issued_on: date
    due_on: date
    follows: UUID | None = None
    state: SlipState = SlipState.ISSUED
    version: int = 1
    overdue_on: date | None = None
    answered_on: date | None = None
    answered_by: tuple[UUID, ...] = ()
    outcome: str | None = None
    closed_on: date | None = None

    def must_be(self, version: int | None) -> None:
        """Raises `SupervisionSlipChanged`."""
        if version not in {None, self.version}:
            raise SupervisionSlipChanged

    def is_overdue(self, today: date) -> bool:
        """Nobody answered it, and the day is over."""
        return self.state is SlipState.ISSUED and self.due_on < today

    def can(self, act: Act, today: date) -> bool:
        """As it stands, whoever does it."""
        may_raise = self.colour != ORDER[-1] and (self.state is SlipState.ANSWERED or self.is_overdue(today))
        return self.state in POSSIBLE[act] and (act is not Act.RAISE or may_raise)

    def after(self, act: Act, by: Hands, today: date) -> Self:
        """Raises `WrongSlipState`, `OwnAnswer`, `NoHigherColour`, `SlipNotOverdue`. The day on which an answer is due
        changes by `returned` alone."""
        if self.state not in POSSIBLE[act]:
            named = STATES[self.state]
            raise WrongSlipState(state_zh=named.zh, state_en=named.en)
        if act in DECISIONS and are_of(by, self.answered_by):
            raise OwnAnswer
        if act is Act.RAISE:
            next_colour(self.colour)
            if not self.can(act, today):
                raise SlipNotOverdue(due_on=self.due_on)
        after = AFTER.get(act, self.state)
        answered = joined(self.answered_by, by) if act is Act.ANSWER else self.answered_by
        return replace(
            self,
            state=after,
            version=self.version + 1,
            overdue_on=today if act is Act.OVERDUE else self.overdue_on,
            answered_on=today if act is Act.ANSWER else None if act is Act.RETURN else self.answered_on,
            answered_by=answered,
            outcome=OUTCOME_OF.get(act),
            closed_on=today if after is SlipState.CLOSED else None,
        )

    def returned(self, due_on: date, by: Hands, today: date) -> Self:
        """To be answered again by `due_on`. Raises `WrongSlipState`, `OwnAnswer`."""
        return replace(self.after(Act.RETURN, by, today), due_on=due_on, overdue_on=None)


def next_colour(colour: str) -> str:
    """Raises `NoHigherColour`."""
    place = ORDER.index(colour) + 1
    if place == len(ORDER):
        raise NoHigherColour
    return ORDER[place]


def must_be_station(kind: str | None, closed_on: date | None, today: date) -> None:
    """Raises `SlipUnitInvalid`."""
    if kind != "station":
        fault = FieldFault("org_code", "not-a-station", "督办对象应是服务站。", "Must be a station.")
        raise SlipUnitInvalid(fields=[fault])
    if closed_on is not None and closed_on <= today:
        fault = FieldFault("org_code", "station-closed", "该服务站已撤销。", "That station is closed.")
        raise SlipUnitInvalid(fields=[fault])


def terms_on(day: date) -> Terms:
    """Those in force; the first ones hold before as well."""
    begun = [terms for terms in TERMS if terms.since <= day]
    return begun[-1] if begun else TERMS[0]


def due_after(day: date, colour: str, calendar: WorkingCalendar) -> date:
    """The last day for the answer to a slip that is issued, or sent back, then. Raises `CalendarYearMissing`."""
    return calendar.add_working_days(day, terms_on(day).workdays[colour])
