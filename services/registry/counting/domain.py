"""The days on which figures count a person, and terms of his, in a role or a team (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Protocol, TypeVar
from uuid import UUID

from msgspec.structs import replace

from services.registry.corrections.domain.timeline import Since
from shared.events.registry import CountedPeriod

V = TypeVar("V")
# The first of them, and the first one after them.
Days = tuple[date, date]


class Term(Protocol):
    """What stands in one of a person's files for some days. On a day, one term of a `kind` counts."""

    @property
    def term_id(self) -> UUID: ...

    @property
    def kind(self) -> Any: ...

    @property
    def place(self) -> tuple[Any, ...]:
        """In which file it stands, as what, and where it counts."""

    @property
    def days(self) -> Days:
        """On which it is held; none where the first is the first one after them."""


M = TypeVar("M", bound=Term)


def counted_periods(
    places: Sequence[Since[str | None]], memberships: Sequence[Since[bool]], until: date | None
) -> tuple[CountedPeriod, ...]:
    """In order, until the day `until` if one is given; none where nobody here answers for him. Both timelines are in
    order and begin with the registration."""
    days = sorted({*(each.on for each in places), *(each.on for each in memberships)})
    standing = [(day, _at(places, day), _at(memberships, day)) for day in days]
    changes = [standing[0], *(now for before, now in pairwise(standing) if before[1:] != now[1:])]
    found: list[CountedPeriod] = []
    for (starts_on, path, member), following in zip(changes, (*(each[0] for each in changes[1:]), None), strict=True):
        ends_on = following if until is None else min(until, following or until)
        if path is not None and (ends_on is None or starts_on < ends_on):
            period = CountedPeriod(org_path=path, starts_on=starts_on, ends_on=ends_on, party_member=member)
            found.append(period)
    return tuple(found)


def from_day(periods: Sequence[CountedPeriod], day: date) -> tuple[CountedPeriod, ...]:
    """The periods as far as they lie on this day or after it."""
    left = (period for period in periods if period.ends_on is None or period.ends_on > day)
    return tuple(replace(period, starts_on=max(period.starts_on, day)) for period in left)


def _at(timeline: Sequence[Since[V]], day: date) -> V:
    return next(each.value for each in reversed(timeline) if each.on <= day)


def uncounted(terms: Iterable[Term]) -> Mapping[UUID, Sequence[Days]]:
    """By term, the days on which it does not count, since another term of the same kind does: of overlapping terms of
    one person, in several files or teams, the one that was recorded first. So neither which file survives a merge nor
    the order in which merges are undone changes a figure."""
    ordered = sorted(terms, key=lambda term: term.term_id)
    found = {}
    for place, term in enumerate(ordered):
        first = [each.days for each in ordered[:place] if each.kind == term.kind]
        found[term.term_id] = minus([term.days], minus([term.days], first))
    return found


def differing(
    terms: Iterable[M], more: Mapping[UUID, Sequence[Days]], less: Mapping[UUID, Sequence[Days]]
) -> list[tuple[M, Days]]:
    """Each term with its days that are in `more` and not in `less`."""
    return [(term, days) for term in terms for days in minus(more[term.term_id], less.get(term.term_id, ()))]


def exchanged(before: Sequence[M], after: Sequence[M]) -> tuple[list[tuple[M, Days]], list[tuple[M, Days]]]:
    """What changed between all terms of a person `before` and `after`: the days on which they count no longer, and the
    days on which they count now and did not. A term that counts at another unit, or as another kind, is in both with
    all its days."""
    places = {term.term_id: term.place for term in before}
    moved = {term.term_id for term in after if places.get(term.term_id, term.place) != term.place}
    was, will = _counted(before), _counted(after)
    stay, come = ({each: days for each, days in side.items() if each not in moved} for side in (will, was))
    return differing(before, was, stay), differing(after, will, come)


def _counted(terms: Iterable[Term]) -> Mapping[UUID, Sequence[Days]]:
    held = list(terms)
    hidden = uncounted(held)
    return {term.term_id: minus([term.days], hidden[term.term_id]) for term in held}


def minus(periods: Sequence[Days], others: Iterable[Days]) -> Sequence[Days]:
    """These periods without the days that lie in any of the others."""
    found = [days for days in periods if days[0] < days[1]]
    for first, after in others:
        pieces = [((starts_on, min(ends_on, first)), (max(starts_on, after), ends_on)) for starts_on, ends_on in found]
        found = [piece for both in pieces for piece in both if piece[0] < piece[1]]
    return found
