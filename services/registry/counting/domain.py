"""The days on which figures count a person (pure)."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from msgspec.structs import replace

from services.registry.corrections.domain.timeline import Since
from shared.events.registry import CountedPeriod

V = TypeVar("V")


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
    """What of them lies on this day or after it."""
    left = (period for period in periods if period.ends_on is None or period.ends_on > day)
    return tuple(replace(period, starts_on=max(period.starts_on, day)) for period in left)


def _at(timeline: Sequence[Since[V]], day: date) -> V:
    return next(each.value for each in reversed(timeline) if each.on <= day)
