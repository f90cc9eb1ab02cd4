"""Social roles in a browser."""

import re
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network, published
from tests.registry.persons import given_veteran

TERM = {"kind": "mediator", "assumed_on": "2019-04-01", "source": "县局任命文件", "idempotency_key": "once"}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestASocialRole:
    async def test_is_taken_up_once_listed_and_ended(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        for _ in range(2):
            assert (await clerk.post(f"/registry/persons/{veteran}/roles/new", data=TERM)).status_code == 303
        assert len(await published(registry_engine, "social-role-assumed")) == 1
        listed = (await clerk.get("/registry/roles?kind=mediator&state=held")).text
        [end] = re.findall(r"/registry/roles/[0-9a-f-]{36}/end", listed)
        assert (await clerk.get(end)).status_code == 200
        early = await clerk.post(end, data={"ended_on": "2019-03-01", "reason": "届满"})
        assert early.status_code == 422
        assert (await clerk.post(end, data={"ended_on": "2019-04-20", "reason": "届满"})).status_code == 303
        assert end not in (await clerk.get("/registry/roles")).text
        assert (await clerk.post(end, data={"ended_on": "2019-04-20", "reason": "届满"})).status_code == 409

    async def test_stands_in_the_story_of_the_file(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        await clerk.post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        [end] = re.findall(r"/registry/roles/[0-9a-f-]{36}/end", (await clerk.get("/registry/roles")).text)
        await clerk.post(end, data={"ended_on": "2019-04-20", "reason": "届满"})
        [story] = re.findall(
            r'<ol class="timeline">(.*?)</ol>', (await clerk.get(f"/registry/persons/{veteran}")).text, re.DOTALL
        )
        assert "登记社会身份" in story
        assert "终止社会身份" in story

    async def test_is_refused_with_the_form(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        wrong = await clerk.post(f"/registry/persons/{veteran}/roles/new", data={**TERM, "source": ""})
        assert wrong.status_code == 422
        assert 'href="#f-source"' in wrong.text

    async def test_is_ended_by_a_station_and_not_by_a_room(self, browser_of: BrowserOf, veteran: UUID) -> None:
        await (await browser_of(Role.CENTRE_STAFF)).post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        room = await browser_of(Role.ROOM_STAFF, "411329.411329104.411329104210")
        shown = (await room.get("/registry/roles")).text
        assert "县局任命文件" in shown
        assert '/end"' not in shown.replace("/session/end", "")

    async def test_elsewhere_is_as_unknown_as_none(self, browser_of: BrowserOf, veteran: UUID) -> None:
        centre = await browser_of(Role.CENTRE_STAFF)
        await centre.post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        [end] = re.findall(r"/registry/roles/[0-9a-f-]{36}/end", (await centre.get("/registry/roles")).text)
        elsewhere = await browser_of(Role.STATION_STAFF, "411329.411329105")
        assert (await elsewhere.get(end)).status_code == 404


class TestATerm:
    async def test_is_corrected_reopened_and_taken_back_on_its_page(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        await clerk.post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        [end] = re.findall(r"/registry/roles/[0-9a-f-]{36}/end", (await clerk.get("/registry/roles")).text)
        one = end.removesuffix("/end")
        assert "登记社会身份" in (await clerk.get(one)).text
        assert 'value="2019-04-01"' in (await clerk.get(f"{one}/correction")).text
        term = {
            "kind": "entrepreneur", "org_code": "411329104210", "assumed_on": "2019-04-02", "source": "营业执照",
            "reason": "种类选错", "version": "1",
        }  # fmt: skip
        assert (await clerk.post(f"{one}/correction", data=term)).status_code == 303
        stale = await clerk.post(f"{one}/correction", data=term)
        assert stale.status_code == 409
        shown = (await clerk.get(one)).text
        assert "县局任命文件" in shown
        assert "种类选错" in shown
        await clerk.post(end, data={"ended_on": "2019-04-20", "reason": "届满"})
        assert (await clerk.get(f"{one}/reopening")).status_code == 200
        assert (await clerk.post(f"{one}/reopening", data={"reason": "误终止", "version": "3"})).status_code == 303
        assert (await clerk.get(f"{one}/withdrawal")).status_code == 200
        assert (await clerk.post(f"{one}/withdrawal", data={"reason": "误登记", "version": "4"})).status_code == 303
        assert one not in (await clerk.get("/registry/roles")).text
        assert one in (await clerk.get("/registry/roles?state=withdrawn")).text
        assert len(await published(registry_engine, "social-role-withdrawn")) == 1
