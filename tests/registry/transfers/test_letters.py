"""Who leaves for another county, or comes from one, is told since when, and who pays."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.transfers.parameters import REASONS
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.papers import only, printed
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM_PATH, given_veteran
from tests.registry.relocations.given import REGISTERED
from tests.registry.transfers.given import NEW, REVOCATION, arriving, completing, revoking, starting


class TestALetterOfAMove:
    async def test_away_and_back_says_since_when_and_who_pays(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client, veteran = await client_for(Role.CENTRE_STAFF), await given_veteran(registry_engine, **REGISTERED)
        path = f"/veterans/{veteran}/transfers"
        await starting(registry_engine, veteran)
        leaving = f"{path}/{await only(client, path, 'transfer_id')}/letter"
        said = await printed(client, leaving)
        for words in ("迁出受理告知书", "已经受理", "仍由本县负责", "依据：迁出〔2019〕1号。"):
            assert words in said
        await completing(registry_engine, veteran)
        said = await printed(client, leaving)
        for words in ("迁出告知书", "自2019年4月10日起", "区划代码411321", "本县发放至2019年6月", "依据：回执第1号。"):
            assert words in said
        await arriving(registry_engine, veteran)
        [back, _] = (await client.get(path)).json()
        coming = f"{path}/{back['transfer_id']}/letter"
        said = await printed(client, coming)
        for words in ("迁入告知书", "自2019年4月20日起", "自2019年4月起由本县发放", "负责办理您的事项"):
            assert words in said
        await revoking(registry_engine, veteran)
        said = await printed(client, coming)
        for words in ("撤销迁入登记告知书", f"原因：{REASONS[REVOCATION['reason']].zh}。", "依据：说明第1号。"):
            assert words in said
        await revoking(registry_engine, veteran)
        assert "撤销迁出登记告知书" in await printed(client, leaving)
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(leaving)).json()["code"] == "veteran-not-found"

    async def test_of_who_is_new_names_the_unit_of_the_registration_and_is_printed_from_the_list(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran = await given_veteran(registry_engine, registered_on="2019-04-20")
        await arriving(registry_engine, veteran, date(2019, 4, 10), **NEW)
        clerk = await browser_of(Role.CENTRE_STAFF)
        listed = (await clerk.get(f"/registry/persons/{veteran}/transfers")).text
        [path] = {part.partition('"')[0] for part in listed.split('href="') if "/letter" in part}
        shown = words_of(await clerk.get(path))
        for words in ("迁入告知书", "自2019年4月10日起", "负责办理您的事项"):
            assert words in shown
