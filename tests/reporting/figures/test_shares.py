"""Shares are read off figures, and say what they are a share of."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters.shares import SHARES
from shared.events.registry.county.standards import FiveHavesChecked
from shared.ids import new_id
from tests.browsers import words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, WAIZI, YANGYING, code_of, fold, given_progress, small_county

HAVES, UNIFIED = SHARES
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)


def checked(org_path: str, on: date, *, funds: bool = True) -> FiveHavesChecked:
    has: dict[str, Any] = dict.fromkeys(("institution", "establishment", "personnel", "support"), True)
    return FiveHavesChecked(
        entry_id=new_id(), org_code=code_of(org_path), org_path=org_path, funds=funds, checked_on=on, **has
    )


@pytest.fixture
async def county(reporting_engine: AsyncEngine) -> None:
    """Three stations and four rooms, of which a station and a room of it have all of the five."""
    found = [checked(SHIAN, MARCH), checked(YANGYING, APRIL), checked(WAIZI, MARCH, funds=False)]
    await fold(reporting_engine, [*small_county(), *found])
    await given_progress(reporting_engine)


@pytest.mark.usefixtures("county")
class TestOnADay:
    @pytest.mark.parametrize(
        ("unit", "as_of", "read"),
        [
            ("411329", "2019-04-30", (2, 7, "28.6")),
            ("411329", "2019-03-31", (1, 7, "14.3")),
            (code_of(SHIAN), "2019-04-30", (2, 3, "66.7")),
            (code_of(SHIAN), "2019-03-31", (1, 3, "33.3")),
            (code_of(WAIZI), "2019-04-30", (0, 2, "0.0")),
        ],
    )
    async def test_is_of_each_unit_by_its_figures_of_that_day(
        self, client_for: ClientFor, unit: str, as_of: str, read: tuple[int, int, str]
    ) -> None:
        answer = await (await client_for()).get("/figures", params={"unit": unit, "as_of": as_of})
        [share] = [each for each in answer.json()["shares"] if each["code"] == "five-haves"]
        assert (share["part"], share["whole"], share["percent"]) == read
        assert (share["figure"], share["of"]) == ("F43", ["F03", "F04"])

    async def test_is_shown_with_what_it_is_of_and_for_each_unit_below(self, browser_for: ClientFor) -> None:
        browser, day = await browser_for(), {"as_of": "2019-04-30"}
        said = "五有达标率 28.6%（2 / 7，分母为服务站、服务室数）"
        assert said in words_of(await browser.get("/reporting/county", params=day))
        figure = words_of(await browser.get("/reporting/county/figures/F43", params=day))
        assert said in figure
        assert "66.7% 2 / 3" in figure
        # A unit that has nothing of it has a share all the same.
        assert "0.0% 0 / 2" in figure

    async def test_is_frozen_with_its_figures(self, client_for: ClientFor, browser_for: ClientFor) -> None:
        frozen = await (await client_for()).post("/snapshots", json={"as_of": "2019-03-31"})
        shares = {each["code"]: each["percent"] for each in frozen.json()["shares"]}
        assert shares == {"five-haves": "14.3", "four-unified": "0.0"}
        page = await (await browser_for()).get(f"/reporting/snapshots/{frozen.json()['snapshot_id']}")
        assert "五有达标率 14.3%（1 / 7" in words_of(page)


class TestAShare:
    @pytest.mark.parametrize(
        ("part", "stations", "rooms", "percent"),
        [
            (0, 0, 0, None), (0, 1, 0, "0.0"), (1, 1, 0, "100.0"), (32, 32, 391, "7.6"), (1, 1, 2, "33.3"),
            (2, 1, 2, "66.7"), (1, 1, 7, "12.5"), (1, 1, 1999, "0.1"), (1, 1, 2000, "0.0"),
        ],
    )  # fmt: skip
    def test_is_to_one_decimal_rounded_half_up(
        self, part: int, stations: int, rooms: int, percent: str | None
    ) -> None:  # fmt: skip
        read = HAVES.read({"F43": part, "F03": stations, "F04": rooms}.__getitem__)
        assert read.percent == percent

    def test_says_what_it_is_a_share_of(self) -> None:
        read = HAVES.read({"F43": 32, "F03": 32, "F04": 391}.__getitem__)
        assert read.worded.zh == "五有达标率 7.6%（32 / 423，分母为服务站、服务室数）"
        assert read.worded.en == "share with all of the five 7.6% (32 of 423: stations and rooms)"

    def test_of_the_unified_standards_is_of_four_for_each_unit(self) -> None:
        read = UNIFIED.read({"F45": 6, "F03": 1, "F04": 1}.__getitem__)
        assert (read.whole, read.percent) == (8, "75.0")

    def test_names_figures_that_there_are(self) -> None:
        assert {code for share in SHARES for code in (share.part, *share.whole)} <= BY_CODE.keys()
