"""A veteran's own code, with registry beside benefits: it alone knows whose account it is, and the surname."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.kin.tables import KIN
from services.benefits.redemptions.commands import verify_discount_code
from services.benefits.redemptions.projection import RELATIVES
from shared.auth.roles import Role
from shared.clock import now
from shared.events.registry import FamilyRelationCorrected, FamilyRelationEnded, FamilyRelationRevoked
from shared.ids import new_id
from tests.benefits.beside_registry import beside_registry, given_own_account
from tests.benefits.given import ROOM, given_delivered, given_learned, keyring, veteran_registered
from tests.benefits.redemptions.given import Town, clerk_of, given_relations, given_town, relation
from tests.browsers import as_browser, links_of, words_of
from tests.given import given_grant, given_work
from tests.issuer import Issuer


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
    person, account = await given_own_account(registry_engine)
    town = await given_town(benefits_engine)
    await given_learned(benefits_engine, [veteran_registered(person)])
    await given_grant(benefits_engine, account, Role.VETERAN, ROOM)
    async with beside_registry(settings_of, issuer, api_client) as client_of:
        yield Both(benefits_engine, town, client_of(account))


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
        assert re.search(r"\d\d:\d\d:\d\d 以前由店员核验", words_of(shown))
        assert 'data-seconds="60"' in shown.text  # worth nothing then, it is not shown on


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
