"""The search for a person, in a browser."""

import re
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import audited, given_network
from tests.registry.persons import OTHER_ROOM, ZHANG_WEI, given_number, given_veteran

SHI_AN = "411329.411329104"
ADDRESS = "/registry/persons/search"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestASearchByNumber:
    async def test_leads_to_the_file_and_names_nobody_in_an_address(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        found = await clerk.post("/registry/persons/search", data={"sought": ZHANG_WEI})
        assert (found.status_code, found.headers["location"]) == (303, f"/registry/persons/{veteran}")

    async def test_says_the_same_of_somebody_elsewhere_and_of_nobody(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine)
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329105")
        answers = [
            await clerk.post("/registry/persons/search", data={"sought": number})
            for number in (ZHANG_WEI, given_number(8))
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert all("没有这名退役军人的登记" in answer.text for answer in answers)

    async def test_stands_at_the_top_of_every_page_and_takes_the_number_of_a_file(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert 'action="/registry/persons/search"' in (await clerk.get("/registry/imports")).text
        for number in (str(veteran), veteran.hex.upper(), str(veteran)[-8:]):
            found = await clerk.post("/registry/persons/search", data={"sought": f" {number} "})
            assert (found.status_code, found.headers["location"]) == (303, f"/registry/persons/{veteran}")
        for nobody in (str(new_id()), "0" * 8):
            assert (await clerk.post("/registry/persons/search", data={"sought": nobody})).status_code == 404
        elsewhere = await browser_of(Role.STATION_STAFF, "411329.411329105")
        assert (await elsewhere.post("/registry/persons/search", data={"sought": str(veteran)})).status_code == 404
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        assert 'action="/registry/persons/search"' not in (await keeper.get("/registry/accounts")).text

    async def test_says_at_its_box_what_is_wrong_with_a_number(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        wrong = await clerk.post("/registry/persons/search", data={"sought": "41132919590226001"})
        assert (wrong.status_code, 'id="e-sought"' in wrong.text) == (422, True)


class TestASearchByName:
    @pytest.mark.parametrize("sought", ["张", "小明", "zxm", "ZX"])
    async def test_lists_those_in_scope_masked(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, sought: str
    ) -> None:
        own = await given_veteran(registry_engine, name="张小明")
        there: dict[str, Any] = {"id_number": given_number(7), "domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
        await given_veteran(registry_engine, name="张小明", **there)
        found = await (await browser_of(Role.STATION_STAFF, SHI_AN)).post(ADDRESS, data={"sought": sought})
        assert found.status_code == 200
        assert f'href="/registry/persons/{own}"' in found.text
        assert words_of(found).count("张*明") == 1
        assert "小明" not in found.text.replace('value="小明"', "")

    async def test_goes_on_by_a_button_that_sends_what_was_typed(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.searches.pages.ON_A_PAGE", 2)
        ids = [await given_veteran(registry_engine, id_number=given_number(n)) for n in range(3)]
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        first = await clerk.post(ADDRESS, data={"sought": "张伟", "unit": "411329104"})
        [cursor] = re.findall(r'name="cursor" value="([^"]+)"', first.text)
        assert 'name="sought" value="张伟"' in first.text
        assert 'id="f-unit" name="unit" value="411329104"' in first.text  # and may be asked again of another unit
        second = await clerk.post(ADDRESS, data={"sought": "张伟", "unit": "411329104", "cursor": cursor})
        assert [str(each) in first.text for each in ids] == [False, True, True]
        assert [str(each) in second.text for each in ids] == [True, False, False]
        assert 'name="cursor"' not in second.text

    async def test_says_at_its_box_what_is_no_name(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        wrong = await clerk.post(ADDRESS, data={"sought": "z"})
        assert (wrong.status_code, 'id="e-sought"' in wrong.text) == (422, True)
        assert "没有符合条件的档案" in (await clerk.post(ADDRESS, data={"sought": "无此人"})).text

    async def test_leaves_no_name_in_the_audit(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        for sought in ("张伟", "zw"):
            await clerk.post(ADDRESS, data={"sought": sought})
        subjects = [subject for subject, _ in await audited(registry_engine, "search-by-name")]
        assert [re.sub(r"[0-9a-f-]{36}", "…", each) for each in subjects] == [
            "characters 2, digest …",
            "initials 2, digest …",
        ]
