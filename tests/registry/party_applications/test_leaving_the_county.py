"""An application to join the Party ends with the leaving of its person, and goes on when that leaving is revoked."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.party.domain import PartyKind
from tests.registry.clocks import made_ahead
from tests.registry.given import given_network, given_party, published
from tests.registry.party_applications.test_commands import SUBMITTED, submitted
from tests.registry.persons import ROOM, given_veteran
from tests.registry.relocations.given import TENTH
from tests.registry.transfers.given import arriving, left, revoking

BACK, AGAIN = date(2019, 4, 21), date(2019, 4, 25)
HELD = PARTY_APPLICATION.c


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    return await given_veteran(registry_engine, political_code="13", registered_on="2019-01-05")


async def left_and_returned(engine: AsyncEngine, veteran: UUID) -> None:
    await left(engine, veteran)
    await arriving(engine, veteran, org_code=ROOM, domicile_code=ROOM)


async def lasted(engine: AsyncEngine) -> set[tuple[date, date | None]]:
    """Each application, from when until when."""
    async with engine.connect() as connection:
        return set(map(tuple, await connection.execute(select(HELD.submitted_on, HELD.closed_on))))


class TestAnApplication:
    async def test_goes_on_when_the_leaving_that_ended_it_is_revoked(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """And none that an earlier one ended, whatever the clocks said."""
        await submitted(registry_engine, veteran)
        await left_and_returned(registry_engine, veteran)
        await made_ahead(registry_engine, HELD.application_id)
        await submitted(registry_engine, veteran, BACK)
        await left(registry_engine, veteran, AGAIN)
        await revoking(registry_engine, veteran)
        assert await lasted(registry_engine) == {(SUBMITTED, TENTH), (BACK, None)}

    async def test_stays_ended_when_a_later_leaving_is_revoked(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """Who came back did not apply again."""
        await submitted(registry_engine, veteran)
        await left_and_returned(registry_engine, veteran)
        await left(registry_engine, veteran, AGAIN)
        await revoking(registry_engine, veteran)
        assert await lasted(registry_engine) == {(SUBMITTED, TENTH)}

    async def test_ends_where_its_person_never_came_back(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        """On the last day that it says: away before it he is counted on none, and nobody could end it otherwise."""
        await left_and_returned(registry_engine, veteran)
        await submitted(registry_engine, veteran, BACK)
        await revoking(registry_engine, veteran)
        assert await lasted(registry_engine) == {(BACK, BACK)}
        [(_, sequence, closed)] = await published(registry_engine, "party-application-closed")
        assert (sequence, closed["reason"], closed["closed_on"]) == (2, "moved-away", BACK.isoformat())
