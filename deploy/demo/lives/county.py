"""The county as a lived year needs it: its units as a tree of its own, its months, and where staff works besides the
centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.county import AS_OF, CENTRE, County, Unit

STAFFED_STATIONS = 4
STAFFED_ROOMS = 2  # of each of these stations
MONTHS = 12  # after the demo's day


@dataclass(frozen=True)
class Ground:
    """`days`: on which acts are recorded, the demo's and the last ones of the months after; `above`: unit → the one
    above."""

    rooms: Mapping[str, Unit]
    above: Mapping[str, str]
    stations: Sequence[str]
    staffed_rooms: Sequence[str]
    days: Sequence[date]

    @property
    def staffed_stations(self) -> Sequence[str]:
        return list(dict.fromkeys(self.above[room] for room in self.staffed_rooms))

    @property
    def units(self) -> Sequence[str]:
        """All of them, the centre first."""
        return [CENTRE, *self.stations, *self.rooms]

    def rooms_of(self, station: str) -> Sequence[str]:
        return [code for code in self.rooms if self.above[code] == station]

    def division_of(self, room: str) -> str:
        """A county-direct unit lies in the county as a whole."""
        return self.rooms[room].division or CENTRE


def ground_of(county: County, months: int = MONTHS) -> Ground:
    """The first stations and the last one have staff, so that villages and county-direct units both have."""
    rooms = {room.code: room for room in county.rooms}
    above = {station.code: CENTRE for station in county.stations} | {
        room.code: room.parent or "" for room in county.rooms
    }
    stations = [station.code for station in county.stations]
    staffed = [
        [code for code in rooms if above[code] == station][:STAFFED_ROOMS]
        for station in dict.fromkeys([*stations[: STAFFED_STATIONS - 1], stations[-1]])
    ]
    return Ground(rooms, above, stations, [room for some in staffed for room in some], month_ends(months))


def month_ends(months: int, first: date = AS_OF) -> list[date]:
    """The last day of a month, and those of the months that follow."""
    found = [first]
    for _ in range(months):
        begins = found[-1] + timedelta(days=1)
        found.append((begins + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return found
