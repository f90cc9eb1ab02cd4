"""Opening figures: recorded, corrected, withdrawn, shown apart and frozen."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.openings.commands import correct_opening_figure, record_opening_figure
from services.reporting.openings.domain import Opening, OpeningFigureEnded, OpeningFigureExists
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.given import CENTRE, given_work
from tests.reporting.conftest import ClientFor
from tests.reporting.given import AS_OF, QIANGAO, SHIAN, WAIZI, YANGYING, case_resolved, code_of, fold, small_county

FORM = {"figure_code": "F20", "counted_to": "2018-12-31", "value": 40, "document": "调解台账 2018"}


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, [*small_county(), case_resolved(YANGYING, AS_OF)])


async def record(client: httpx2.AsyncClient, path: str = SHIAN, **more: Any) -> httpx2.Response:
    return await client.post("/opening-figures", json={"org_code": code_of(path), **FORM, **more})


async def totals(client: httpx2.AsyncClient, **asked: str) -> dict[str, int]:
    answer = await client.get("/opening-figures/totals", params=asked)
    return dict(answer.json()["totals"])


def faults(answer: httpx2.Response) -> list[tuple[str, str]]:
    return [(each["field"], each["code"]) for each in answer.json()["fields"]]


class TestAnOpeningFigure:
    async def test_is_shown_beside_the_figure_of_every_unit_above_and_added_to_none(
        self, client_for: ClientFor, browser_for: ClientFor
    ) -> None:
        client = await client_for()
        before = (await client.get("/figures")).json()
        assert (await record(client)).status_code == 201
        assert (await record(client, WAIZI, value=2)).status_code == 201
        assert await totals(client) == {"F20": 42}
        assert await totals(client, unit=code_of(SHIAN)) == {"F20": 40}
        assert await totals(client, unit=code_of(YANGYING)) == {}
        assert await totals(client, as_of="2018-12-30") == {}
        assert (await client.get("/figures")).json() == before
        shown = words_of(await (await browser_for()).get("/reporting/county"))
        assert "另有期初数 42" in shown

    async def test_that_was_typed_wrong_is_corrected_and_both_are_kept(self, client_for: ClientFor) -> None:
        client = await client_for()
        first = (await record(client)).json()["opening_id"]
        right = {name: value for name, value in {**FORM, "value": 96}.items() if name != "figure_code"}
        corrected = await client.post(f"/opening-figures/{first}/correction", json=right)
        assert corrected.status_code == 201
        assert await totals(client) == {"F20": 96}
        listed = (await client.get("/opening-figures")).json()["items"]
        assert [(each["value"], each["ended_at"] is None, each["replaces"]) for each in listed] == [
            (96, True, first),
            (40, False, None),
        ]
        again = await client.post(f"/opening-figures/{first}/correction", json=right)
        assert (again.status_code, again.json()["code"]) == (409, "opening-figure-ended")

    async def test_that_should_not_be_there_is_withdrawn_and_may_be_recorded_anew(self, client_for: ClientFor) -> None:
        client = await client_for()
        first = (await record(client)).json()["opening_id"]
        withdrawn = await client.post(f"/opening-figures/{first}/withdrawal", json={"reason": "重复登记"})
        assert withdrawn.status_code == 204
        assert await totals(client) == {}
        [listed] = (await client.get("/opening-figures", params={"standing": "false"})).json()["items"]
        assert listed["end_reason"] == "重复登记"
        assert (await record(client)).status_code == 201

    async def test_is_known_from_the_day_it_was_recorded(self, client_for: ClientFor) -> None:
        client = await client_for()
        await record(client)
        assert await totals(client, known_on="2019-04-02") == {}

    async def test_stands_once_for_a_unit_and_a_figure_whoever_records_it_at_once(
        self, reporting_engine: AsyncEngine
    ) -> None:
        opening = Opening("F20", date(2018, 12, 31), 40, "调解台账 2018")
        tries = [record_opening_figure(given_work(reporting_engine), code_of(SHIAN), opening) for _ in range(2)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(each) for each in found if not isinstance(each, UUID)] == [OpeningFigureExists]
        [first] = [each for each in found if isinstance(each, UUID)]
        right: Mapping[str, Any] = {"counted_to": date(2018, 12, 31), "value": 41, "document": "更正说明"}
        both = [correct_opening_figure(given_work(reporting_engine), first, **right) for _ in range(2)]
        corrected = await asyncio.gather(*both, return_exceptions=True)
        assert [type(each) for each in corrected if not isinstance(each, UUID)] == [OpeningFigureEnded]

    async def test_is_frozen_with_the_figures_and_outside_the_digest(
        self, client_for: ClientFor, browser_for: ClientFor
    ) -> None:
        client = await client_for()
        without = (await client.post("/snapshots", json={"as_of": "2019-04-30"})).json()
        await record(client)
        frozen = (await client.post("/snapshots", json={"as_of": "2019-04-30"})).json()
        assert frozen["snapshot_id"] != without["snapshot_id"]
        assert (without["openings"], frozen["openings"]) == ({}, {"F20": 40})
        assert frozen["digest"] == without["digest"]
        page = words_of(await (await browser_for()).get(f"/reporting/snapshots/{frozen['snapshot_id']}"))
        assert "期初数：化解矛盾纠纷 40" in page


class TestRefused:
    async def test_is_one_of_what_is_counted_from_files(self, client_for: ClientFor) -> None:
        assert faults(await record(await client_for(), figure_code="F01")) == [("figure_code", "not-a-flow")]

    async def test_is_one_that_covers_days_counted_already(self, client_for: ClientFor) -> None:
        client = await client_for()
        assert faults(await record(client, YANGYING, counted_to="2019-04-30")) == [("counted_to", "counted-already")]
        assert (await record(client, YANGYING, counted_to="2019-04-29")).status_code == 201

    async def test_is_one_that_covers_today(self, client_for: ClientFor) -> None:
        assert ("counted_to", "not-over") in faults(await record(await client_for(), counted_to="2090-01-01"))

    @pytest.mark.parametrize("value", [-1, 1.5, "vierzig"])
    async def test_is_a_value_that_is_no_number_of_things(self, client_for: ClientFor, value: object) -> None:
        refused = await record(await client_for(), value=value)
        assert refused.status_code == 422
        assert [field for field, _ in faults(refused)] == ["value"]

    async def test_is_whoever_may_not(self, client_for: ClientFor) -> None:
        station = await client_for(Role.STATION_STAFF, SHIAN)
        assert (await record(station)).status_code == 403
        await record(await client_for(), WAIZI)
        assert (await station.get("/opening-figures")).json()["items"] == []
        assert (await station.get("/opening-figures", params={"unit": code_of(WAIZI)})).status_code == 403

    async def test_is_one_that_nobody_recorded(self, client_for: ClientFor) -> None:
        nowhere = f"/opening-figures/{UUID(int=7)}"
        refused = await (await client_for()).post(f"{nowhere}/withdrawal", json={"reason": "重复登记"})
        assert (refused.status_code, refused.json()["code"]) == (404, "opening-figure-not-found")


class TestTheList:
    async def test_says_where_a_late_fact_is_counted_as_well(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        await record(client, QIANGAO)
        await fold(reporting_engine, [case_resolved(QIANGAO, date(2018, 6, 1))])
        [listed] = (await client.get("/opening-figures")).json()["items"]
        assert (listed["org_path"], listed["counted_as_well"]) == (QIANGAO, 1)
        assert "同期又计入 1，请核对" in words_of(await (await browser_for()).get("/reporting/openings"))


class TestInABrowser:
    async def test_one_is_recorded_corrected_and_withdrawn(self, client_for: ClientFor, browser_for: ClientFor) -> None:
        browser = await browser_for()
        sent = {**{name: str(value) for name, value in FORM.items()}, "org_code": code_of(CENTRE)}
        wrong = await browser.post("/reporting/openings/new", data={**sent, "value": "", "idempotency_key": "k-1"})
        assert wrong.status_code == 422
        assert 'id="e-value"' in wrong.text
        done = await browser.post("/reporting/openings/new", data={**sent, "idempotency_key": "k-2"})
        assert (done.status_code, done.headers["location"]) == (303, "/reporting/openings")
        [opening] = (await (await client_for()).get("/opening-figures")).json()["items"]
        at = f"/reporting/openings/{opening['opening_id']}"
        form = await browser.get(f"{at}/correction")
        assert 'value="40"' in form.text
        right = {name: sent[name] for name in ("counted_to", "document")}
        done = await browser.post(f"{at}/correction", data={**right, "value": "41", "idempotency_key": "k-3"})
        assert done.status_code == 303
        stale = await browser.post(f"{at}/withdrawal", data={"reason": "重复登记", "idempotency_key": "k-4"})
        assert stale.status_code == 409
        shown = words_of(await browser.get("/reporting/openings"))
        assert "41 2018-12-31" in shown
        assert "已更正" in shown
