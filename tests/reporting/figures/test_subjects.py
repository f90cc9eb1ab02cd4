"""A figure opened to the ids behind it, by HTTP and as a page."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from services.reporting.figures.queries.ledger import subjects_of
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.given import CENTRE
from tests.lives import registration_day_corrected
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    RECORDED_AT,
    SHIAN,
    WAIZI,
    YANGYING,
    case_resolved,
    fold,
    person,
    small_county,
    veteran_registered,
)

AS_OF = "2019-04-30"
MARCH = date(2019, 3, 1)
KNOWN_ON, KNOWN_LATER = "2019-04-01", "2019-05-01"
LATER: datetime = RECORDED_AT + timedelta(days=30)
CASE = case_resolved(YANGYING, MARCH)
MANY = text("""
    INSERT INTO figure_entry (figure_code, org_path, subject, day, event_id, delta, kind, known_at)
    SELECT 'F01', '411329.411329104', gen_random_uuid()::text, '2019-03-01', gen_random_uuid(), 1, 'stock', now()
    FROM generate_series(1, 5000)
""")
OPENERS = (Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    registered = [
        veteran_registered(path, MARCH, veteran_id=person(number))
        for number, path in enumerate((SHIAN, YANGYING, YANGYING, WAIZI))
    ]
    await fold(reporting_engine, [*small_county(), *registered, CASE])
    await fold(reporting_engine, [veteran_registered(YANGYING, MARCH, veteran_id=person(9))], time=LATER)


async def get(client: httpx2.AsyncClient, path: str, **query: str) -> httpx2.Response:
    return await client.get(path, params={"as_of": AS_OF, **query})


async def audited(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT action, subject, result FROM audit ORDER BY audit_id"))
        return [tuple(row) for row in rows]


class TestListSubjects:
    async def test_pages_through_the_ids_by_unit(self, client_for: ClientFor) -> None:
        client, found = await client_for(), []
        cursor: dict[str, str] = {}
        while True:
            page = (await get(client, "/figures/F01/subjects", limit="2", **cursor)).json()
            found += [(item["unit_code"], item["id"], item["value"], item["day"]) for item in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        expected = {0: "411329104", 1: "411329104210", 2: "411329104210", 9: "411329104210", 3: "411329105"}
        assert sorted(found) == sorted((unit, str(person(n)), 1, "2019-03-01") for n, unit in expected.items())
        assert [unit for unit, *_ in found] == sorted(unit for unit, *_ in found)

    async def test_shows_them_as_known_on_another_day(self, client_for: ClientFor) -> None:
        client = await client_for()
        for known_on, value in ((KNOWN_ON, 4), (KNOWN_LATER, 5)):
            found = (await get(client, "/figures/F01/subjects", known_on=known_on)).json()["items"]
            assert len(found) == value
            figures = (await get(client, "/figures", known_on=known_on)).json()
            assert (figures["known_on"], figures["figures"][0]["value"]) == (known_on, value)
            breakdown = (await get(client, "/figures/F01/breakdown", known_on=known_on)).json()
            assert breakdown["known_on"] == known_on
            assert breakdown["figure"]["value"] == sum(row["value"] for row in breakdown["rows"]) == value

    async def test_shows_who_was_registered_on_another_day_on_that_from_when_it_is_known(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        later = registration_day_corrected(YANGYING, MARCH, date(2019, 4, 30), person_id=person(1))
        await fold(reporting_engine, [later], time=LATER + timedelta(days=1))
        client = await client_for()
        for as_of, known_on, value in (
            ("2019-04-29", KNOWN_LATER, 5), ("2019-04-29", "2019-05-02", 4), (AS_OF, "2019-05-02", 5),
        ):  # fmt: skip
            asked = {"as_of": as_of, "known_on": known_on}
            found = (await client.get("/figures/F01/subjects", params=asked)).json()["items"]
            assert len(found) == value
            assert (await client.get("/figures", params=asked)).json()["figures"][0]["value"] == value
        [moved] = [each for each in found if each["id"] == str(person(1))]
        assert moved["day"] == "2019-04-30"

    async def test_stops_at_the_end_of_the_callers_scope(self, client_for: ClientFor) -> None:
        station = await client_for(Role.STATION_STAFF, SHIAN)
        assert {each["id"] for each in (await get(station, "/figures/F01/subjects")).json()["items"]} == {
            str(person(number)) for number in (0, 1, 2, 9)
        }
        refused = await get(station, "/figures/F01/subjects", unit="411329105")
        assert (refused.status_code, refused.json()["code"]) == (403, "out-of-scope")

    @pytest.mark.parametrize("role", Role)
    async def test_is_for_those_who_may_open_figures(self, client_for: ClientFor, role: Role) -> None:
        answer = await get(await client_for(role, SHIAN), "/figures/F01/subjects")
        assert answer.status_code == (200 if role in OPENERS else 403)

    async def test_is_recorded_where_the_ids_are_of_persons(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        for code in ("F01", "F03", "F20"):
            await get(client, f"/figures/{code}/subjects")
        assert await audited(reporting_engine) == [
            ("open-figure", "figure F01 of org-unit 411329", "done"),
            ("open-figure", "figure F20 of org-unit 411329", "done"),
        ]

    async def test_says_whose_ids_they_are(self, client_for: ClientFor) -> None:
        client = await client_for()
        for code, kind in (("F01", "person"), ("F03", "org-unit"), ("F05", "party-organisation"), ("F20", "case")):
            page = (await get(client, f"/figures/{code}/subjects")).json()
            assert {item["subject"] for item in page["items"]} == {kind}

    async def test_refuses_what_is_no_figure_and_no_day(self, client_for: ClientFor) -> None:
        client = await client_for()
        assert (await get(client, "/figures/F99/subjects")).json()["code"] == "figure-not-found"
        assert (await get(client, "/figures/F01/subjects", known_on="2019-02-29")).status_code == 422
        assert (await get(client, "/figures/F01/subjects", cursor="x")).json()["code"] == "broken-cursor"


class TestThePage:
    async def test_is_reached_from_the_number_and_leads_to_who_owns_the_id(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        figure = await get(browser, "/reporting/county/figures/F01", unit="411329104")
        [path] = [link for link in links_of(figure) if "/subjects" in link]
        page = await browser.get(path)
        assert f"/registry/persons/{person(1)}" in links_of(page)
        assert f"{person(1)} 411329104210服务机构 2019-03-01 1" in words_of(page)
        cases = await get(browser, "/reporting/county/figures/F20/subjects")
        assert f"/benefits/cases/{CASE.case_id}" in links_of(cases)
        organisations = await get(browser, "/reporting/county/figures/F05/subjects")
        assert "411329104P" in words_of(organisations)

    async def test_keeps_the_day_on_which_things_were_known(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        county = await get(browser, "/reporting/county", known_on=KNOWN_ON)
        assert "登记退役军人 4 人" in words_of(county)
        assert f"只计 {KNOWN_ON} 及以前登记的事实。" in words_of(county)
        [path] = [link for link in links_of(county) if "figures/F01?unit=411329&" in link]
        figure = await browser.get(path)
        assert "登记退役军人：4 人" in words_of(figure)
        assert "2019-03-01 +4 4" in words_of(figure)
        [path] = [link for link in links_of(figure) if "/subjects" in link]
        assert words_of(await browser.get(path)).count("2019-03-01") == 4

    async def test_says_when_there_is_nobody(self, browser_for: ClientFor) -> None:
        page = await get(await browser_for(), "/reporting/county/figures/F29/subjects")
        assert "截至该日没有计入任何事件。" in words_of(page)


class TestAPageOfManyIds:
    async def test_is_read_from_the_index_without_sorting_all_of_them(
        self, reporting_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        statement = subjects_of(CENTRE, "F01", date(2019, 4, 30))
        order = [statement.selected_columns.org_path, statement.selected_columns.subject]
        compiled = (
            statement.order_by(*order)
            .limit(51)
            .compile(dialect=reporting_engine.dialect, compile_kwargs={"literal_binds": True})
        )
        async with reporting_engine.begin() as connection:
            await connection.execute(MANY)
        postgres.psql("reporting", "ANALYZE figure_entry")
        async with reporting_engine.connect() as connection:
            plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {compiled}")).scalars())
        assert "pk_figure_entry" in plan
        assert "Sort" not in plan
