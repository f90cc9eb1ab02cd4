"""What a bench has told to reporting's projections: as many persons as said, spread as the goals say."""

from collections import Counter
from itertools import chain
from uuid import UUID

from bench.reporting import FIRST_DAY, ONE_CADRE_OF, ONE_DISPUTE_OF, path_of, persons_told
from deploy.demo.county import CENTRE, read_county
from services.reporting.figures.domain import COUNTS, contributions
from shared.clock import local_date, now

COUNTY = read_county()
EACH = 2 * ONE_DISPUTE_OF
TOLD = [*chain(*persons_told(COUNTY, EACH * len(COUNTY.rooms)))]
ENTRIES = [entry for each in TOLD for entry in contributions(each.event, each.key, COUNTS)]


class TestThePersonsOfACounty:
    def test_are_as_many_as_said_in_every_room(self) -> None:
        registered = Counter(entry.org_path for entry in ENTRIES if entry.figure_code == "F01")
        assert registered == {path_of(room): EACH for room in COUNTY.rooms}

    def test_are_somebody_else_each(self) -> None:
        persons = [UUID(entry.subject) for entry in ENTRIES if entry.figure_code == "F01"]
        assert len(set(persons)) == len(persons)

    def test_are_counted_in_several_figures(self) -> None:
        figures, rooms = Counter(entry.figure_code for entry in ENTRIES), len(COUNTY.rooms)
        assert figures["F17"] == rooms * len(range(1, EACH, ONE_CADRE_OF))
        assert figures["F20"] == rooms * 2
        assert figures["F01"] // 2 < figures["F02"] < figures["F01"]

    def test_came_from_the_first_day_until_today(self) -> None:
        days = {entry.day for entry in ENTRIES}
        assert (min(days), max(days)) == (FIRST_DAY, local_date(now()))


class TestThePathOfAUnit:
    def test_begins_at_the_centre(self) -> None:
        room = COUNTY.rooms[0]
        assert path_of(COUNTY.centre) == CENTRE
        assert path_of(COUNTY.stations[0]) == f"{CENTRE}.{COUNTY.stations[0].code}"
        assert path_of(room) == f"{CENTRE}.{room.parent}.{room.code}"
