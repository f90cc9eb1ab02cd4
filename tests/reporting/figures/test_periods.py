"""A figure by day, week, ten-day period, month and year, as known now and on a day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.queries.periods import GRAINS, MOST_PERIODS, Grain, TooManyPeriods, periods_between
from shared.auth.roles import Role
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, WAIZI, YANGYING, fold, small_county, veteran_registered

AS_OF = date(2019, 4, 30)


class TestPeriods:
    @pytest.mark.parametrize(
        ("grain", "first", "last", "codes"),
        [
            ("day", date(2019, 2, 28), date(2019, 3, 1), ["2019-02-28", "2019-03-01"]),
            ("week", date(2019, 12, 29), date(2019, 12, 30), ["2019-W52", "2020-W01"]),
            ("ten-days", date(2020, 2, 20), date(2020, 3, 1), ["2020-02-B", "2020-02-C", "2020-03-A"]),
            ("month", date(2019, 12, 31), date(2020, 1, 1), ["2019-12", "2020-01"]),
            ("year", date(2019, 12, 31), date(2019, 12, 31), ["2019"]),
        ],
    )
    def test_hold_the_first_day_and_the_last(self, grain: Grain, first: date, last: date, codes: list[str]) -> None:
        assert [each.code for each in periods_between(grain, first, last)] == codes

    def test_are_not_too_many(self) -> None:
        last = date.fromordinal(date(2019, 1, 1).toordinal() + MOST_PERIODS - 1)
        assert len(periods_between("day", date(2019, 1, 1), last)) == MOST_PERIODS
        with pytest.raises(TooManyPeriods):
            periods_between("day", date(2018, 12, 31), last)


class TestAFigure:
    @pytest.fixture(autouse=True)
    async def _county(self, reporting_engine: AsyncEngine) -> None:
        days = (date(2018, 12, 31), date(2019, 4, 10), date(2019, 4, 11), date(2019, 4, 30), date(2019, 5, 1))
        await fold(reporting_engine, [*small_county(), *(veteran_registered(YANGYING, day) for day in days)])
        late = [veteran_registered(SHIAN, date(2019, 4, 10))]
        await fold(reporting_engine, late, time=datetime(2019, 5, 20, 8, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"grain": "month"}, [("2019-01", 0, 1), ("2019-02", 0, 1), ("2019-03", 0, 1), ("2019-04", 4, 5)]),
            (
                {"grain": "ten-days", "from_on": "2019-04-05"},
                [("2019-04-A", 2, 3), ("2019-04-B", 1, 4), ("2019-04-C", 1, 5)],
            ),
            (
                {"grain": "ten-days", "from_on": "2019-04-05", "known_on": "2019-05-19"},
                [("2019-04-A", 1, 2), ("2019-04-B", 1, 3), ("2019-04-C", 1, 4)],
            ),
            ({"grain": "year", "from_on": "2018-01-01"}, [("2018", 1, 1), ("2019", 4, 5)]),
            ({"grain": "day", "from_on": "2019-04-29"}, [("2019-04-29", 0, 4), ("2019-04-30", 1, 5)]),
        ],
    )
    async def test_changes_in_each_and_adds_up(
        self, client_for: ClientFor, asked: dict[str, str], found: list[tuple[str, int, int]]
    ) -> None:
        query = {"as_of": str(AS_OF), "unit": "411329", **asked}
        answer: dict[str, Any] = (await (await client_for()).get("/figures/F01/periods", params=query)).json()
        assert [(each["code"], each["change"], each["value"]) for each in answer["periods"]] == found
        assert answer["periods"][-1]["last"] == str(AS_OF)

    async def test_is_shown_within_the_scope_and_for_a_known_grain(self, client_for: ClientFor) -> None:
        station = await client_for(Role.STATION_STAFF, WAIZI)
        query = {"as_of": str(AS_OF), "grain": "month"}
        own = (await station.get("/figures/F01/periods", params=query)).json()
        assert {each["value"] for each in own["periods"]} == {0}
        assert (await station.get("/figures/F01/periods", params={**query, "unit": "411329104"})).status_code == 403
        assert (await station.get("/figures/F99/periods", params=query)).status_code == 404
        assert (await station.get("/figures/F01/periods", params={"grain": "decade"})).status_code == 422
        many = await station.get("/figures/F01/periods", params={"grain": "day", "from_on": "2000-01-01"})
        assert (many.status_code, many.json()["code"]) == (422, "too-many-periods")

    def test_has_every_grain(self) -> None:
        assert list(GRAINS) == ["day", "week", "ten-days", "month", "year"]
