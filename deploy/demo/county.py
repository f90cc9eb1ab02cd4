"""The demo county's network: the real divisions of Xinye, 32 stations, 391 rooms, and how totals spread over them.

The distribution rules are those of the acceptance case "Xinye, 2019-04-30", so that anyone can compute every sub-total
by hand. County-direct units are invented; divisions are real (statistical division codes of 411329).
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PACK = Path(__file__).parent / "xinye"
CENTRE = "411329"
AS_OF = date(2019, 4, 30)
ROOMS_PER_COUNTY_UNIT = 7
TOWNSHIP_LEVELS = frozenset({"subdistrict", "town", "township"})

VETERANS = 18_636
PARTY_MEMBERS = 10_119
MEDIATORS = 93
DISPUTES = 158


@dataclass(frozen=True, slots=True)
class Unit:
    """A centre, station or room to be established; `division` is None where the host is a county-direct unit."""

    code: str
    name: str
    kind: str
    host_kind: str
    parent: str | None
    division: str | None


@dataclass(frozen=True, slots=True)
class County:
    """The network in the order the distribution rules use: village rooms by division code, then rooms of the units."""

    centre: Unit
    stations: tuple[Unit, ...]
    rooms: tuple[Unit, ...]

    @property
    def village_rooms(self) -> tuple[Unit, ...]:
        return tuple(room for room in self.rooms if room.host_kind == "village")


def share(total: int, places: int, index: int) -> int:
    """The part of `total` that falls to place `index` of `places`: the quotient, plus one for the first remainders."""
    return total // places + (1 if index < total % places else 0)


def disputes_of_mediator(index: int) -> int:
    """The first 65 mediators resolve two disputes each, the next 28 one each: 158 in all."""
    return share(DISPUTES, MEDIATORS, index)


def read_county() -> County:
    """The network of the pack in `xinye/`."""
    divisions = _read("divisions.csv")
    townships = [row for row in divisions if row["level"] in TOWNSHIP_LEVELS]
    villages = [row for row in divisions if row["level"] in {"village", "community"}]
    units = _read("county_units.csv")
    centre = Unit(CENTRE, "新野县退役军人服务中心", "centre", "county", None, CENTRE)
    return County(
        centre,
        stations=(
            *(_station(row, "township", row["code"]) for row in townships),
            *(_station(row, "county-direct-unit", None) for row in units),
        ),
        rooms=(
            *(_village_room(row) for row in villages),
            *(_unit_room(row, number) for row in units for number in range(1, ROOMS_PER_COUNTY_UNIT + 1)),
        ),
    )


def _read(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["code"])


def _station(row: dict[str, str], host_kind: str, division: str | None) -> Unit:
    return Unit(row["code"], f"{row['name']}退役军人服务站", "station", host_kind, CENTRE, division)


def _village_room(row: dict[str, str]) -> Unit:
    return Unit(row["code"], f"{row['name']}退役军人服务室", "room", "village", row["parent_code"], row["code"])


def _unit_room(row: dict[str, str], number: int) -> Unit:
    code, name = f"{row['code']}R{number:02}", f"{row['name']}第{number}退役军人服务室"
    return Unit(code, name, "room", "county-direct-unit", row["code"], None)
