"""The number in a file: recorded, verified by somebody, withdrawn; told as events without the number."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.contacts.commands import withdraw_verification
from services.registry.contacts.domain import (
    ContactRefused,
    NoMobile,
    NotVerified,
    NumberDiffers,
    TooManyVerifications,
    VerifiedAlready,
)
from services.registry.contacts.queries import get_holder
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from shared.privacy.personal import PhoneNumber
from tests.races import race
from tests.registry.contacts.given import MOBILE, OTHER, recording, verifying
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, mobile=MOBILE)


async def told(engine: AsyncEngine) -> list[tuple[str, int]]:
    return [(name, sequence) for name, sequence, _ in await published(engine) if name.startswith("contact-point")]


class TestANumber:
    async def test_that_somebody_made_sure_of_is_told_of_and_not_told(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH)
        point = await verifying(work, veteran, "+86 199-0000-1234")
        assert (point.verification, point.verified_by) == ("in-person", work.caller.account_id)
        [(_, sequence, event)] = await published(registry_engine, "contact-point-verified")
        assert sequence == 1
        assert event == {
            "contact_id": str(point.contact_id), "person_id": str(veteran), "org_path": ROOM_PATH, "channel": "sms",
            "verification": "in-person", "verified_on": "2019-04-30",
        }  # fmt: skip
        assert await audited(registry_engine, "verify-mobile") == [(f"veteran {veteran}", "done")]

    async def test_is_verified_only_as_it_stands_in_the_file(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = given_work(registry_engine)
        with pytest.raises(NumberDiffers):
            await verifying(work, veteran, OTHER)
        with pytest.raises(ContactRefused):
            await verifying(work, veteran, "0377-6622001")
        without = await given_veteran(registry_engine, id_number=given_number(1))
        with pytest.raises(NoMobile):
            await verifying(work, without)
        assert await told(registry_engine) == []

    async def test_is_nobodys_for_another_unit(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        elsewhere = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(VeteranNotFound):
            await verifying(elsewhere, veteran)
        with pytest.raises(VeteranNotFound):
            await withdraw_verification(elsewhere, veteran, reason="not-the-persons", keyring=KEYRING)

    async def test_is_verified_once_by_two_who_ask_together(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        asked = [verifying(given_work(registry_engine), veteran) for _ in range(4)]
        ended = await race(registry_engine, "person", asked)
        assert [type(each) for each in ended].count(VerifiedAlready) == 3
        assert await told(registry_engine) == [("contact-point-verified", 1)]

    async def test_that_changes_is_to_be_verified_anew(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = given_work(registry_engine)
        point = await verifying(work, veteran)
        await recording(work, veteran, OTHER)
        [(_, _, event)] = await published(registry_engine, "contact-point-withdrawn")
        assert (event["contact_id"], event["reason"]) == (str(point.contact_id), "number-changed")
        with pytest.raises(NumberDiffers):
            await verifying(work, veteran, MOBILE)
        assert (await verifying(work, veteran, OTHER)).contact_id == point.contact_id
        assert await told(registry_engine) == [
            ("contact-point-verified", 1), ("contact-point-withdrawn", 2), ("contact-point-verified", 3),
        ]  # fmt: skip
        async with registry_engine.connect() as connection:
            holder = await get_holder(connection, veteran, keyring=KEYRING, caller=work.caller)
        assert holder.mobile == PhoneNumber(OTHER)

    async def test_that_was_verified_in_error_is_withdrawn_once(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        with pytest.raises(NotVerified):
            await withdraw_verification(work, veteran, reason="recorded-in-error", keyring=KEYRING)
        await verifying(work, veteran)
        await withdraw_verification(work, veteran, reason="recorded-in-error", keyring=KEYRING)
        with pytest.raises(NotVerified):
            await withdraw_verification(work, veteran, reason="recorded-in-error", keyring=KEYRING)
        assert await told(registry_engine) == [("contact-point-verified", 1), ("contact-point-withdrawn", 2)]

    async def test_cannot_be_found_out_by_trying(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH)
        for last in range(2):
            with pytest.raises(NumberDiffers):
                await verifying(work, veteran, f"1990000000{last}", most_an_hour=2)
        with pytest.raises(TooManyVerifications):
            await verifying(work, veteran, most_an_hour=2)
        later = replace(work, now=work.now + timedelta(hours=2))
        assert (await verifying(later, veteran, most_an_hour=2)).version == 1
