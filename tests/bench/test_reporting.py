"""What a bench has told to reporting's projections: as many persons as said, spread as the goals say."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from uuid import UUID

import pytest

from bench.reporting import FIRST_DAY, ONE_CADRE_OF, ONE_DISPUTE_OF, path_of, persons_told
from deploy.demo.county import CENTRE, read_county
from services.reporting.figures.domain import COUNTS, Entry, contributions
from shared.clock import local_date, now

COUNTY = read_county()
EACH = 2 * ONE_DISPUTE_OF


@pytest.fixture(scope="module")
def entries() -> Sequence[Entry]:
    told = chain(*persons_told(COUNTY, EACH * len(COUNTY.rooms)))
    return [entry for each in told for entry in contributions(each.event, each.key, COUNTS)]


class TestThePersonsOfACounty:
    def test_are_as_many_as_said_in_every_room(self, entries: Sequence[Entry]) -> None:
        registered = Counter(entry.org_path for entry in entries if entry.figure_code == "F01")
        assert registered == {path_of(room): EACH for room in COUNTY.rooms}

    def test_are_somebody_else_each(self, entries: Sequence[Entry]) -> None:
        persons = [UUID(entry.subject) for entry in entries if entry.figure_code == "F01"]
        assert len(set(persons)) == len(persons)

    def test_are_counted_in_several_figures(self, entries: Sequence[Entry]) -> None:
        figures, rooms = Counter(entry.figure_code for entry in entries), len(COUNTY.rooms)
        assert figures["F17"] == rooms * len(range(1, EACH, ONE_CADRE_OF))
        assert figures["F20"] == rooms * 2
        assert figures["F01"] // 2 < figures["F02"] < figures["F01"]

    def test_came_from_the_first_day_until_today(self, entries: Sequence[Entry]) -> None:
        days = {entry.day for entry in entries}
        assert (min(days), max(days)) == (FIRST_DAY, local_date(now()))


class TestThePathOfAUnit:
    def test_begins_at_the_centre(self) -> None:
        room = COUNTY.rooms[0]
        assert path_of(COUNTY.centre) == CENTRE
        assert path_of(COUNTY.stations[0]) == f"{CENTRE}.{COUNTY.stations[0].code}"
        assert path_of(room) == f"{CENTRE}.{room.parent}.{room.code}"
