"""The service network in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network, published

ROOM = {
    "kind": "room",
    "host_kind": "village",
    "parent_code": "411329104",
    "code": "411329104211",
    "division_code": "411329104211",
    "name": "西杨营村退役军人服务室",
    "established_on": "2019年4月1日",
    "idempotency_key": "once",
}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTheChoices:
    async def test_are_the_units_of_the_readers_scope_by_name(self, browser_of: BrowserOf) -> None:
        station = await browser_of(Role.STATION_STAFF, "411329.411329104")
        offered = (await station.get("/registry/network/choices", headers={"HX-Request": "true"})).text
        assert '<option value="411329104210">411329104210服务机构</option>' in offered
        assert "411329105" not in offered

    @pytest.mark.parametrize("form", ["/registry/network/new", "/registry/persons/new", "/registry/party/new"])
    async def test_are_offered_where_a_unit_is_asked_for(self, browser_of: BrowserOf, form: str) -> None:
        shown = (await (await browser_of(Role.CENTRE_STAFF)).get(form)).text
        assert 'hx-get="/registry/network/choices"' in shown


class TestTheNetwork:
    async def test_is_shown_within_the_scope_of_who_asks(self, browser_of: BrowserOf) -> None:
        shown = (await (await browser_of(Role.STATION_STAFF, "411329.411329104")).get("/registry/network")).text
        assert "411329104210" in shown
        assert "411329105" not in shown

    @pytest.mark.parametrize(
        ("query", "there", "missing"),
        [
            ("kind=station", "411329105", "411329105200"),
            ("name=411329104210", "411329104210", "411329105"),
            ("name=%25", "没有符合条件的服务机构", "411329105"),
            ("on=2019-02-28", "没有符合条件的服务机构", "411329105"),
        ],
    )
    async def test_is_searched(self, browser_of: BrowserOf, query: str, there: str, missing: str) -> None:
        shown = (await (await browser_of(Role.CENTRE_STAFF)).get(f"/registry/network?{query}")).text
        assert there in shown
        assert f"/{missing}?" not in shown

    async def test_offers_what_one_may_do_and_nothing_else(self, browser_of: BrowserOf) -> None:
        leader = await browser_of(Role.BUREAU_LEADER)
        assert "/registry/network/new" not in (await leader.get("/registry/network")).text
        assert "/closing" not in (await leader.get("/registry/network/411329104")).text
        assert (await leader.get("/registry/network/new")).status_code == 403
        assert (await leader.post("/registry/network/new", data=ROOM)).status_code == 403

    async def test_says_the_same_of_a_unit_elsewhere_and_of_none(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329104")
        elsewhere = await clerk.get("/registry/network/411329105")
        unknown = await clerk.get("/registry/network/411329999")
        assert (elsewhere.status_code, unknown.status_code) == (404, 404)


class TestAUnit:
    async def test_shows_those_below_it(self, browser_of: BrowserOf) -> None:
        shown = (await (await browser_of(Role.CENTRE_STAFF)).get("/registry/network/411329104")).text
        assert "/registry/network/411329104210?" in shown

    async def test_leads_to_what_is_kept_of_it_and_of_all_below_it(self, browser_of: BrowserOf) -> None:
        for role, missing in ((Role.CENTRE_STAFF, ()), (Role.ROOM_STAFF, ("books",))):
            browser = await browser_of(role, "411329" if role is Role.CENTRE_STAFF else "411329.411329104.411329104210")
            shown = links_of(await browser.get("/registry/network/411329104210"))
            for name in ("persons", "party", "roles", "teams", "books"):
                address = f"/registry/{name}?unit=411329104210"
                assert (address in shown) == (name not in missing), address
                if name not in missing:
                    assert (await browser.get(address)).status_code == 200

    async def test_is_established_once_however_often_the_form_is_sent(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        before = len(await published(registry_engine, "org-unit-established"))
        for _ in range(2):
            done = await clerk.post("/registry/network/new", data=ROOM)
            assert (done.status_code, done.headers["location"]) == (303, "/registry/network/411329104211")
        assert len(await published(registry_engine, "org-unit-established")) == before + 1
        assert "2019-04-01" in (await clerk.get("/registry/network/411329104211")).text

    async def test_is_refused_with_the_form_and_the_fields(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        wrong = await clerk.post("/registry/network/new", data={**ROOM, "code": "411329U09", "name": ""})
        assert wrong.status_code == 422
        assert 'href="#f-name"' in wrong.text
        again = await clerk.post("/registry/network/new", data={**ROOM, "code": "411329104210"})
        assert again.status_code == 409
        assert "西杨营村退役军人服务室" in again.text

    async def test_gets_another_name(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        form = {"name": "施庵镇退役军人服务站", "renamed_on": "20190430", "version": "1"}
        done = await clerk.post("/registry/network/411329104/name", data=form)
        assert done.status_code == 303
        assert "施庵镇退役军人服务站" in (await clerk.get(done.headers["location"])).text

    async def test_that_another_renamed_meanwhile_is_compared_and_can_be_renamed_all_the_same(
        self, browser_of: BrowserOf
    ) -> None:
        clerk, path = await browser_of(Role.CENTRE_STAFF), "/registry/network/411329104/name"
        form = {"name": "施庵镇退役军人服务站", "renamed_on": "20190430", "version": "1"}
        assert (await clerk.post(path, data=form)).status_code == 303
        stale = await clerk.post(path, data={**form, "name": "施庵镇退役军人和其他优抚对象服务站"})
        assert stale.status_code == 409
        assert "新名称 施庵镇退役军人和其他优抚对象服务站 施庵镇退役军人服务站" in words_of(stale)
        assert "启用日期 2019-04-30" not in words_of(stale)
        again = await clerk.post(path, data={**form, "name": "施庵镇退役军人服务总站", "version": "2"})
        assert again.status_code == 303
        assert (await clerk.post(path, data={"name": "施庵镇服务站"})).status_code == 422
