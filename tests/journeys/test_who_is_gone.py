"""R6: nothing that only the living do here is recorded of who has died, is in another county, is no veteran or has
another file; whoever tries is told why, and all of it is possible again once that is taken back."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from shared.clock import now
from tests.registry.given import KEYRING, given_network, given_work
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, given_number, given_veteran
from tests.registry.relocations.given import TENTH, dying
from tests.registry.transfers.given import left, revoking

DEED = {"document": "第5号"}
WIFE = {"id_number": given_number(512), "name": "李梅"}
# What is done of somebody who lives here: the rest of the address, and what is sent.
ACTS: dict[str, dict[str, Any]] = {
    "corrections/education_code": {"value": "60", **DEED},
    "identity-corrections": {"kind": "name", "value": "张伟明", "evidence": "household-register", **DEED},
    "relocations": {"kind": "residence", "division": OTHER_ROOM, "moved_on": "2019-04-20", **DEED},
    "transfer-out": {"division": "411321", **DEED},
    "social-roles": {"kind": "mediator", "assumed_on": "2019-04-20", "source": "名册"},
    "consents": {"agreed_to": "media", "form": "written", "given_on": "2019-04-20", **DEED},
    "confirmations": {
        "year": 2019, "method": "in-person", "result": "unchanged", "confirmed_on": "2019-04-20", **DEED,
    },
    "proxies": {**WIFE, "scope": "file", "ground": "advanced-age", "until": f"{now().year + 1}-04-20", **DEED},
    "report-in": {"discharged_on": "1984-12-01", "reported_on": "1984-12-10", **DEED},
    "death": {"died_on": "2019-04-20", "source": "medical-certificate", **DEED},
}  # fmt: skip
Gone = tuple[str, Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-03-01")


@pytest.fixture
async def ways(registry_engine: AsyncEngine, veteran: UUID) -> list[Gone]:
    """What he is refused for, how he goes, and how that is taken back."""
    engine = registry_engine
    other = await given_veteran(engine, id_number=given_number(4), registered_on="2019-03-01")
    pair, ground = await given_pair(engine, veteran, other), Ground("not-a-veteran", "第3号")
    return [
        (
            "person-is-deceased",
            lambda: dying(engine, veteran, TENTH),
            lambda: revoke_death_record(
                given_work(engine), veteran, reason="another-person", document="第4号", keyring=KEYRING
            ),
        ),
        ("person-transferred-out", lambda: left(engine, veteran), lambda: revoking(engine, veteran)),
        (
            "person-is-deregistered",
            lambda: deregister_veteran(given_work(engine), veteran, ground, keyring=KEYRING),
            lambda: revoke_deregistration(given_work(engine), veteran, ground, keyring=KEYRING),
        ),
        ("person-is-merged", lambda: merging(engine, pair, other), lambda: unmerging(engine, pair, other)),
    ]


async def tried(client: httpx2.AsyncClient, veteran: UUID) -> dict[str, str]:
    """Each act, and what it was refused for."""
    answers = {act: await client.post(f"/veterans/{veteran}/{act}", json=body) for act, body in ACTS.items()}
    return {act: answer.json().get("code", "done") for act, answer in answers.items()}


class TestWhoIsGone:
    async def test_does_nothing_here_until_he_is_back(
        self, centre: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID, ways: list[Gone]
    ) -> None:
        for refusal, go, come_back in ways:
            await go()
            told = await _told(registry_engine)
            assert await tried(centre, veteran) == dict.fromkeys(ACTS, refusal)
            assert await _told(registry_engine) == told
            await come_back()
        assert await tried(centre, veteran) == dict.fromkeys(ACTS, "done")


async def _told(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM outbox")) or 0)
