"""What differs between registry and a service that learns from it (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from shared.digests.held import HeldPerson, UnitDigest

NOBODY = ("0", "0")
Kind = Literal["missing", "unexpected", "other-days"]


@dataclass(frozen=True, slots=True)
class Difference:
    """`day`: the first on which registry and the service say otherwise; None where the service keeps no days."""

    org_path: str
    person_id: UUID
    kind: Kind
    day: date | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a comparison found. `waiting`: persons of whom the service has not applied all that registry has told, so
    that nothing can be said of them yet; `found` has those of the units that were opened."""

    units: int
    differing: int
    waiting: int
    found: tuple[Difference, ...]


def units_that_differ(registry: Iterable[UnitDigest], service: Iterable[UnitDigest], *, days: bool) -> list[str]:
    """Paths, in order; `days`: whether the service keeps them. A unit that only one names has nobody at the other."""
    one, other = _by_path(registry, days=days), _by_path(service, days=days)
    return sorted(path for path in {*one, *other} if one.get(path, NOBODY) != other.get(path, NOBODY))


def judged(
    org_path: str, registry: Iterable[HeldPerson], service: Iterable[HeldPerson], *, days: bool
) -> tuple[list[Difference], int]:
    """What differs at a unit, and how many persons wait. `days`: whether the service keeps them.

    Both say by which event of a person they speak. Only of the same one they must say the same: an event under way, or
    parked, is no difference. Whom registry does not know at all nobody else may hold.
    """
    one, other = ({each.person_id: each for each in held} for held in (registry, service))
    found: list[Difference] = []
    waiting = 0
    for person_id in sorted({*one, *other}):
        true = one.get(person_id, HeldPerson(person_id, 0, ()))
        held = other.get(person_id, HeldPerson(person_id, 0, ()))
        if true.version and true.version != held.version:
            waiting += 1
        elif true.there != held.there:
            kind: Kind = "missing" if held.there < true.there else "unexpected"
            found.append(Difference(org_path, person_id, kind, _first_day(true, held) if days else None))
        elif days and (day := _first_day(true, held)) is not None:
            found.append(Difference(org_path, person_id, "other-days", day))
    return found, waiting


def _first_day(one: HeldPerson, other: HeldPerson) -> date | None:
    net: Counter[date] = Counter()
    for held, sign in ((one, 1), (other, -1)):
        for turn in held.turns:
            if turn.day is not None:
                net[turn.day] += sign * turn.change
    return min((day for day, change in net.items() if change), default=None)


def _by_path(digests: Iterable[UnitDigest], *, days: bool) -> Mapping[str, tuple[str, str | None]]:
    return {each.org_path: (each.digest, each.days_digest if days else "0") for each in digests}
