"""What is decided on a recognised category later is printed too: each decision by itself, for who takes them."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import correct_category, withdraw_category_application
from services.registry.categories.commands.changing import Corrected
from services.registry.categories.parameters import Act
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.papers import printed
from tests.registry.categories.given import applying, changing, given_recognised
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, given_network
from tests.registry.persons import given_veteran
from tests.registry.registrations.given import centre, room, scalar

REVISION = "SELECT revision FROM category_holding"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestADecision:
    async def test_says_what_was_decided_and_not_which_category_it_is(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        holding, work = await given_recognised(registry_engine, veteran), centre(registry_engine)
        path = f"/category-holdings/{holding}/decisions/{{}}/letter".format
        recognised = await scalar(registry_engine, REVISION)
        assert (await client.get(path(recognised))).json()["code"] == "letter-not-found"
        suspended = await changing(work, holding, Act.SUSPEND, "under-review")
        resumed = await changing(work, holding, Act.RESUME, "review-passed")
        corrected = await correct_category(
            work, holding, Corrected(date(2019, 3, 1), "personal-file", "档案第9页"), keyring=KEYRING
        )
        stopped = await changing(work, holding, Act.STOP, "renounced")
        restored = await changing(work, holding, Act.RESTORE, "annulled")
        for revision, words in (
            (suspended, ("中止待遇决定书", "自2019年4月30日起中止待遇", "原因：资格复核期间。", "〔2019〕7号")),
            (resumed, ("恢复待遇决定书", "复核通过")),
            (corrected, ("更正类别认定告知书", "自2019年3月1日起认定", "档案第9页")),
            (stopped, ("停发待遇决定书", "本人放弃", "行政复议")),
            (restored, ("撤销停发待遇决定告知书", "原决定经复议、诉讼撤销", "享受待遇")),
        ):
            said = await printed(client, path(revision))
            assert [each for each in (*words, "＿＿", str(holding)) if each not in said] == []
            assert "带病回乡" not in said
        assert (await (await client_for(Role.ROOM_STAFF)).get(path(suspended))).status_code == 403

    async def test_is_that_an_application_ends_and_not_that_one_is_handed_in(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        client, work = await client_for(Role.CENTRE_STAFF), room(registry_engine)
        holding = (await applying(work, veteran)).holding_id
        given_up = await withdraw_category_application(work, holding, reason="withdrawn", document="申请书第2号")
        path = f"/category-holdings/{holding}/decisions/{{}}/letter".format
        said = await printed(client, path(given_up))
        for words in ("终止办理告知书", "认定您为", "原因：本人撤回申请。"):
            assert words in said
        await applying(work, veteran)
        for revision in (given_up - 1, given_up + 1, given_up + 7):
            assert (await client.get(path(revision))).json()["code"] == "letter-not-found"

    async def test_is_printed_from_where_it_is_shown(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        holding = await given_recognised(registry_engine, veteran)
        stopped = await changing(centre(registry_engine), holding, Act.STOP, "renounced")
        one = f"/registry/categories/{holding}"
        last, first = f"{one}/decisions/{stopped}/letter", f"{one}/decisions/{stopped - 1}/letter"
        clerk, station = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.STATION_STAFF)
        assert f'href="{last}"' in (await clerk.get(one)).text
        assert last not in (await station.get(one)).text
        opened = await clerk.post(f"{one}/opening", data={"purpose": "benefit-handling", "reason": "核对"})
        assert f'href="{last}"' in opened.text
        assert first not in opened.text
        assert "停发待遇决定书" in words_of(await clerk.get(last))
