"""Which months an entitlement is due for, and which of several that exclude each other is paid. Pure.

A batch of a month is a function of the entitlements, the deaths and the amounts, so it can be made anew and compared:
what is paid and not due is an overpayment, what is due and not paid is owed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, groupby
from typing import NamedTuple, Self
from uuid import UUID


class Month(NamedTuple):
    """A calendar month; months are ordered, and counted on."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, said: str) -> Self:
        """As people write it: 2019-04."""
        year, _, month = said.partition("-")
        return cls(int(year), int(month))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def later(self, months: int) -> "Month":
        """So many months on, or back where negative."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class Span:
    """From one month to another, both included; `last` None goes on."""

    first: Month
    last: Month | None = None

    def holds(self, month: Month) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)

    def meets(self, other: "Span") -> bool:
        """Whether they have a month in common."""
        return self.holds(max(self.first, other.first)) and other.holds(max(self.first, other.first))


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person that decides what he is paid: the month of his death, those that another county pays,
    and whether he should never have been registered."""

    died_in: Month | None = None
    elsewhere: tuple[Span, ...] = ()
    is_void: bool = False

    @property
    def leaves_in(self) -> Month | None:
        """The last month that this county pays, of who is in another one."""
        return next((span.first.later(-1) for span in self.elsewhere if span.last is None), None)


NOTHING_KNOWN = Person()


class Why(StrEnum):
    """Why somebody is paid no longer."""

    ENDED = "ended"
    DIED = "died"
    LEFT = "left"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What was decided: a programme's monthly benefit for a person, due for the months of `span` that are not
    suspended. `continues`: so many months after that of the death. `excludes`: what he cannot have beside it, by the
    terms that it is paid by."""

    entitlement_id: UUID
    person_id: UUID
    programme: str
    span: Span
    continues: int = 0
    suspended: tuple[Span, ...] = ()
    excludes: frozenset[str] = frozenset()

    def last_month(self, person: Person) -> tuple[Month, Why] | None:
        """The last that is paid, and why; None goes on. Rule B4: after the month of the death only what was due in it,
        and only for as long as the law continues it. Of who should never have been registered nothing is paid."""
        if person.is_void:
            return self.span.first.later(-1), Why.VOID
        died, left = person.died_in, person.leaves_in
        continues = self.continues if died is not None and self.span.first <= died else 0
        ends = (
            (self.span.last, Why.ENDED),
            (died and died.later(continues), Why.DIED),
            (left, Why.LEFT),
        )
        return min(((month, why) for month, why in ends if month is not None), default=None)

    def is_due(self, month: Month, person: Person) -> bool:
        """Whether it is paid for the month here."""
        last = self.last_month(person)
        if month < self.span.first or (last is not None and month > last[0]):
            return False
        return not any(span.holds(month) for span in (*self.suspended, *person.elsewhere))


@dataclass(frozen=True, slots=True)
class Due:
    """An entitlement that is paid for a month, in fen."""

    entitlement: Entitlement
    fen: int


def due_in(
    month: Month,
    entitlements: Iterable[Entitlement],
    people: Mapping[UUID, Person],
    amount: Callable[[Entitlement], int],
    paid: Mapping[UUID, int],
) -> list[Due]:
    """Everything due for the month, by person and programme. Of what excludes each other (rule B3) a person is paid
    what is most together, and of as much what was `paid` already: nothing is paid anew to be asked back elsewhere."""
    due = [
        Due(each, amount(each))
        for each in entitlements
        if each.is_due(month, people.get(each.person_id, NOTHING_KNOWN))
    ]
    due.sort(key=_of_whom)
    return [
        each
        for _, held in groupby(due, key=lambda each: each.entitlement.person_id)
        for each in _paid_of(list(held), paid)
    ]


def _of_whom(due: Due) -> tuple[UUID, str, UUID]:
    return due.entitlement.person_id, due.entitlement.programme, due.entitlement.entitlement_id


def _paid_of(held: Sequence[Due], paid: Mapping[UUID, int]) -> Sequence[Due]:
    """A person holds a handful at most, so every set of them that may be held together is looked at."""
    sets = (some for size in range(len(held), 0, -1) for some in combinations(held, size))
    return max(
        (some for some in sets if _go_together(some)),
        key=lambda some: (
            sum(each.fen for each in some),
            sum(min(each.fen, paid.get(each.entitlement.entitlement_id, 0)) for each in some),
        ),
        default=(),
    )


def _go_together(some: Sequence[Due]) -> bool:
    """No programme twice, and none with one that it excludes."""
    named = [each.entitlement.programme for each in some]
    excluded = frozenset[str]().union(*(each.entitlement.excludes for each in some))
    return len({*named}) == len(named) and excluded.isdisjoint(named)


@dataclass(frozen=True, slots=True)
class Difference:
    """What was paid for a month and what was due, in fen."""

    month: Month
    paid_fen: int
    due_fen: int

    @property
    def overpaid_fen(self) -> int:
        return max(self.paid_fen - self.due_fen, 0)

    @property
    def owed_fen(self) -> int:
        return max(self.due_fen - self.paid_fen, 0)


def compared(paid: Mapping[Month, int], due: Mapping[Month, int]) -> list[Difference]:
    """The months of a person and programme whose payment is not what was due, in their order."""
    found = [Difference(month, paid.get(month, 0), due.get(month, 0)) for month in sorted({*paid, *due})]
    return [each for each in found if each.paid_fen != each.due_fen]
