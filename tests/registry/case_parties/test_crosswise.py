"""Whoever changes a party holds its case first, then files and persons: no two wait for each other crosswise."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.domain import CasePartyChanged, Wanted
from services.registry.corrections.commands import confirm_identity_correction, propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted as WantedIdentity
from services.registry.corrections.parameters import IdentityKind
from shared.privacy.personal import Personal
from tests.races import until_waiting
from tests.registry.case_parties.given import given_case, listed_at, naming, removing, room, somebody
from tests.registry.given import given_network, given_work, published
from tests.registry.persons import REGISTRAR, given_number, given_veteran

TAKEN, TRUE = given_number(624), given_number(625)
NAME = "周和"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    """His file has a wrong number."""
    await given_network(registry_engine)
    return await given_veteran(registry_engine, id_number=TAKEN, name=NAME)


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried again: a deadlock is seen."""
    monkeypatch.setattr("shared.command.mechanism.is_conflict", lambda _fault: False)


async def confirming(engine: AsyncEngine, veteran_id: UUID) -> Coroutine[Any, Any, None]:
    """The centre is about to confirm his true one."""
    wanted = WantedIdentity(IdentityKind.ID_NUMBER, Personal(TRUE), "household-register", "户字第12号")
    made = await propose_identity_correction(
        given_work(engine), veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60
    )
    return confirm_identity_correction(given_work(engine), made, typed=wanted.value, registrar=REGISTRAR)


async def crosswise(engine: AsyncEngine, held: str, *acts: Coroutine[Any, Any, Any]) -> list[Any]:
    """What became of them: each came as far as it could while somebody else held these rows, in this order."""
    tasks: list[asyncio.Task[Any]] = []
    async with engine.begin() as connection:
        await connection.execute(text(f"SELECT 1 FROM {held} FOR UPDATE"))
        for act in acts:
            tasks.append(asyncio.create_task(act))
            await until_waiting(connection, tasks)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_party_who_never_was_one_and_a_veteran_whose_number_it_is(
    registry_engine: AsyncEngine, veteran: UUID
) -> None:
    engine = registry_engine
    party = await naming(room(engine), await given_case(engine, await given_veteran(engine)), somebody(TRUE, NAME))
    confirm = await confirming(engine, veteran)
    ends = await crosswise(engine, "known_case", removing(room(engine), party, "recorded-in-error"), confirm)
    assert ends == [2, None]


async def test_a_veteran_who_is_named_himself_meanwhile(registry_engine: AsyncEngine, veteran: UUID) -> None:
    engine = registry_engine
    case_id = await given_case(engine, await given_veteran(engine))
    stranger = await naming(room(engine), case_id, somebody(TRUE, NAME))
    confirm = await confirming(engine, veteran)
    named, confirmed = await crosswise(
        engine, "known_case", naming(room(engine), case_id, Wanted(veteran, None, None)), confirm
    )
    assert (type(named), confirmed) == (UUID, None)
    # He was that stranger, and is a party once.
    gone = [(event["party_id"], event["reason"]) for *_, event in await published(engine, "case-party-removed")]
    assert gone == [(str(stranger), "recorded-in-error")]
    standing = [each.party for each in (await listed_at(engine, case_id)).parties if each.party.removed_on is None]
    assert [each.person_id for each in standing] == [veteran]


async def test_who_becomes_a_party_to_another_case_meanwhile_is_looked_at_again(
    registry_engine: AsyncEngine, veteran: UUID
) -> None:
    engine = registry_engine
    other = await given_veteran(engine)
    cases = [await given_case(engine, other) for _ in range(2)]
    await naming(room(engine), cases[0], somebody(TRUE, NAME))
    confirm = await confirming(engine, veteran)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT 1 FROM veteran WHERE veteran_id = :id FOR UPDATE"), {"id": veteran})
        refused = asyncio.create_task(confirm)
        await until_waiting(connection, [refused])
        await naming(room(engine), cases[1], somebody(TRUE, NAME))
    with pytest.raises(CasePartyChanged):
        await refused
    assert await published(engine, "case-party-corrected") == []
