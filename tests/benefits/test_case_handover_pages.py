"""A mediator's cases are handed over in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.queries import get_case
from shared.auth.roles import Role
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION, County, given_assigned_case, given_county
from tests.browsers import links_of, words_of
from tests.given import given_caller


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestAHandover:
    async def test_gives_all_open_cases_of_a_mediator_to_others(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        leaves, _, comes = county.mediators
        case = await given_assigned_case(benefits_engine, county, [leaves])
        browser, path = await browser_of(Role.STATION_STAFF, STATION), f"/benefits/cases/handover?mediator_id={leaves}"
        form = await browser.get(path)
        assert f"/benefits/cases/{case.case_id}" in links_of(form)
        assert f'name="to" value="{comes}"' in form.text
        assert f'name="to" value="{leaves}"' not in form.text
        sent = {"mediator_id": str(leaves), "assigned_on": "2019-04-09", "idempotency_key": "a"}
        refused = await browser.post(path, data=sent)
        assert (refused.status_code, 'href="#f-to"' in refused.text) == (422, True)
        done = await browser.post(path, data={**sent, "to": str(comes), "idempotency_key": "b"})
        assert (done.status_code, done.headers["location"]) == (303, path)
        async with benefits_engine.connect() as connection:
            assert (await get_case(connection, given_caller(), case.case_id)).mediator_ids == (comes,)
        assert "没有需要移交的案件。" in words_of(await browser.get(path))

    async def test_is_for_those_who_handle_cases(self, browser_of: BrowserOf, county: County) -> None:
        path = f"/benefits/cases/handover?mediator_id={county.mediators[0]}"
        assert (await (await browser_of(Role.ROOM_STAFF, ROOM)).get(path)).status_code == 403
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        assert "没有需要移交的案件。" in words_of(await elsewhere.get(path))
