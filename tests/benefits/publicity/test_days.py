"""From its first day to its last a notice is on show, and as long as an objection is open."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.benefits.publicity.domain import OnShow
from shared.calendar.notices import released_calendar
from shared.publicity import Objection, Publicity

BEGUN, LAST = date(2019, 4, 8), date(2019, 4, 15)
CALENDAR = released_calendar()
UNKNOWN_YEAR = max(CALENDAR.years) + 1


def notice(*objections: Objection, begun_on: date = BEGUN) -> OnShow:
    return OnShow(UUID(int=1), "困难帮扶援助", None, Publicity(begun_on, 5, objections))


@pytest.mark.parametrize(
    ("today", "is_shown"),
    [(BEGUN - timedelta(1), False), (BEGUN, True), (LAST, True), (LAST + timedelta(1), False)],
)
def test_of_five_working_days_is_shown_on_all_of_them(today: date, is_shown: bool) -> None:
    assert notice().until(CALENDAR) == LAST
    assert notice().is_shown(CALENDAR, today) is is_shown


def test_stays_while_an_objection_is_open_and_ends_later_for_it() -> None:
    objected = notice(Objection(date(2019, 4, 10)))
    assert (objected.is_paused, objected.until(CALENDAR)) == (True, None)
    assert objected.is_shown(CALENDAR, date(2019, 9, 1))
    settled = notice(Objection(date(2019, 4, 10), date(2019, 4, 12), is_upheld=False))
    assert (settled.is_paused, settled.until(CALENDAR)) == (False, date(2019, 4, 17))


def test_stays_where_the_working_days_of_the_year_are_not_known_yet() -> None:
    ahead = notice(begun_on=date(UNKNOWN_YEAR, 3, 1))
    assert ahead.until(CALENDAR) is None
    assert not ahead.is_paused
    assert ahead.is_shown(CALENDAR, date(UNKNOWN_YEAR, 3, 2))
