"""Which months an entitlement is due for, and which of several that exclude each other is paid. Pure.

A batch of a month is a function of the entitlements, the deaths and the amounts, so it can be made anew and compared:
what is paid and not due is an overpayment, what is due and not paid is owed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple, Self
from uuid import UUID


class Month(NamedTuple):
    """A calendar month; months are ordered, and counted on."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

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


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What was decided: a programme's monthly benefit for a person, due for the months of `span` that are not
    suspended. `group`: of those that exclude each other. `continues`: so many months after that of the death."""

    entitlement_id: UUID
    person_id: UUID
    programme: str
    span: Span
    group: str | None = None
    continues: int = 0
    suspended: tuple[Span, ...] = ()
    paid_elsewhere_through: Month | None = None
    """By the county that the person came from."""

    def is_due(self, month: Month, died_in: Month | None) -> bool:
        """B4: after the month of the death only for as long as the law continues it."""
        if not self.span.holds(month) or any(span.holds(month) for span in self.suspended):
            return False
        if self.paid_elsewhere_through is not None and month <= self.paid_elsewhere_through:
            return False
        return died_in is None or month <= died_in.later(self.continues)


@dataclass(frozen=True, slots=True)
class Due:
    """An entitlement that is paid for a month, in fen."""

    entitlement: Entitlement
    fen: int


@dataclass(frozen=True, slots=True)
class People:
    """What is known of persons that decides between entitlements: in which month they died, and which programme of a
    group they chose."""

    died_in: Mapping[UUID, Month] = field(default_factory=dict)
    chose: Mapping[tuple[UUID, str], str] = field(default_factory=dict)


def due_in(
    month: Month, entitlements: Iterable[Entitlement], people: People, amount: Callable[[Entitlement], int]
) -> list[Due]:
    """Everything due for the month, by person and programme. Of a group a person is paid one (B3): the one he chose,
    or else the highest."""
    due = [Due(each, amount(each)) for each in entitlements if each.is_due(month, people.died_in.get(each.person_id))]
    paid = [one for rivals in _rivals(due) for one in _paid_of(rivals, people)]
    return sorted(paid, key=lambda each: (each.entitlement.person_id, each.entitlement.programme))


def _rivals(due: Iterable[Due]) -> Iterable[Sequence[Due]]:
    """Those of one person and group together; what is of no group is by itself."""

    def key(each: Due) -> tuple[str, str]:
        one = each.entitlement
        return str(one.person_id), one.group or f"alone {one.entitlement_id}"

    return [list(rivals) for _, rivals in groupby(sorted(due, key=key), key)]


def _paid_of(rivals: Sequence[Due], people: People) -> Sequence[Due]:
    [first, *others] = rivals
    if not others or first.entitlement.group is None:
        return rivals
    chosen = people.chose.get((first.entitlement.person_id, first.entitlement.group))

    def rank(due: Due) -> tuple[bool, int, str, UUID]:
        one = due.entitlement
        return one.programme == chosen, due.fen, one.programme, one.entitlement_id

    return [max(rivals, key=rank)]


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
