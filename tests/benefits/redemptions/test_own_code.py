"""A veteran's own code, with registry beside benefits: it alone knows whose account it is, and the surname."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.benefits.redemptions.commands import verify_discount_code
from services.benefits.redemptions.projection import RELATIVES
from services.benefits.redemptions.tables import KIN
from services.registry.accounts.queries import find_account_of
from services.registry.main import create_app as create_registry
from services.registry.self_accounts.commands import open_self_account
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.clock import now
from shared.events.registry import FamilyRelationCorrected, FamilyRelationEnded, FamilyRelationRevoked
from shared.ids import new_id
from tests.benefits.given import ROOM, given_delivered, given_learned, keyring, veteran_registered
from tests.benefits.redemptions.given import Town, clerk_of, given_relations, given_town, relation
from tests.browsers import as_browser, links_of, words_of
from tests.given import SIGNING_KEY, given_grant, given_work
from tests.issuer import AUDIENCE, Issuer
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.served import served


@dataclass(frozen=True)
class Both:
    """Benefits, and a veteran whom registry knows too."""

    benefits: AsyncEngine
    town: Town
    veteran: httpx2.AsyncClient


@pytest_asyncio.fixture
async def both(
    benefits_engine: AsyncEngine,
    registry_engine: AsyncEngine,
    issuer: Issuer,
    settings_of: Any,
    api_client: Callable[..., httpx2.AsyncClient],
) -> AsyncIterator[Both]:
    await given_network(registry_engine)
    person = await given_veteran(registry_engine)
    await open_self_account(given_work(registry_engine), person)
    async with registry_engine.connect() as connection:
        account = await find_account_of(connection, person)
    assert account is not None
    town = await given_town(benefits_engine)
    await given_learned(benefits_engine, [veteran_registered(person)])
    await given_grant(benefits_engine, account.account_id, Role.VETERAN, ROOM)
    key, terms = SigningKey.from_pem(SIGNING_KEY), TokenTerms(issuer.url, AUDIENCE, 600)
    async with served(create_registry(settings_of("registry"))) as address:
        benefits = create_app(settings_of("benefits", jwks_url=f"{address}/.well-known/jwks.json"))
        await benefits.state.tokens.keys.wait_until_known(within_seconds=20)
        token = issue_token(key, terms, account.account_id, epoch=0, session_id=None, at=datetime.now(UTC))
        yield Both(benefits_engine, town, api_client(benefits, token))


class TestOnesOwnCode:
    async def test_is_shown_with_the_surname_that_registry_tells(self, both: Both) -> None:
        shown = (await both.veteran.post("/mine/discount-code")).json()
        assert len(shown["digits"]) == 6
        work = given_work(both.benefits, clerk_of(both.town.house), now())
        found = await verify_discount_code(work, shown["digits"], keyring=keyring())
        assert (found.is_eligible, found.surname) == (True, "张**")

    async def test_is_large_on_a_telephone(self, both: Both) -> None:
        browser = as_browser(both.veteran)
        assert "/benefits/mine/code" in links_of(await browser.get("/benefits/mine"))
        assert "出示优惠码" in words_of(await browser.get("/benefits/mine/code"))
        shown = await browser.post("/benefits/mine/code", data={"idempotency_key": str(new_id())})
        assert shown.status_code == 200
        assert "data:image/svg+xml" in shown.text
        assert "一分钟内由店员核验" in words_of(shown)


class TestRelatives:
    async def test_are_as_was_said_last(self, benefits_engine: AsyncEngine) -> None:
        veteran, wife = new_id(), new_id()
        said = relation(veteran, wife, "spouse")
        facts: dict[str, Any] = {
            "relation_id": said.relation_id, "person_id": veteran, "relative_person_id": wife, "org_path": ROOM,
        }  # fmt: skip
        since, until = date(2001, 5, 1), date(2019, 3, 1)
        corrected = FamilyRelationCorrected(**facts, relation="child", since=since)
        ended = FamilyRelationEnded(**facts, relation="child", ended_on=until, reason="divorce")
        revoked = FamilyRelationRevoked(**facts, relation="child", reason="mistyped")
        again = relation(veteran, wife, "sibling")

        async def kin() -> list[tuple[Any, ...]]:
            async with benefits_engine.connect() as connection:
                rows = await connection.execute(KIN.select().order_by(KIN.c.relation_id))
                return [tuple(row) for row in rows]

        whole = [(said.relation_id, veteran, wife, "child", since, until)]
        for _ in range(2):  # told again it is the same
            await given_relations(benefits_engine, said, corrected, ended)
            assert await kin() == whole
        async with benefits_engine.begin() as connection:
            await RELATIVES.apply(connection, [given_delivered(ended, sequence=3)])
        assert await kin() == whole
        await given_relations(benefits_engine, revoked, again)
        assert [row[:4] for row in await kin()] == [(again.relation_id, veteran, wife, "sibling")]
        await given_relations(benefits_engine, said, ended, revoked)
        assert len(await kin()) == 1
