"""Coverage, pure. The source names the words and gives no measure for them; these are ours.

A unit is covered *nominally* (有形) when it stands on the day. It is covered *effectively* (有效) when it stands,
somebody is in post at that very unit on the day (F07 at the centre, F52 elsewhere), and it was active in the period, up
to the day: a fact of its own is in the ledger with a day of the period, whatever figure, other than that it or its
Party organisation was set up (F03 to F06); or a daily report was handed in for a day of the period, by a room its line.

Along each axis, out of the units that stood on some day of the period, up to the day:

- *horizontal* (横向到边): by the kind of host that units are set up in;
- *vertical* (纵向到底): by level, and as a chain: a room with its station and the centre;
- *persons* (覆盖全员): out of registered veterans (F01), nominally those whose unit stands, effectively those whose
  unit is covered effectively, or stands below a station that is;
- of each *station* its rooms.

A unit goes by its place on the day; what it did before it moved, it did.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.coverage.parameters import ALL, CHAIN, HOSTS, LEVELS, PERSONS, Axis
from services.reporting.units.domain import Unit, code_of, parent_of


@dataclass(frozen=True, slots=True)
class Metric:
    """Out of so many, how many are covered nominally and how many effectively; `code`: of what on the axis."""

    axis: Axis
    code: str
    denominator: int
    nominal: int
    effective: int


@dataclass(frozen=True, slots=True)
class County:
    """As of `day`: units that were established by then, who is in post and which veterans are registered at each of
    them itself, all by path; the codes of those that were active from the `first` day of the period on."""

    first: date
    day: date
    units: Mapping[str, Unit]
    in_post: Mapping[str, int]
    veterans: Mapping[str, int]
    active: frozenset[str]

    def stands(self, path: str) -> bool:
        return path in self.units and self.units[path].stands_on(self.day)

    def is_effective(self, path: str) -> bool:
        return self.stands(path) and self.in_post.get(path, 0) > 0 and code_of(path) in self.active

    def of_period(self, within: str) -> list[Unit]:
        """Those at this path and below it that stood on some day of it, in order of code."""
        found = (unit for path, unit in self.units.items() if _is_within(path, within))
        return sorted((unit for unit in found if unit.stands_on(self.first)), key=lambda unit: unit.code)


def cover(county: County, within: str) -> list[Metric]:
    """Every row of the unit at this path and all below it, axis by axis."""
    units = county.of_period(within)
    return [
        *_horizontal(county, units),
        *_vertical(county, units),
        _persons(county, within),
        *(_of_station(county, unit, units) for unit in units if unit.kind == "station"),
    ]


def _horizontal(county: County, units: Sequence[Unit]) -> Iterable[Metric]:
    """In the order of the code list; words that the county added come after it."""
    yield _counted(county, "horizontal", ALL, units)
    there = {unit.host_kind or "" for unit in units}
    for host in (*(host for host in HOSTS if host in there), *sorted(there.difference(HOSTS))):
        yield _counted(county, "horizontal", host, [unit for unit in units if (unit.host_kind or "") == host])


def _vertical(county: County, units: Sequence[Unit]) -> Iterable[Metric]:
    for level in LEVELS:
        yield _counted(county, "vertical", level, [unit for unit in units if unit.kind == level])
    rooms = [unit for unit in units if unit.kind == "room"]

    def chained(holds: Callable[[str], bool]) -> int:
        return sum(all(map(holds, _chain(room.path))) for room in rooms)

    yield Metric("vertical", CHAIN, len(rooms), chained(county.stands), chained(county.is_effective))


def _persons(county: County, within: str) -> Metric:
    own = {path: count for path, count in county.veterans.items() if _is_within(path, within)}
    standing = {path: count for path, count in own.items() if county.stands(path)}
    reached = (count for path, count in standing.items() if _is_reached(county, path))
    return Metric("persons", PERSONS, sum(own.values()), sum(standing.values()), sum(reached))


def _is_reached(county: County, path: str) -> bool:
    above = county.units.get(parent_of(path))
    station = above is not None and above.kind == "station"
    return county.is_effective(path) or (station and county.is_effective(parent_of(path)))


def _of_station(county: County, station: Unit, units: Iterable[Unit]) -> Metric:
    rooms = [unit for unit in units if parent_of(unit.path) == station.path]
    return _counted(county, "station", station.code, rooms)


def _counted(county: County, axis: Axis, code: str, units: Sequence[Unit]) -> Metric:
    nominal = sum(county.stands(unit.path) for unit in units)
    return Metric(axis, code, len(units), nominal, sum(county.is_effective(unit.path) for unit in units))


def _chain(path: str) -> list[str]:
    """`a.b.c` → `a`, `a.b`, `a.b.c`."""
    labels = path.split(".")
    return [".".join(labels[: depth + 1]) for depth in range(len(labels))]


def _is_within(path: str, within: str) -> bool:
    return f"{path}.".startswith(f"{within}.")
