"""What the demo county must show, computed from the distribution rules alone, never from the system's own answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.demo.county import (
    CENTRE,
    DISPUTES,
    ENTREPRENEURS,
    MEDIATORS,
    PARTY_APPLICANTS,
    PARTY_MEMBERS,
    RESERVE_CADRES,
    TWO_COMMITTEES,
    VETERANS,
    VOLUNTEERS,
    VOLUNTEERS_OF,
    County,
    disputes_of_mediator,
    roles_at,
    share,
)

TOTALS: Mapping[str, int] = {
    "F01": VETERANS, "F02": PARTY_MEMBERS, "F03": 32, "F04": 391, "F05": 32, "F06": 391,
    "F16": PARTY_APPLICANTS, "F17": RESERVE_CADRES, "F18": TWO_COMMITTEES, "F19": MEDIATORS, "F20": DISPUTES,
    "F21": ENTREPRENEURS, "F22": VOLUNTEERS,
}  # fmt: skip


FIGURE_OF = {"village-reserve-cadre": "F17", "village-two-committees": "F18", "entrepreneur": "F21"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a unit that is not what the rules say."""

    unit: str
    figure: str
    expected: int
    found: int | None


def expected_by_station(county: County) -> dict[str, dict[str, int]]:
    """For each station's code, each figure of the station and its rooms."""
    table = {station.code: dict.fromkeys(TOTALS, 0) | {"F03": 1, "F05": 1} for station in county.stations}
    for index, room in enumerate(county.rooms):
        row = table[room.parent or ""]
        row["F01"] += share(VETERANS, len(county.rooms), index)
        row["F02"] += share(PARTY_MEMBERS, len(county.rooms), index)
        row["F04"] += 1
        row["F06"] += 1
        row["F16"] += index < PARTY_APPLICANTS
        if index < MEDIATORS:
            row["F19"] += 1
            row["F20"] += disputes_of_mediator(index)
        if index < len(county.village_rooms):
            for kind in roles_at(index).values():
                row[FIGURE_OF[kind]] += 1
        if room.code == VOLUNTEERS_OF:
            row["F22"] += VOLUNTEERS
    return table


def differences(
    county: County, found: Mapping[str, Mapping[str, int]], of_books: Mapping[str, Mapping[str, int]] | None = None
) -> list[Difference]:
    """Every figure of the county and of its stations that is not as expected; `found` is unit code → figure → value,
    and so is `of_books`: what the entries of books come to, where they were loaded.

    A figure that is served but has no rule here must be 0: nothing the demo loads counts in it.
    """
    known = {CENTRE: dict(TOTALS)} | expected_by_station(county)
    expected = {unit: {**row, **(of_books or {}).get(unit, {})} for unit, row in known.items()}
    served = dict.fromkeys({figure for row in found.values() for figure in row}, 0)
    return [
        Difference(unit, figure, value, found.get(unit, {}).get(figure))
        for unit, row in expected.items()
        for figure, value in (served | row).items()
        if found.get(unit, {}).get(figure, 0) != value
    ]
