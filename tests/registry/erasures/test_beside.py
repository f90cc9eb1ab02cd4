"""What is known beside a file goes with it: papers and words about the person, and who is known for his sake alone."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.archives.commands import check_archive
from services.registry.archives.domain import Checked
from services.registry.contacts.commands import withdraw_verification
from services.registry.corrections.commands import confirm_companion_correction, propose_companion_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.erasures.commands import confirm_erasure, propose_erasure
from services.registry.erasures.domain import KeptForFamily, file_number_of
from services.registry.families.queries.relations import list_family
from services.registry.families.rules import Claim
from services.registry.proxies.commands import correct_proxy
from services.registry.proxies.domain import Given
from services.registry.proxies.queries import list_proxies
from services.registry.proxies.schemas import ProxyView
from services.registry.registrations.commands import withdraw_registration
from services.registry.veterans.domain.standing import FileErased
from shared.approval import Agreed
from shared.http.dependencies import Reading
from shared.privacy.personal import Personal
from tests.races import until_waiting
from tests.registry.contacts.given import MOBILE, verifying
from tests.registry.erasures.given import DOCUMENT, YEARS, centre, erasing, given_dead, leader
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, NOW, TODAY, given_network, given_work, published
from tests.registry.persons import REGISTRAR, given_number, given_veteran
from tests.registry.proxies.given import UNTIL, authorising
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
        proxy_id = await authorising(given_work(registry_engine), veteran_id, ground="illness-or-disability")
        given = Given("card", "illness-or-disability", TODAY, UNTIL, "授权书第6号")
        await correct_proxy(given_work(registry_engine), proxy_id, given)
        await given_dead(registry_engine, veteran_id)
        await erasing(registry_engine, veteran_id)
        left = (
            "SELECT count(*) FROM report_in",
            "SELECT max(ground) FROM (SELECT ground FROM proxy UNION ALL SELECT ground FROM proxy_past) AS said",
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

    async def test_takes_along_what_a_relative_was_said_to_be_called_before(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        await relating(given_work(registry_engine), dead)
        wife = UUID(str(await scalar(registry_engine, "SELECT relative_id FROM family_relation")))
        wanted = Wanted(IdentityKind.NAME, Personal("李玫"), "household-register", DOCUMENT)
        limits: dict[str, Any] = {"registrar": REGISTRAR, "most_an_hour": 60}
        proposed = await propose_companion_correction(given_work(registry_engine), dead, wife, wanted, **limits)
        await confirm_companion_correction(
            given_work(registry_engine), proposed, typed=Personal("李玫"), registrar=REGISTRAR
        )
        await erasing(registry_engine, dead)
        left = (
            "SELECT count(*) FROM data_key",
            "SELECT count(value_sealed) FROM person_fact",
            "SELECT max(octet_length(value_sealed)) FROM identity_correction",
        )
        assert [await scalar(registry_engine, each) for each in left] == [0, 0, 0]

    async def test_and_a_withdrawal_at_once_withdraw_the_verified_number_once(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, mobile=MOBILE)
        await verifying(given_work(registry_engine), veteran_id)
        await given_dead(registry_engine, veteran_id)
        proposed = await propose_erasure(centre(registry_engine), veteran_id, document=DOCUMENT, keep_years=YEARS)
        facts: dict[str, Any] = {"file_number": file_number_of(veteran_id), "keep_years": YEARS}
        work = given_work(registry_engine)
        withdrawal = withdraw_verification(work, veteran_id, reason="request-of-the-person", keyring=KEYRING)
        async with registry_engine.begin() as connection:
            await connection.execute(text("LOCK TABLE contact_point IN EXCLUSIVE MODE"))
            withdrawing = asyncio.create_task(withdrawal)
            await until_waiting(connection, [withdrawing])
            erasure = asyncio.create_task(confirm_erasure(leader(registry_engine), proposed, **facts))
            await until_waiting(connection, [withdrawing, erasure])
        await withdrawing
        await erasure
        assert [sequence for _, sequence, _ in await published(registry_engine, "contact-point-withdrawn")] == [2]

    async def test_takes_the_list_of_papers_along(self, registry_engine: AsyncEngine, dead: UUID) -> None:
        """Disabilities and punishments; that there is a paper file stays."""
        papers = Checked(frozenset({"disability", "awards"}), date(2019, 4, 30))
        await check_archive(given_work(registry_engine), dead, papers, document="移交函第1号", keyring=KEYRING)
        await erasing(registry_engine, dead)
        left = ("SELECT count(*) FROM archive_paper", "SELECT count(*) FROM archive")
        assert [await scalar(registry_engine, each) for each in left] == [0, 1]
        with pytest.raises(FileErased):
            await check_archive(given_work(registry_engine), dead, papers, document="移交函第2号", keyring=KEYRING)

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

    async def test_of_a_void_file_waits_for_the_veteran_beside_whom_its_person_stands(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        wife = await given_veteran(registry_engine, id_number=WIFE, name="李梅")
        await relating(given_work(registry_engine), dead)
        ground = Ground("not-a-veteran", "第3号")
        await deregister_veteran(given_work(registry_engine), wife, ground, keyring=KEYRING)
        with pytest.raises(KeptForFamily):
            await erasing(registry_engine, wife)
        async with registry_engine.connect() as connection:
            [kin] = await list_family(Reading(connection, given_work(registry_engine).caller, NOW), dead, KEYRING)
        assert kin.name is not None
        assert kin.name.reveal() == "李梅"
        await erasing(registry_engine, dead)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 1
        await erasing(registry_engine, wife)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 0
