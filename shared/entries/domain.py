"""An entry of a book: which steps it takes, and which days it may have. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.language import Named, Text
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale

Facts = Mapping[str, Any]

REVOKED = Named("revoked", "已撤销", "revoked")
"""Recorded by mistake: it is as if it had never been."""
RECORDED, CORRECTED, STEPPED_BACK = "recorded", "corrected", "stepped-back"


class EntryNotFound(NotFound):
    """There is none, or it is another unit's."""

    code = "entry-not-found"
    zh = "没有这条台账记录。"
    en = "There is no such entry."


class EntryChanged(Stale):
    """Somebody changed the entry after it was shown."""

    code = "entry-changed"
    zh = "该记录在您填写期间已被他人更改，请核对最新情况后再提交。"
    en = "Somebody changed the entry meanwhile. Look at how it stands now, then send it again."


class EntryIsRevoked(Conflict):
    """It was taken back, and nothing more is done about it."""

    code = "entry-is-revoked"
    zh = "该记录已撤销，不能再办理。"
    en = "The entry was revoked; nothing more can be done about it."


class StepNotPossible(Conflict):
    """The entry does not stand where this step begins."""

    code = "step-not-possible"
    zh = "该记录现在的状态不能办理“{step_zh}”，请查看最新情况。"
    en = "As the entry stands now, this cannot be done: {step_en}. See how it stands."


class EntryExists(Conflict):
    """Two entries that stand may not have this in common, such as a serial number."""

    code = "entry-exists"
    zh = "已有相同的记录，请更正原记录。"
    en = "There is an entry like it already; correct that one."


class EntryHolds(Conflict):
    """Others stand under it; they are revoked first."""

    code = "entry-holds-others"
    zh = "该记录下还有 {count} 条未撤销的记录，请先撤销。"
    en = "{count} entries stand under this one; revoke them first."


class EntryInUse(Conflict):
    """Others stand under it still; they end first."""

    code = "entry-in-use"
    zh = "该记录下还有 {count} 条到该日尚未终止的记录，请先办理其终止。"
    en = "{count} entries under this one have not ended by that day; end them first."


class EntryAboveEnded(Conflict):
    """What it stands under has ended, and nothing that is in use stands under that any more."""

    code = "entry-above-ended"
    zh = "该记录所属的记录已于 {ended_on} 终止，不能恢复；终止日期有误的，请更正。"
    en = "What the entry stands under ended on {ended_on}: it is not in use again. Correct its day where that is wrong."


class EntryInvalid(Invalid):
    """The entry breaks at least one rule; `fields` names every one."""

    code = "entry-invalid"
    zh = "该记录不符合规定，原因见各字段。"
    en = "The entry breaks a rule; the fields tell which."


class NoStepToTakeBack(Conflict):
    """What was last done about the entry is no step."""

    code = "no-step-to-take-back"
    zh = "该记录最近一次办理不是状态变更，没有可以退回的。"
    en = "What was last done about the entry is no step that could be taken back."


def nothing(_facts: Facts) -> Facts:
    """Of a step after which nothing is remembered beside its versions."""
    return {}


@dataclass(frozen=True, slots=True)
class Step:
    """How an entry goes on: from a state of `leaves` to `reaches`, on a day that `day` takes.

    `name` ends the address of the step, `called` is what it is called; `clears` are days that hold no longer, `takes`
    what else the step says, `keeps` what the entry remembers of what it said until then; `by_owner`: the unit that does
    what the entry says takes it too.
    """

    name: str
    called: Text
    leaves: frozenset[str]
    reaches: str
    day: str
    clears: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    keeps: Callable[[Facts], Facts] = nothing
    by_owner: bool = False


def said_by(steps: Mapping[str, Step], acts: Iterable[str]) -> frozenset[str]:
    """What was said beside the day by steps that were taken and not taken back. `acts`: what was done, in order."""
    taken: list[Step] = []
    for act in acts:
        if act in steps:
            taken.append(steps[act])
        elif act == STEPPED_BACK:
            del taken[-1:]
    return frozenset(name for step in taken for name in step.takes)


OVERDUE = "overdue"


def overdue(begins: str) -> Step:
    """What was to be done by a day and was not: on the day after, by the clock alone; nobody says so."""
    return Step(OVERDUE, Text("逾期", "Overdue"), frozenset({begins}), OVERDUE, "overdue_on")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day that an entry may have: those of what it stands under."""

    not_before: date | None = None
    not_after: date | None = None

    def until(self, day: date | None) -> "Bounds":
        """The same, and none after this day."""
        known = [each for each in (self.not_after, day) if each is not None]
        return Bounds(self.not_before, min(known, default=None))


ANY_DAY = Bounds()


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an entry in the order in which they follow each other, as far as they are known; none lies ahead.
    Until a day of `due` something is to be done: it may lie ahead, and is not before that
    of what the entry stands under."""

    following: tuple[str, ...]
    due: tuple[str, ...] = ()

    def faults(
        self,
        facts: Facts,
        *,
        today: date,
        bounds: Bounds = ANY_DAY,
        died_on: date | None = None,
        outliving: Collection[str] = (),
    ) -> list[FieldFault]:
        """What is wrong with them. Nothing is dated after the death of whom the entry is of (C14), but for days that
        are `outliving` him, since they are his family's."""
        found: list[FieldFault] = []
        before = bounds.not_before
        known = [(name, facts[name]) for name in self.following if facts.get(name) is not None]
        for name, day in known:
            found += _too_late(name, day, today, None if name in outliving else died_on, bounds.not_after)
            if before is not None and day < before:
                found.append(too_early(name, before))
            before = day
        for name, day in [(name, facts[name]) for name in self.due if facts.get(name) is not None]:
            found += _due_too_soon(name, day, bounds.not_before)
            found += [] if known or name in outliving else _due_too_late(name, day, died_on)
        return found


def _too_late(name: str, day: date, today: date, died_on: date | None, not_after: date | None) -> list[FieldFault]:
    """Of several reasons the first."""
    if day > today:
        return [FieldFault(name, "in-future", "不能晚于今天。", "Must not be after today.")]
    if died_on is not None and day > died_on:
        return [_after_death(name, died_on)]
    if not_after is not None and day > not_after:
        return [too_late(name, not_after)]
    return []


def _due_too_soon(name: str, day: date, not_before: date | None) -> list[FieldFault]:
    return [too_early(name, not_before)] if not_before is not None and day < not_before else []


def _due_too_late(name: str, day: date, died_on: date | None) -> list[FieldFault]:
    return [_after_death(name, died_on)] if died_on is not None and day > died_on else []


def _after_death(name: str, died_on: date) -> FieldFault:
    zh, en = f"不能晚于去世日期 {died_on}。", f"Must not be after the day of death, {died_on}."
    return FieldFault(name, "after-death", zh, en)


def codes_in(value: object) -> list[str]:
    """Of a column that names one unit, several, or none."""
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)] if value else []


def too_early(name: str, first: date | None) -> FieldFault:
    return FieldFault(name, "too-early", f"不能早于 {first}。", f"Must not be before {first}.")


def too_late(name: str, last: date) -> FieldFault:
    return FieldFault(name, "too-late", f"不能晚于 {last}。", f"Must not be after {last}.")


def unknown(name: str) -> FieldFault:
    return FieldFault(name, "unknown", "没有这个编号或代码。", "There is none with this id or code.")


def elsewhere(name: str) -> FieldFault:
    zh, en = "不在本机构或其下级。", "It is neither of this unit nor of one below it."
    return FieldFault(name, "elsewhere", zh, en)


def not_yet(name: str) -> FieldFault:
    return FieldFault(
        name, "not-yet", "尚未办理到这一步，不能更正。", "The entry has not come so far: not to be corrected."
    )


def without_day(name: str) -> FieldFault:
    return FieldFault(
        name, "without-day", "没有填写办理这一步的日期，不能填写。", "The day of the step that says this is missing."
    )


def no_unit(name: str) -> FieldFault:
    return FieldFault(name, "unknown-unit", "没有这个服务机构。", "There is no such unit.")


def must_hold(faults: Sequence[FieldFault]) -> None:
    """Raises `EntryInvalid`."""
    if faults:
        raise EntryInvalid(fields=faults)
