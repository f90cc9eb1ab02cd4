"""Publicity: so many working days on which no objection is open; what is objected, and what was found. Pure.

Rule B9: nobody decides before it is over. `papers` is what the API takes of objections.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.calendar.working_days import WorkingCalendar
from shared.language import Named, Text
from shared.refusal import Conflict, FieldFault, Invalid, NotFound

UPHELD = (Named("true", "成立", "upheld"), Named("false", "不成立", "not upheld"))
SETTLEMENT = Text("处理异议", "Settle the objection")


class ObjectionNotFound(NotFound):
    """What is published has none of this number."""

    code = "objection-not-found"
    zh = "没有这项异议。"
    en = "There is no such objection."


class NotInPublicity(Conflict):
    """It is not published now."""

    code = "not-in-publicity"
    zh = "该事项不在公示期内。"
    en = "It is not being published."


class ObjectionSettled(Conflict):
    """It was settled before."""

    code = "objection-settled"
    zh = "该异议已处理。"
    en = "The objection was settled before."


class PublicityNotOver(Conflict):
    """Rule B9."""

    code = "publicity-not-over"
    zh = "公示尚未结束，或者有异议尚未处理，不能审批。"
    en = "The publicity is not over, or an objection is open: nobody can decide yet."


class SettledTooEarly(Invalid):
    """`fields` names the day."""

    code = "settled-too-early"
    zh = "处理日期不能早于异议提出之日。"
    en = "An objection is not settled before it was raised."


@dataclass(frozen=True, slots=True)
class Objection:
    """Raised on a day, and settled on one: upheld, or not."""

    raised_on: date
    settled_on: date | None = None
    is_upheld: bool | None = None

    def is_open_on(self, day: date) -> bool:
        return self.raised_on <= day and (self.settled_on is None or day < self.settled_on)


@dataclass(frozen=True, slots=True)
class Publicity:
    """Begun on a day, for so many working days after it on which no objection is open."""

    begun_on: date
    workdays: int
    objections: tuple[Objection, ...] = ()

    def last_day(self, calendar: WorkingCalendar) -> date | None:
        """None while an objection is open. Raises CalendarYearMissing."""
        if any(each.settled_on is None for each in self.objections):
            return None
        day, counted = self.begun_on, 0
        while counted < self.workdays:
            day = calendar.add_working_days(day, 1)
            counted += not any(each.is_open_on(day) for each in self.objections)
        return day

    def is_over(self, calendar: WorkingCalendar, today: date) -> bool:
        """From the day after its last one on."""
        last = self.last_day(calendar)
        return last is not None and last < today

    def objected(self, on: date) -> "Publicity":
        return replace(self, objections=(*self.objections, Objection(on)))

    def settled(self, number: int, on: date, *, is_upheld: bool) -> "Publicity":
        """The objection with this number, from 0 on.

        Raises `ObjectionNotFound`, `ObjectionSettled`, `SettledTooEarly`.
        """
        if not 0 <= number < len(self.objections):
            raise ObjectionNotFound
        objection = self.objections[number]
        if objection.settled_on is not None:
            raise ObjectionSettled
        if on < objection.raised_on:
            raise SettledTooEarly(fields=[_BEFORE_OBJECTION])
        done = replace(objection, settled_on=on, is_upheld=is_upheld)
        return replace(self, objections=(*self.objections[:number], done, *self.objections[number + 1 :]))


def day_faults(
    day: date, *, today: date, field: str, died_on: date | None = None, not_before: date | None = None
) -> Sequence[FieldFault]:
    """A day on which something is said to have been done lies ahead, after a death (C14), or before what it belongs
    to."""
    return [
        fault
        for fault, is_so in (
            (FieldFault(field, "not-in-future", "不能晚于今天。", "Must not lie in the future."), day > today),
            (FieldFault(field, "after-death", "不能晚于死亡日期。", "Not after the death."), died_on and day > died_on),
            (FieldFault(field, "too-early", f"不能早于所属环节开始之日 {not_before}。",
                        f"Not before what it belongs to began, {not_before}."),
             not_before and day < not_before),
        )
        if is_so
    ]  # fmt: skip


_BEFORE_OBJECTION = FieldFault("settled_on", "before-objection", "不能早于异议提出之日。", "Not before it was raised.")
