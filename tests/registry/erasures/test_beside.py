"""What is known beside a file goes with it: papers and words about the person, and who is known for his sake alone."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.families.rules import Claim
from services.registry.proxies.queries import list_proxies
from services.registry.proxies.schemas import ProxyView
from services.registry.registrations.commands import withdraw_registration
from services.registry.veterans.domain.standing import FileErased
from shared.approval import Agreed
from shared.http.dependencies import Reading
from tests.races import until_waiting
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, NOW, given_network, given_work
from tests.registry.persons import given_number, given_veteran
from tests.registry.proxies.given import authorising
from tests.registry.registrations.given import given_handed_in, room, saying, scalar, station
from tests.registry.report_ins.given import reporting_in


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def dead(registry_engine: AsyncEngine) -> UUID:
    """Somebody whose file need be kept no longer."""
    veteran_id = await given_veteran(registry_engine, mobile="19900001234", education_code="70")
    await given_dead(registry_engine, veteran_id)
    return veteran_id


class TestAnErasure:
    async def test_takes_along_what_was_said_beside_the_file(self, registry_engine: AsyncEngine) -> None:
        """Days of service, illnesses, words of those who decided."""
        form = {"registered_on": "2019-03-01"}
        veteran_id = await given_handed_in(station(registry_engine), **form)
        await saying(given_work(registry_engine), veteran_id, Agreed("欧阳氏，因病由其子代办"))
        await reporting_in(registry_engine, veteran_id)
        await authorising(given_work(registry_engine), veteran_id, ground="illness-or-disability")
        await given_dead(registry_engine, veteran_id)
        await erasing(registry_engine, veteran_id)
        left = (
            "SELECT count(*) FROM report_in",
            "SELECT ground FROM proxy",
            "SELECT max(note) FROM registration_opinion",
        )
        assert [await scalar(registry_engine, each) for each in left] == [0, "", None]
        async with registry_engine.connect() as connection:
            reading = Reading(connection, given_work(registry_engine).caller, NOW)
            [proxy] = await list_proxies(reading, veteran_id, KEYRING)
        assert ProxyView.of(proxy).ground is None

    async def test_takes_a_relative_along_whose_registration_was_withdrawn(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        await relating(given_work(registry_engine), dead)
        clerk = room(registry_engine)
        wife = await given_handed_in(clerk, id_number=WIFE, name="李梅")
        await withdraw_registration(clerk, wife, reason="本人要求撤回")
        await erasing(registry_engine, dead)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 0

    async def test_does_not_lose_who_is_recorded_as_a_relative_meanwhile(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        await relating(given_work(registry_engine), dead)
        brother = await given_veteran(registry_engine, id_number=given_number(7))
        async with registry_engine.begin() as connection:
            held = "SELECT 1 FROM person WHERE person_id = (SELECT relative_id FROM family_relation) FOR UPDATE"
            await connection.execute(text(held))
            work = given_work(registry_engine)
            meanwhile = asyncio.create_task(relating(work, brother, Claim("sibling")))
            await until_waiting(connection, [meanwhile])
            gone = "DELETE FROM data_key WHERE person_id = (SELECT relative_id FROM family_relation)"
            await connection.execute(text(gone))
        with pytest.raises(FileErased):
            await meanwhile
