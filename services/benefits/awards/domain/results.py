"""Who is awarded in a round: votes and the panel's points, ties, and who is barred. Pure.

The public's votes count 30 of 100, the panel 70; equal nominees are told apart by the panel's points, and
those who are equal in these too by a draw that the minutes record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from uuid import UUID

VOTE_WEIGHT, PANEL_WEIGHT = 30, 70
HUNDREDTHS = 100


class Level(IntEnum):
    """Of an award, the lowest first."""

    COUNTY = 1
    CITY = 2
    PROVINCE = 3
    NATION = 4

    @classmethod
    def of(cls, code: str) -> "Level":
        """By its code, `county`."""
        return cls[code.upper()]


@dataclass(frozen=True, slots=True)
class Nominee:
    """`panel_points`: the mean of the panel's, of 100, in hundredths of a point."""

    nominee_id: UUID
    votes: int
    panel_points: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A nominee with his points of 100, in hundredths, and his place: equal ones have the same, and the next one's
    counts them all."""

    nominee: Nominee
    points: int
    place: int


@dataclass(frozen=True, slots=True)
class Result:
    """Who is awarded for certain, and who must draw for how many awards that are left."""

    awarded: tuple[Scored, ...]
    drawing: tuple[Scored, ...] = ()
    left: int = 0


def is_barred(level: Level, won_before: Sequence[Level]) -> bool:
    """Whoever won the same award at this level or a higher one is nominated for it no more."""
    return any(won >= level for won in won_before)


def mean_of(points: Sequence[int]) -> int:
    """Of the panel's points for a nominee, in hundredths; half a hundredth is rounded up. Somebody has given some."""
    return (2 * HUNDREDTHS * sum(points) + len(points)) // (2 * len(points))


def scored(nominees: Sequence[Nominee], most_votes: int | None = None) -> list[Scored]:
    """All of them, the best first. `most_votes`: the most that anybody had, also one who has left since; so nobody's
    points change because of it."""
    most = max((each.votes for each in nominees), default=0) if most_votes is None else most_votes
    ranked = sorted(nominees, key=lambda each: (*_rank(each, most), each.nominee_id), reverse=True)
    places: list[Scored] = []
    for rank, equals in groupby(ranked, key=lambda each: _rank(each, most)):
        place = len(places) + 1
        places += [Scored(each, rank[0], place) for each in equals]
    return places


def _rank(nominee: Nominee, most_votes: int) -> tuple[int, int]:
    """His points, then those of the panel. Votes are taken in proportion to the most that anybody has."""
    votes = nominee.votes * 100 * HUNDREDTHS // most_votes if most_votes else 0
    return (VOTE_WEIGHT * votes + PANEL_WEIGHT * nominee.panel_points) // 100, nominee.panel_points


def result_of(
    nominees: Sequence[Nominee], awards: int, drawn: Mapping[UUID, int] | None = None, most_votes: int | None = None
) -> Result:
    """Of so many awards. `drawn`: the order that a draw gave to those who were equal."""
    places = scored(nominees, most_votes)
    if len(places) <= awards:
        return Result(tuple(places))
    last = places[awards - 1].place if awards else 0
    certain = tuple(each for each in places if each.place < last)
    equals = [each for each in places if each.place == last]
    left = awards - len(certain)
    if left == len(equals):
        return Result((*certain, *equals))
    order = drawn or {}
    if not all(each.nominee.nominee_id in order for each in equals):
        return Result(certain, tuple(equals), left)
    equals.sort(key=lambda each: order[each.nominee.nominee_id])
    return Result((*certain, *equals[:left]))
