"""The demo county's network: the real divisions of Xinye, 32 stations, 391 rooms, and how totals spread over them.

The distribution rules are those of the acceptance case "Xinye, 2019-04-30", so that anyone can compute every sub-total
by hand. County-direct units are invented; divisions are real (statistical division codes of 411329).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PACK = Path(__file__).parents[1] / "counties" / "xinye"
CENTRE = "411329"
VILLAGE_ROOMS = 272  # a part of the county keeps what falls to each of them in the whole
AS_OF = date(2019, 4, 30)
DIVISIONS = frozenset({"county", "township", "village"})  # the hosts that are no county-direct unit

VETERANS = 18_636
PARTY_MEMBERS = 10_119
MEDIATORS = 93
PARTY_APPLICANTS = 7  # to join the Party: one in each of the first village rooms
DISPUTES = 158
TWO_COMMITTEES = 89
ENTREPRENEURS = 35
RESERVE_CADRES = 540
VOLUNTEERS = 15
VOLUNTEERS_OF = "411329104210"  # 东杨营村

# Where in a village room's part of the register they stand; the rest of those who serve follow.
MEDIATOR, DISPUTANT, COMMITTEE, ENTREPRENEUR, RESERVE = 1, 2, 3, 4, 5
VOLUNTEER = 7


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


def roles_at(index: int) -> Mapping[int, str]:
    """Who serves in a village, mediators aside: place in the register and kind. Of the reserve cadres each village has
    its share, of the others the first villages one each, everybody somebody else."""
    cadres = range(RESERVE, RESERVE + share(RESERVE_CADRES, VILLAGE_ROOMS, index))
    one_each = ((COMMITTEE, TWO_COMMITTEES, "village-two-committees"), (ENTREPRENEUR, ENTREPRENEURS, "entrepreneur"))
    found = {place: kind for place, total, kind in one_each if index < total}
    return found | dict.fromkeys(cadres, "village-reserve-cadre")


def serves(index: int, room: str) -> frozenset[int]:
    """The places in a village's register of all who serve in it, and of who asks a mediator."""
    mediated = (MEDIATOR, DISPUTANT) if index < MEDIATORS else ()
    volunteers = range(VOLUNTEER, VOLUNTEER + VOLUNTEERS) if room == VOLUNTEERS_OF else ()
    return frozenset((*mediated, *roles_at(index), *volunteers))


def read_county() -> County:
    """The network of the county's pack, village rooms before those at county-direct units."""
    with (PACK / "network.csv").open(encoding="utf-8", newline="") as file:
        units = [_unit(row) for row in csv.DictReader(file)]
    ordered = sorted(units, key=lambda unit: (unit.host_kind not in DIVISIONS, unit.code))
    kinds = {kind: tuple(unit for unit in ordered if unit.kind == kind) for kind in ("centre", "station", "room")}
    return County(kinds["centre"][0], kinds["station"], kinds["room"])


def _unit(row: Mapping[str, str]) -> Unit:
    parent, division = row["parent_code"] or None, row["division_code"] or None
    return Unit(row["code"], row["name"], row["kind"], row["host_kind"], parent, division)
