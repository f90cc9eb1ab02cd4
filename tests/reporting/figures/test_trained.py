"""F24: whoever completed a free course counts once, since the first."""

from datetime import date

from services.reporting.figures.domain import COUNTS, contributions
from shared.events.benefits import TrainingCounted
from shared.events.benefits.training import Trained
from shared.ids import new_id

ROOM, OTHER = "411329.411329104.411329104210", "411329.411329105"
MARCH, APRIL = date(2019, 3, 29), date(2021, 4, 30)
PERSON = new_id()


def booked(event: TrainingCounted) -> set[tuple[str, str, str, date, int]]:
    entries = contributions(event, str(PERSON), COUNTS)
    return {(each.figure_code, each.org_path, each.subject, each.day, each.delta) for each in entries}


class TestTheTrained:
    def test_are_counted_for_the_person_on_the_day_and_taken_away_where_that_was_wrong(self) -> None:
        first = TrainingCounted(person_id=PERSON, org_path=ROOM, trained_on=MARCH, before=None)
        assert booked(first) == {("F24", ROOM, str(PERSON), MARCH, 1)}
        before = Trained(org_path=ROOM, trained_on=MARCH)
        later = TrainingCounted(person_id=PERSON, org_path=OTHER, trained_on=APRIL, before=before)
        assert booked(later) == {("F24", ROOM, str(PERSON), MARCH, -1), ("F24", OTHER, str(PERSON), APRIL, 1)}
        none = TrainingCounted(person_id=PERSON, org_path=ROOM, trained_on=None, before=before)
        assert booked(none) == {("F24", ROOM, str(PERSON), MARCH, -1)}

    def test_are_not_told_where_nothing_changed(self) -> None:
        before = Trained(org_path=ROOM, trained_on=MARCH)
        assert booked(TrainingCounted(person_id=PERSON, org_path=ROOM, trained_on=MARCH, before=before)) == set()
