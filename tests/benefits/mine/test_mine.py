"""What somebody sees of his own matters, with registry beside benefits: it alone knows whose account it is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit
from services.benefits.main import create_app
from services.registry.accounts.queries import find_account_of
from services.registry.main import create_app as create_registry
from services.registry.self_accounts.commands import open_self_account
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.ids import new_id
from tests.benefits.applications.given import given_applicant
from tests.benefits.given import ROOM, given_learned, unit_established, veteran_registered
from tests.benefits.jobs.given import given_employer, given_posting, given_wish, told
from tests.browsers import as_browser, links_of, words_of
from tests.given import CENTRE, SIGNING_KEY, given_grant, given_work
from tests.issuer import AUDIENCE, Issuer
from tests.lives import veterans_merged
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.served import served

APPLIED = date(2019, 4, 1)


@dataclass(frozen=True)
class Both:
    """Benefits, and whom registry knows."""

    benefits: AsyncEngine
    account: UUID
    person: UUID
    client: Callable[[UUID], httpx2.AsyncClient]


@pytest_asyncio.fixture
async def both(
    benefits_engine: AsyncEngine,
    registry_engine: AsyncEngine,
    issuer: Issuer,
    settings_of: Any,
    api_client: Callable[..., httpx2.AsyncClient],
) -> AsyncIterator[Both]:
    """Somebody with an account of his own, who applied for hardship aid; nobody else of whom benefits knows did."""
    await given_network(registry_engine)
    person = await given_veteran(registry_engine)
    await open_self_account(given_work(registry_engine), person)
    async with registry_engine.connect() as connection:
        account = await find_account_of(connection, person)
    assert account is not None
    other = await given_applicant(benefits_engine)
    await given_learned(benefits_engine, [veteran_registered(person)])
    await given_grant(benefits_engine, account.account_id, Role.VETERAN, ROOM)
    for applicant in (person, other):
        await apply_for_benefit(
            given_work(benefits_engine), person_id=applicant, programme_code="hardship-aid", applied_on=APPLIED,
            document="申请书",
        )  # fmt: skip
    key, terms = SigningKey.from_pem(SIGNING_KEY), TokenTerms(issuer.url, AUDIENCE, 600)
    async with served(create_registry(settings_of("registry"))) as address:
        benefits = create_app(settings_of("benefits", jwks_url=f"{address}/.well-known/jwks.json"))
        await benefits.state.tokens.keys.wait_until_known(within_seconds=20)

        def client(account_id: UUID) -> httpx2.AsyncClient:
            token = issue_token(key, terms, account_id, epoch=0, session_id=None, at=datetime.now(UTC))
            return api_client(benefits, token)

        yield Both(benefits_engine, account.account_id, person, client)


class TestAVeteran:
    async def test_sees_what_he_is_entitled_to_and_how_his_own_applications_stand(self, both: Both) -> None:
        client = both.client(both.account)
        [found] = (await client.get("/mine/entitlements")).json()
        assert (found["programme_code"], found["outcome"]) == ("hardship-aid", "entitled")
        [application] = (await client.get("/mine/applications")).json()
        assert (application["applied_on"], application["waits_for"]) == ("2019-04-01", "room")
        assert (await client.get("/mine/entitlements", params={"on": "2018-01-01"})).json() == []

    async def test_sees_the_same_in_a_browser(self, both: Both) -> None:
        words = words_of(await as_browser(both.client(both.account)).get("/benefits/mine"))
        assert "我的申请" in words
        assert "hardship-aid" not in words
        assert "家庭人均收入不高于标准。" in words

    async def test_whose_file_was_merged_sees_what_the_file_has_that_goes_on(self, both: Both) -> None:
        survivor = new_id()
        await given_learned(both.benefits, [veteran_registered(survivor)])
        await apply_for_benefit(
            given_work(both.benefits), person_id=survivor, programme_code="hardship-aid", applied_on=APPLIED,
            document="申请书",
        )  # fmt: skip
        merged = veterans_merged(ROOM, APPLIED, merged_id=both.person, surviving_id=survivor)
        await given_learned(both.benefits, [merged])
        assert len((await both.client(both.account).get("/mine/applications")).json()) == 2


class TestWork:
    async def test_that_suits_is_told_until_he_wishes_for_it_no_more(self, both: Both) -> None:
        client = both.client(both.account)
        none = await client.post("/mine/jobs", json={"told": False})
        assert (none.status_code, none.json()["code"]) == (404, "job-wish-not-found")
        await given_learned(both.benefits, [unit_established(CENTRE)])
        posting = await given_posting(both.benefits, await given_employer(both.benefits))
        wish = await given_wish(both.benefits, both.person)
        found = (await client.get("/mine/jobs")).json()
        assert (found["is_told"], [each["posting_id"] for each in found["matches"]]) == (True, [str(posting)])
        for _ in range(2):
            assert (await client.post("/mine/jobs", json={"told": False})).status_code == 204
        assert [name for name, _ in await told(both.benefits)][-2:] == ["job-preference-recorded", "job-push-opted-out"]
        assert (await client.get("/mine/jobs")).json()["is_told"] is False
        browser, page = as_browser(client), "/benefits/mine/jobs"
        assert page in links_of(await browser.get("/benefits/mine"))
        assert {"已停止推送。", "保安员"} <= set(words_of(await browser.get(page)).split())
        key = {"idempotency_key": str(new_id())}
        stale = await browser.post(page, data={**key, "version": "1"})
        assert stale.status_code == 409
        again = await browser.post(page, data={"idempotency_key": str(new_id()), "version": "2"})
        assert again.status_code == 303, again.text
        name, event = (await told(both.benefits))[-1]
        assert (name, event["entry_id"]) == ("job-push-opted-in", str(wish))
        assert "每周一按您的求职意向汇集岗位。" in words_of(await browser.get(page))


class TestWhoeverHasNoFile:
    async def test_is_told_so(self, both: Both) -> None:
        stranger = new_id()  # benefits was told of his role, registry knows nothing of him
        await given_grant(both.benefits, stranger, Role.VETERAN, ROOM)
        answer = await both.client(stranger).get("/mine/applications")
        assert answer.status_code in {401, 403, 404}
        assert "items" not in answer.json()

    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.CENTRE_STAFF])
    async def test_has_no_matters_here_as_staff(self, both: Both, role: Role) -> None:
        clerk = new_id()
        await given_grant(both.benefits, clerk, role)
        for path in ("/mine/applications", "/mine/entitlements", "/mine/jobs"):
            assert (await both.client(clerk).get(path)).status_code == 403
