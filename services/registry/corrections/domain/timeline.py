"""What is believed of one field: a value from each day on. Said anew from a day, it replaces what was said of all days
after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.refusal import Conflict

V = TypeVar("V")


class Since(NamedTuple, Generic[V]):
    """What holds from a day on."""

    on: date
    value: V


class NothingChanges(Conflict):
    """The file says so already."""

    code = "nothing-changes"
    zh = "与档案现有内容相同，无需更正。"
    en = "The file says so already."


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that holds from a day on; `fact_id` None where only the file has it so far."""

    fact_id: UUID | None
    holds_from: date
    value: str | None


class Step(NamedTuple):
    """Membership from `on` on is `after`, where it was taken to be `before`."""

    on: date
    before: bool
    after: bool


class Restated(NamedTuple):
    """What stays of a timeline when something is said anew, and what does not."""

    kept: tuple[Fact, ...]
    ended: tuple[Fact, ...]


def restated(timeline: Sequence[Fact], said: Fact, *, anew: bool = True) -> Restated:
    """`timeline` is in order and begins with the registration. Not `anew`: what has been said of the same day stays,
    and all that was said of later ones. Raises `NothingChanges`."""
    latest = timeline[-1]
    if latest.value == said.value and latest.holds_from <= said.holds_from:
        raise NothingChanges
    if not anew and any((fact.holds_from, fact.value) == (said.holds_from, said.value) for fact in timeline):
        raise NothingChanges
    kept = tuple(fact for fact in timeline if fact.holds_from < said.holds_from)
    return Restated(kept, tuple(timeline[len(kept) :]))


def steps(found: Restated, said: Fact, is_member: Callable[[str | None], bool]) -> list[Step]:
    """The changes of membership that take what was told of it to what is said now, each on its own day.

    What ended is taken back from its latest change on. The first fact of all is never taken back: a registration told
    it, so that another value takes its place.
    """
    whole = (*found.kept, *found.ended)
    base = max(len(found.kept), 1) - 1
    undone = [
        Step(fact.holds_from, is_member(fact.value), is_member(before.value))
        for before, fact in reversed(list(zip(whole[base:], whole[base + 1 :], strict=False)))
    ]
    anew = Step(said.holds_from, is_member(whole[base].value), is_member(said.value))
    return [step for step in (*undone, anew) if step.before != step.after]


def at_places(changes: Sequence[Step], places: Sequence[Since[str | None]]) -> list[tuple[str, Step]]:
    """The same changes, each at the unit that answered for the person on its day, and carried over to those that have
    since: so that what one unit held it holds no longer. `places` is in order and begins with the registration, None
    where nobody here answered for him."""
    found: list[tuple[str | None, Step]] = []
    for on, before, after in changes:
        path = next(place.value for place in reversed(places) if place.on <= on)
        found.append((path, Step(on, before, after)))
        for left, reached in pairwise(places):
            if reached.on > on:
                found.append((left.value, Step(reached.on, after, before)))
                found.append((reached.value, Step(reached.on, before, after)))
    return [(path, step) for path, step in found if path is not None]
