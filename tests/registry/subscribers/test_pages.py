"""Subscribers in a browser: proposed by one, confirmed by another who sees all that is read, revoked."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.subscribers.parameters import CHOICES, GROUPS
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.events.offered import OFFERED
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network
from tests.registry.subscribers.given import NAME

AT = "/registry/subscribers"
FORM = {
    "subscriber": NAME,
    "types": "veteran-deceased",
    "until_on": (local_date(now()) + timedelta(days=300)).isoformat(),
    "purpose": "核对死亡",
    "legal_basis": "民政函3号",
}


class TestASubscription:
    async def test_is_proposed_confirmed_prolonged_and_revoked(self, browser_of: BrowserOf) -> None:
        security, leader = await browser_of(Role.SECURITY_ADMINISTRATOR), await browser_of(Role.BUREAU_LEADER)
        assert f"{AT}/new" in links_of(await security.get(AT))
        assert f"{AT}/new" not in links_of(await leader.get(AT))
        sent = await security.post(f"{AT}/new", data={**FORM, "idempotency_key": "1"})
        waiting = await leader.get(sent.headers["location"])
        [confirmation] = [each for each in links_of(waiting) if each.endswith("/confirmation")]
        assert not [each for each in links_of(await security.get(f"{AT}/proposals")) if each.endswith("/confirmation")]
        shown = words_of(await leader.get(confirmation))
        for each in OFFERED["registry.persons"].types:
            assert each.name in shown, "all of the topic is read, and said before it is confirmed"
        assert (await security.post(confirmation, data={})).status_code == 403
        assert (await leader.post(confirmation, data={"idempotency_key": "2"})).status_code == 303
        listed = await security.get(AT)
        assert NAME in words_of(listed)
        assert "尚未制作" in words_of(listed)
        longer = await security.get(f"{AT}/new?subscriber={NAME}")
        assert f'value="{NAME}"' in longer.text
        assert 'value="veteran-deceased" checked' in longer.text
        later = {**FORM, "until_on": (local_date(now()) + timedelta(days=360)).isoformat()}
        assert (await security.post(f"{AT}/new", data=later)).status_code == 303
        [withdrawal] = [each for each in links_of(await security.get(f"{AT}/proposals")) if "withdrawal" in each]
        assert (await security.post(withdrawal, data={"reason": ""})).status_code == 422
        assert (await security.post(withdrawal, data={"reason": "再议"})).status_code == 303
        revocation = f"{AT}/{NAME}/revocation"
        assert revocation in links_of(await leader.get(AT))
        assert (await leader.post(revocation, data={"reason": "不再需要"})).status_code == 303
        assert "已收回" in words_of(await security.get(AT))
        told = words_of(await leader.get(f"{AT}/proposals?subscriber={NAME}"))
        assert ("已确认" in told, "已撤回" in told, "再议" in told) == (True, True, True)
        assert "没有符合条件的提议" in words_of(await leader.get(f"{AT}/proposals?subscriber=another"))

    async def test_of_a_part_of_the_county_keeps_it_when_it_is_prolonged(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        security, leader = await browser_of(Role.SECURITY_ADMINISTRATOR), await browser_of(Role.BUREAU_LEADER)
        called = ["411329104服务机构", "411329105"]
        part = {**FORM, "divisions": called, "over": "kafka", "account": ""}
        assert (await security.post(f"{AT}/new", data=part)).status_code == 303
        [confirmation] = [
            each for each in links_of(await leader.get(f"{AT}/proposals")) if each.endswith("/confirmation")
        ]
        shown = words_of(await leader.get(confirmation))
        units = "411329104服务机构 411329104 411329105服务机构 411329105"
        assert units in shown, "who confirms reads names"
        assert units in words_of(await leader.get(f"{AT}/proposals"))
        assert "identity-corrected" not in shown, "it reads what it is granted and nothing besides"
        assert (await leader.post(confirmation, data={"idempotency_key": "3"})).status_code == 303
        assert units in words_of(await leader.get(AT))
        assert units in words_of(await leader.get(f"{AT}/{NAME}/revocation"))
        longer = await security.get(f"{AT}/new?subscriber={NAME}")
        assert 'value="411329104"' in longer.text
        assert called[0] in words_of(longer)
        mistyped = await security.post(f"{AT}/new", data={**part, "divisions": ["411329104", "无此镇\0"]})
        assert mistyped.status_code == 422
        assert called[0] in words_of(mistyped), "the name stands beside its code again"
        for wrong, why in (("411329999", "没有代码为 411329999 的服务机构"), ("无此镇", "没有此名称的机构")):
            refused = await security.post(f"{AT}/new", data={**part, "divisions": wrong})
            assert (refused.status_code, why in words_of(refused)) == (422, True)

    async def test_of_a_whole_group_has_every_type_of_it(self, browser_of: BrowserOf) -> None:
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        group = {**FORM, "types": ["registry.persons", "veteran-deceased", "org-unit-closed"]}
        wrong = await security.post(f"{AT}/new", data={**group, "legal_basis": ""})
        assert 'value="registry.persons" checked' in wrong.text
        assert (await security.post(f"{AT}/new", data=group)).status_code == 303
        names = {each.name for each in OFFERED["registry.persons"].types} | {"org-unit-closed"}
        assert f"{len(names)} 类" in words_of(await security.get(f"{AT}/proposals"))

    async def test_names_the_address_that_events_are_posted_to(self, browser_of: BrowserOf) -> None:
        security, leader = await browser_of(Role.SECURITY_ADMINISTRATOR), await browser_of(Role.BUREAU_LEADER)
        address = "https://events.civil.example/veterans"
        asked = {**FORM, "over": "webhook", "account": "", "divisions": "", "address": address}
        assert (await security.post(f"{AT}/new", data={**asked, "address": ""})).status_code == 422
        assert (await security.post(f"{AT}/new", data={**asked, "address": "http://a.example/"})).status_code == 422
        assert (await security.post(f"{AT}/new", data=asked)).status_code == 303
        [confirmation] = [
            each for each in links_of(await leader.get(f"{AT}/proposals")) if each.endswith("/confirmation")
        ]
        assert address in words_of(await leader.get(confirmation))
        assert (await leader.post(confirmation, data={"idempotency_key": "4"})).status_code == 303
        assert f'value="{address}"' in (await security.get(f"{AT}/new?subscriber={NAME}")).text

    async def test_is_refused(self, browser_of: BrowserOf) -> None:
        security, leader = await browser_of(Role.SECURITY_ADMINISTRATOR), await browser_of(Role.BUREAU_LEADER)
        await security.post(f"{AT}/new", data=FORM)
        [refusal] = [each for each in links_of(await leader.get(f"{AT}/proposals")) if each.endswith("/refusal")]
        assert (await leader.post(refusal, data={"reason": "没有依据"})).status_code == 303
        assert "没有依据" in words_of(await security.get(f"{AT}/proposals"))
        assert "没有订阅系统" in words_of(await security.get(AT))

    async def test_that_is_typed_wrong_is_told_at_its_field(self, browser_of: BrowserOf) -> None:
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        for field, value in (("subscriber", "民政局"), ("until_on", "2010-01-01"), ("legal_basis", "")):
            wrong = await security.post(f"{AT}/new", data={**FORM, field: value})
            assert (wrong.status_code, f'href="#f-{field}"' in wrong.text) == (422, True)
        nothing = await security.post(f"{AT}/new", data={**FORM, "types": []})
        assert (nothing.status_code, 'href="#f-types"' in nothing.text) == (422, True)

    async def test_whose_form_is_refused_has_its_units_as_they_were_typed(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.SECURITY_ADMINISTRATOR)
        typed = {**FORM, "divisions": "411329104, 411329105", "until_on": "", "idempotency_key": "1"}
        again = await browser.post(f"{AT}/new", data=typed)
        assert again.status_code == 422
        assert 'value="411329104, 411329105"' in again.text

    async def test_offers_every_type_in_words(self, browser_of: BrowserOf) -> None:
        shown = words_of(await (await browser_of(Role.SECURITY_ADMINISTRATOR)).get(f"{AT}/new"))
        assert all(each.zh in shown for each in CHOICES.values())
        assert all(each.zh in shown for each in GROUPS)
        assert "只限全县" in shown
        assert "registry.grants" not in shown
        assert "`" not in shown
