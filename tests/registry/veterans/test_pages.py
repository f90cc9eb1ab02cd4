"""Persons' files in a browser."""

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import audited, given_network, published
from tests.registry.persons import OTHER_ROOM, ROOM, ZHANG_WEI, given_number, given_veteran

FORM = {
    "id_number": ZHANG_WEI,
    "name": "张伟",
    "domicile_code": ROOM,
    "org_code": ROOM,
    "political_code": "01",
    "discharged_on": "1984年12月1日",
    "mobile": "13800138000",
    "category_codes": "",
    "idempotency_key": "once",
}
SHI_AN = "411329.411329104"
CLEAR = {"fields": ["id_number", "mobile"], "purpose": "benefit-handling", "reason": "核对本人材料"}
BIRTHDAYS = ("1959-02-26", "19590226", "1959")


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTheList:
    async def test_shows_those_in_scope_masked(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, mobile="13800138000")
        other = given_number(7)
        elsewhere = await given_veteran(registry_engine, id_number=other, domicile_code=OTHER_ROOM, org_code=OTHER_ROOM)
        shown = (await (await browser_of(Role.STATION_STAFF, SHI_AN)).get("/registry/persons")).text
        assert "9****************2" in shown or re.search(r"9\*+2", shown)
        assert str(elsewhere) not in shown
        for secret in (ZHANG_WEI, ZHANG_WEI[-4:], "13800138000", *BIRTHDAYS[:2]):
            assert secret not in shown

    async def test_of_a_unit_elsewhere_is_as_unknown_as_of_none_and_audited(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        station = await browser_of(Role.STATION_STAFF, SHI_AN)
        for unit in ("411329105", "411329999"):
            assert (await station.get(f"/registry/persons?unit={unit}")).status_code == 404
        results = [result for _, result in await audited(registry_engine, "list-persons")]
        assert results == ["out-of-scope", "org-unit-not-found"]

    async def test_is_closed_to_who_runs_the_system(self, browser_of: BrowserOf) -> None:
        assert (await (await browser_of(Role.SYSTEM_ADMINISTRATOR)).get("/registry/persons")).status_code == 403


class TestRegistering:
    async def test_opens_one_file_however_often_the_form_is_sent(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert "身份证号" in (await clerk.get("/registry/persons/new")).text
        addresses = set()
        for _ in range(2):
            done = await clerk.post("/registry/persons/new", data=FORM)
            assert done.status_code == 303
            addresses.add(done.headers["location"])
        assert len(addresses) == 1
        assert len(await published(registry_engine, "veteran-registered")) == 1
        shown = (await clerk.get(addresses.pop())).text
        assert "登记建档" in shown
        assert ZHANG_WEI not in shown

    async def test_takes_places_by_name_and_begins_with_ones_own_unit(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert 'name="org_code" value="411329104服务机构"' in (await clerk.get("/registry/persons/new")).text
        named = {**FORM, "org_code": f"{ROOM}服务机构", "domicile_code": "东杨营村"}
        done = await clerk.post("/registry/persons/new", data=named)
        assert done.status_code == 303
        shown = words_of(await clerk.get(done.headers["location"]))
        assert "户籍地 东杨营村" in shown
        assert f"{ROOM}服务机构" in shown

    async def test_says_of_a_name_that_is_nobodys_that_a_name_or_code_is_meant(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        named = {**FORM, "org_code": f"{OTHER_ROOM}服务机构", "domicile_code": "没有的村", "residence_code": "4113"}
        wrong = await clerk.post("/registry/persons/new", data=named)
        assert wrong.status_code == 422
        for sentence in (
            "您的管辖范围内没有此名称的服务室或服务站，请填其名称或代码。",
            "没有此名称的区划，请填本县区划的名称或代码。",
            "区划代码应为6、9或12位数字；窗口登记也可填本县区划的名称。",
        ):
            assert sentence in wrong.text
        assert "必填。" not in wrong.text

    async def test_names_every_field_that_is_wrong(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        wrong = await clerk.post("/registry/persons/new", data={**FORM, "id_number": "1", "org_code": ""})
        assert wrong.status_code == 422
        assert 'href="#f-id_number"' in wrong.text
        assert 'href="#f-org_code"' in wrong.text
        assert "张伟" in wrong.text

    async def test_of_a_number_that_is_registered_is_refused(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine)
        again = await (await browser_of(Role.CENTRE_STAFF)).post("/registry/persons/new", data=FORM)
        assert again.status_code == 409


class TestAFile:
    async def test_shows_what_the_reader_may_see(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran = await given_veteran(registry_engine, mobile="13800138000", health_code="6")
        for role in (Role.BUREAU_LEADER, Role.AUDITOR, Role.CENTRE_STAFF):
            shown = (await (await browser_of(role)).get(f"/registry/persons/{veteran}")).text
            assert "登记信息" in shown
            for secret in (ZHANG_WEI, "13800138000", "残疾", "张伟"):
                assert secret not in shown

    async def test_elsewhere_is_as_unknown_as_none(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran = await given_veteran(registry_engine)
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329105")
        assert (await clerk.get(f"/registry/persons/{veteran}")).status_code == 404

    async def test_shows_fields_in_clear_for_a_purpose_and_records_each_time(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine, mobile="13800138000")
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        address = f"/registry/persons/{veteran}/clear"
        assert (await clerk.get(address)).status_code == 200
        refused = await clerk.post(address, data={**CLEAR, "purpose": ""})
        assert refused.status_code == 422
        assert ZHANG_WEI not in refused.text
        for times in (1, 2):
            shown = await clerk.post(address, data=CLEAR)
            assert ZHANG_WEI in shown.text
            assert "13800138000" in shown.text
            assert shown.headers["cache-control"] == "no-store"
            assert await audited(registry_engine, "disclose-fields") == [(f"veteran {veteran}", "done")] * times

    async def test_is_shown_in_clear_to_who_works_with_it_alone(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        leader = await browser_of(Role.BUREAU_LEADER)
        assert "/clear" not in (await leader.get(f"/registry/persons/{veteran}")).text
        assert (await leader.post(f"/registry/persons/{veteran}/clear", data=CLEAR)).status_code == 403
