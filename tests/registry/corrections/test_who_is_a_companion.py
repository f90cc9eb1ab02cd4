"""Who is corrected by the file of a veteran, as his relative or proxy, and who is not."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import (
    confirm_identity_correction,
    withdraw_companion_correction,
)
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.families.domain import CompanionHasRecord, CompanionNotFound
from services.registry.families.rules import Claim
from services.registry.veterans.domain.standing import PersonIsDeregistered
from services.registry.veterans.queries.files import VeteranNotFound
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.registry.conftest import ClientFor
from tests.registry.corrections.given import (
    OTHER_STATION,
    RIGHT,
    SHI_AN,
    confirming,
    given_wife,
    proposing,
    relative_of,
    revoking,
)
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import KEYRING, given_network, given_work
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    given_number,
    given_veteran,
)
from tests.registry.recipients.given import ending, given_recipient, recording
from tests.registry.registrations.given import scalar


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestWhoMayBeCorrectedSo:
    async def test_nobody_who_does_not_stand_beside_the_veteran_or_only_by_mistake(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(9))
        with pytest.raises(CompanionNotFound):
            await proposing(keeper(registry_engine), other, wife)
        with pytest.raises(VeteranNotFound):
            await proposing(keeper(registry_engine, OTHER_ROOM_PATH), veteran_id, wife)
        correction = await proposing(keeper(registry_engine), veteran_id, wife)
        with pytest.raises(ProposalNotFound):
            await confirming(given_work(registry_engine, Role.CENTRE_STAFF, OTHER_ROOM_PATH), correction)
        await revoking(keeper(registry_engine), relation_id)
        with pytest.raises(ProposalDecided):
            await confirming(given_work(registry_engine), correction)
        with pytest.raises(CompanionNotFound):
            await proposing(keeper(registry_engine), veteran_id, wife)

    async def test_nobody_who_stands_beside_the_veteran_by_mistake_and_nothing_of_her_is_left(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        own = keeper(registry_engine)
        await confirming(given_work(registry_engine), await proposing(own, veteran_id, wife))
        await proposing(own, veteran_id, wife, "李玫", IdentityKind.NAME)
        await revoking(own, relation_id)
        left = "SELECT count(*) FROM person_fact WHERE value_sealed IS NOT NULL OR value IS NOT NULL"
        assert await scalar(registry_engine, left) == 0
        ends = (
            "SELECT string_agg(kind || ' ' || outcome || ' ' || length(value_sealed), ', ' ORDER BY proposed_at, kind)"
        )
        assert (
            await scalar(registry_engine, f"{ends} FROM identity_correction")
            == "id-number confirmed 0, name withdrawn 0"
        )

    async def test_nobody_by_the_file_of_whom_she_is_nothing_to_and_others_may(
        self, registry_engine: AsyncEngine
    ) -> None:
        """What was proposed there stands in nobody's way."""
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(9))
        await relating(keeper(registry_engine), other, Claim("sibling"))
        await proposing(keeper(registry_engine), veteran_id, wife)
        await revoking(keeper(registry_engine), relation_id)
        assert await scalar(registry_engine, "SELECT outcome FROM identity_correction") == "withdrawn"
        await confirming(given_work(registry_engine), await proposing(keeper(registry_engine), other, wife))

    async def test_nobody_who_has_a_record_of_his_own_by_now(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        correction = await proposing(keeper(registry_engine), veteran_id, wife)
        assert await given_recipient(registry_engine, number=WIFE, name="李梅") == wife
        with pytest.raises(CompanionHasRecord):
            await confirming(given_work(registry_engine), correction)
        with pytest.raises(ProposalNotFound):
            await confirm_identity_correction(
                given_work(registry_engine), correction, typed=Personal(RIGHT), registrar=REGISTRAR
            )
        with pytest.raises(CompanionHasRecord):
            await proposing(keeper(registry_engine), veteran_id, wife, "李玫", IdentityKind.NAME)
        own = keeper(registry_engine)
        with pytest.raises(ProposalNotFound):
            await withdraw_companion_correction(own, correction, reason="有档案")

    @pytest.mark.parametrize("has_file", [True, False])
    async def test_nobody_whose_own_record_elsewhere_is_void(
        self, registry_engine: AsyncEngine, has_file: bool
    ) -> None:
        """It may come back, and would be another's; what she is to the veteran is recorded anew."""
        veteran_id, wife, relation_id = await given_wife(registry_engine)
        correction = await proposing(keeper(registry_engine), veteran_id, wife)
        elsewhere: dict[str, Any] = {"name": "李梅", "org_code": OTHER_ROOM}
        if has_file:
            await given_veteran(registry_engine, id_number=WIFE, **elsewhere)
            ground = Ground("not-a-veteran", "第3号")
            await deregister_veteran(given_work(registry_engine), wife, ground, keyring=KEYRING)
        else:
            other = given_work(registry_engine, Role.STATION_STAFF, OTHER_STATION)
            await recording(other, number=WIFE, **elsewhere)
            await ending(other, wife, "recorded-in-error")
        with pytest.raises(CompanionHasRecord):
            await confirming(given_work(registry_engine), correction)
        with pytest.raises(CompanionHasRecord):
            await proposing(keeper(registry_engine), veteran_id, wife, "李玫", IdentityKind.NAME)
        await revoking(keeper(registry_engine), relation_id)
        again = await relating(keeper(registry_engine), veteran_id, number=RIGHT)
        assert await relative_of(registry_engine, again) != wife

    async def test_whoever_another_unit_has_proposed_something_for_unseen(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """Of one file one is open at a time; of what was proposed by another nobody here can know."""
        veteran_id, wife, _ = await given_wife(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(9), org_code=OTHER_ROOM)
        there = keeper(registry_engine, OTHER_STATION)
        await relating(there, other, Claim("sibling"))
        await proposing(there, other, wife)
        here = await client_for(Role.STATION_STAFF, SHI_AN)
        assert (await here.get("/identity-corrections", params={"person_id": str(wife)})).json()["items"] == []
        correction = await proposing(keeper(registry_engine), veteran_id, wife)
        with pytest.raises(ProposalOpen):
            await proposing(keeper(registry_engine), veteran_id, wife)
        await confirming(given_work(registry_engine), correction)
        [left] = (await (await client_for(Role.CENTRE_STAFF)).get("/identity-corrections?is_open=true")).json()["items"]
        with pytest.raises(NothingChanges):
            await confirming(given_work(registry_engine), UUID(left["correction_id"]))

    async def test_nobody_beside_a_veteran_whose_registration_is_void(self, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        ground = Ground("not-a-veteran", "第3号")
        await deregister_veteran(given_work(registry_engine), veteran_id, ground, keyring=KEYRING)
        with pytest.raises(PersonIsDeregistered):
            await proposing(given_work(registry_engine), veteran_id, wife)
