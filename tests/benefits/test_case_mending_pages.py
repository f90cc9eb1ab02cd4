"""Pages and letters of ends that were said wrongly."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import resolve_case
from shared.auth.roles import Role
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION, County, given_county
from tests.benefits.mending import APRIL, BECAUSE, DOCUMENT, correcting, given_resolved, reopening
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.papers import words_on


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestItsPage:
    async def test_leads_to_both_forms_and_shows_what_was_said(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        browser, path = await browser_of(Role.STATION_STAFF, STATION), f"/benefits/cases/{case.case_id}"
        assert {f"{path}/resolution/correction", f"{path}/reopening"} <= set(links_of(await browser.get(path)))
        form = (await browser.get(f"{path}/resolution/correction")).text
        assert DOCUMENT in form
        assert f'value="{county.mediators[0]}" checked' in form
        right = {
            "outcome": "failed", "resolved_on": "2019-04-09", "document": "新民调〔2019〕13号",
            "mediator_ids": [str(county.mediators[0])], "reason": BECAUSE,
        }  # fmt: skip
        stale = await browser.post(f"{path}/resolution/correction", data={**right, "version": "2"})
        assert stale.status_code == 409
        # The reason is of the form, and is compared with nothing.
        assert ("项目 您填写的 现在的" in words_of(stale), words_of(stale).count("更正原因")) == (True, 1)
        assert (await browser.post(f"{path}/resolution/correction", data={**right, "version": "3"})).status_code == 303
        words = words_of(await browser.get(path))
        for each in ("调解不成", "新民调〔2019〕13号", "更正办结登记", BECAUSE, "此前登记：", DOCUMENT):
            assert each in words
        wrong = await browser.post(f"{path}/reopening", data={"reason": "", "version": "4"})
        assert wrong.status_code == 422
        assert (await browser.post(f"{path}/reopening", data={"reason": "误办结", "version": "4"})).status_code == 303
        links = links_of(await browser.get(path))
        assert f"{path}/resolution" in links
        assert f"{path}/reopening" not in links
        assert "恢复办理" in words_of(await browser.get(path))
        room = await browser_of(Role.ROOM_STAFF, ROOM)
        for step in ("resolution/correction", "reopening"):
            assert (await room.get(f"{path}/{step}")).status_code == 403
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        for step in ("resolution/correction", "reopening"):
            assert (await elsewhere.get(f"{path}/{step}")).status_code == 404

    async def test_prints_a_letter_that_takes_the_place_of_the_one_before(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        path = f"/benefits/cases/{case.case_id}/letter.pdf"
        assert "以本告知书为准" not in words_on((await browser.get(path)).content)
        corrected = await correcting(benefits_engine, case, outcome="failed")
        said = words_on((await browser.get(path)).content)
        for each in ("调解终结告知书", "此前出具的告知书作废，以本告知书为准"):
            assert each in said
        await reopening(benefits_engine, corrected.case_id)
        said = words_on((await browser.get(path)).content)
        for each in ("恢复办理告知书", "此前误登记为结束", "结束告知书作废"):
            assert each in said
        await resolve_case(
            given_work(benefits_engine), case.case_id, outcome="failed", resolved_on=APRIL, document=DOCUMENT
        )
        assert "以本告知书为准" not in words_on((await browser.get(path)).content)
