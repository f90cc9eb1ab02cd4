"""The stages of a round: which act is possible at which, and what must stand before it goes on. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.benefits.awards.domain.refusals import NotAtThisStage, SelectionInvalid
from services.benefits.awards.parameters import OFFICES, RESULTS
from shared.refusal import FieldFault


class Stage(StrEnum):
    """Where a round stands."""

    NOMINATING = "nominating"
    VETTING = "vetting"
    VOTING = "voting"
    PANEL = "panel"
    PUBLICITY = "publicity"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What is done in a round."""

    CORRECT = "correct"
    CANCEL = "cancel"
    NOMINATE = "nominate"
    CORRECT_NOMINATION = "correct-nomination"
    WITHDRAW = "withdraw"
    VET = "vet"
    COUNT = "count"
    SCORE = "score"
    DRAW = "draw"
    PUBLISH = "publish"
    OBJECT = "object"
    SETTLE = "settle"
    GRANT = "grant"
    REVOKE = "revoke"


class NomineeStanding(StrEnum):
    """Where a nominee stands."""

    STANDING = "standing"
    DISQUALIFIED = "disqualified"
    WITHDRAWN = "withdrawn"
    AWARDED = "awarded"
    NOT_AWARDED = "not-awarded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A step of a round: on which day it was done, and on which it was taken down."""

    step: str
    on_day: date
    recorded_on: date


def is_of_the_past(year: int, steps: Sequence[TakenDown]) -> bool:
    """Whether the round was taken down after its year, as those from before the system: its days are its papers'."""
    return min(each.recorded_on for each in steps).year > year


def first_of_publicity(year: int, steps: Sequence[TakenDown]) -> date:
    """The first day on which its result may be published: that of the last of its votes, points and draws, and no day
    before that was taken down, unless the round is of the past."""
    results = [each for each in steps if each.step in RESULTS - {"published"}]
    days = [each.on_day for each in results]
    return max(days if is_of_the_past(year, steps) else [*days, *(each.recorded_on for each in results)])


RUNNING = frozenset({Stage.NOMINATING, Stage.VETTING, Stage.VOTING, Stage.PANEL, Stage.PUBLICITY})
POSSIBLE: Mapping[Act, frozenset[Stage]] = {
    Act.CORRECT: frozenset({Stage.NOMINATING, Stage.VETTING, Stage.VOTING}),
    Act.CANCEL: RUNNING,
    Act.NOMINATE: frozenset({Stage.NOMINATING}),
    Act.CORRECT_NOMINATION: frozenset({Stage.NOMINATING, Stage.VETTING}),
    Act.WITHDRAW: RUNNING,
    Act.VET: frozenset({Stage.VETTING}),
    Act.COUNT: frozenset({Stage.VOTING, Stage.PANEL}),
    Act.SCORE: frozenset({Stage.PANEL}),
    Act.DRAW: frozenset({Stage.PANEL}),
    Act.PUBLISH: frozenset({Stage.PANEL}),
    Act.OBJECT: frozenset({Stage.PUBLICITY}),
    Act.SETTLE: frozenset({Stage.PUBLICITY}),
    Act.GRANT: frozenset({Stage.PUBLICITY}),
    Act.REVOKE: frozenset({Stage.AWARDED}),
}
# By hand: on, or back where something was ended too early. All other steps follow from an act.
MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.NOMINATING: frozenset({Stage.VETTING}),
    Stage.VETTING: frozenset({Stage.VOTING, Stage.NOMINATING}),
    Stage.VOTING: frozenset({Stage.VETTING}),
    Stage.PUBLICITY: frozenset({Stage.PANEL}),
}


@dataclass(frozen=True, slots=True)
class Vetted:
    """What an office said of a nominee."""

    office: str
    passed: bool


def must_be_possible(act: Act, stage: Stage) -> None:
    """Raises `NotAtThisStage`."""
    if stage not in POSSIBLE[act]:
        raise NotAtThisStage


def is_vetted(said: Collection[Vetted]) -> bool:
    """All four offices let him pass."""
    return {each.office for each in said if each.passed} == set(OFFICES)


def must_go_on(stage: Stage, to: Stage, vetted: Mapping[UUID, Collection[Vetted]]) -> None:
    """`vetted`: what was said of each nominee who stands. Raises `NotAtThisStage`, `SelectionInvalid`."""
    if to not in MOVES.get(stage, frozenset()):
        raise NotAtThisStage
    if to in {Stage.VETTING, Stage.VOTING} and stage is not Stage.VOTING and not vetted:
        raise SelectionInvalid(fields=[_NOBODY])
    missing = sum(not is_vetted(said) for said in vetted.values())
    if to is Stage.VOTING and missing:
        zh, en = f"还有{missing}名候选人未完成四部门审查。", f"Not vetted by all four offices: {missing}."
        raise SelectionInvalid(fields=[FieldFault("to", "not-vetted", zh, en)])


def must_name_all(field: str, named: Sequence[UUID], wanted: Collection[UUID]) -> None:
    """Each who is wanted once, and nobody else. Raises `SelectionInvalid`."""
    faults = [
        FieldFault(f"{field}.{at}.nomination_id", "not-a-nominee", "不在应登记的候选人之列。", "Nobody asked for him.")
        for at, each in enumerate(named)
        if each not in wanted
    ]
    faults += [
        FieldFault(f"{field}.{at}.nomination_id", "given-twice", "只能给出一次。", "Can be given once only.")
        for at, each in enumerate(named)
        if each in named[:at]
    ]
    if set(wanted) - set(named):
        faults.append(FieldFault(field, "incomplete", "应包括全部候选人。", "Every nominee is to be named."))
    if faults:
        raise SelectionInvalid(fields=faults)


def must_be_the_first(opened_on: date, nominated: Sequence[date]) -> None:
    """A round begins before its nominations. Raises `SelectionInvalid`."""
    if any(day < opened_on for day in nominated):
        raise SelectionInvalid(fields=[_OPENED_LATE])


_NOBODY = FieldFault("to", "nobody-stands", "没有候选人。", "Nobody stands.")
_OPENED_LATE = FieldFault("opened_on", "after-a-nomination", "不能晚于已有的推荐日期。", "Not after a nomination.")
