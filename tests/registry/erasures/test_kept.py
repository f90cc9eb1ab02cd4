"""Whom the law asks to keep, and until when."""

from datetime import date, timedelta
from types import NoneType
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.erasures.domain import KeptByLaw, KeptElsewhere, KeptUntil, first_day_beyond, ground_of
from services.registry.merges.commands import confirm_merge, propose_merge
from services.registry.veterans.domain.standing import FileErased, PersonIsMerged
from tests.races import race
from tests.registry.erasures.given import DIED, LATER, centre, confirming, erasing, given_dead, leader, proposing
from tests.registry.given import KEYRING, NOW, TODAY, given_network, given_work, published
from tests.registry.merges.given import TWICE, given_pair
from tests.registry.persons import given_number, given_veteran
from tests.registry.recipients.given import WIDOW, ending, given_recipient, revoking
from tests.registry.registrations.given import scalar, station
from tests.registry.transfers.given import left


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def dead(registry_engine: AsyncEngine) -> UUID:
    """Somebody whose file need be kept no longer."""
    veteran_id = await given_veteran(registry_engine, mobile="19900001234", education_code="70")
    await given_dead(registry_engine, veteran_id)
    return veteran_id


class TestAFile:
    async def test_of_somebody_registered_is_kept_by_law(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(KeptByLaw) as refused:
            await proposing(given_work(registry_engine), await given_veteran(registry_engine))
        assert "第十三条" in refused.value.sentence("zh-CN")

    async def test_of_the_dead_is_kept_for_years(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await given_dead(registry_engine, veteran_id, DIED + timedelta(days=184))
        with pytest.raises(KeptUntil) as refused:
            await proposing(centre(registry_engine), veteran_id)
        assert "2019-10-31" in refused.value.sentence("zh-CN")

    async def test_of_somebody_long_dead_is_kept_while_the_record_of_it_can_be_challenged(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        """Typed as having died ten years ago, and typed wrongly."""
        for later in (timedelta(), LATER - timedelta(days=1)):
            with pytest.raises(KeptUntil) as refused:
                await proposing(centre(registry_engine, later=later), dead)
            assert "2019-10-30" in refused.value.sentence("zh-CN")
        erasure = await proposing(centre(registry_engine), dead)
        later = LATER + timedelta(days=1)
        work, anew = given_work(registry_engine, now=NOW + later), Reported(DIED, "medical-certificate", "死亡证第2号")
        await revoke_death_record(work, dead, reason="another-person", document="更正说明", keyring=KEYRING)
        await record_death(work, dead, anew, keyring=KEYRING)
        with pytest.raises(KeptUntil):
            await confirming(leader(registry_engine, later=later), erasure, dead)

    async def test_that_goes_on_is_kept_while_a_merge_into_it_can_be_challenged(
        self, registry_engine: AsyncEngine, dead: UUID
    ) -> None:
        """Whom a merge takes along would be erased without a day to wait."""
        other = await given_veteran(registry_engine, id_number=given_number(9))
        await given_dead(registry_engine, other)
        pair = await given_pair(registry_engine, dead, other)
        proposal = await propose_merge(given_work(registry_engine), pair, dead, TWICE)
        in_august = given_work(registry_engine, now=NOW + timedelta(days=100))
        await confirm_merge(in_august, proposal, surviving_id=dead, keyring=KEYRING)
        with pytest.raises(KeptUntil) as refused:
            await proposing(centre(registry_engine), dead)
        assert "2020-02-08" in refused.value.sentence("zh-CN")
        later = timedelta(days=284)
        with pytest.raises(PersonIsMerged):
            await proposing(centre(registry_engine, later=later), other)
        await erasing(registry_engine, dead, later=later)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 0

    async def test_of_somebody_who_moved_away_is_kept_for_his_return(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, registered_on="2019-03-01")
        await left(registry_engine, veteran_id)
        with pytest.raises(KeptElsewhere):
            await proposing(centre(registry_engine), veteran_id)

    async def test_of_a_recipient_is_kept_when_the_registration_as_a_veteran_was_void(
        self, registry_engine: AsyncEngine
    ) -> None:
        """Who has a void file, and the widow, are one person under one key."""
        person_id = await given_recipient(registry_engine)
        assert await given_veteran(registry_engine, id_number=WIDOW, name="赵兰") == person_id
        ground = Ground("not-a-veteran", "核查报告第1号")
        await deregister_veteran(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        with pytest.raises(KeptByLaw):
            await proposing(centre(registry_engine), person_id)
        await ending(station(registry_engine), person_id, "recorded-in-error")
        erasure = await proposing(centre(registry_engine), person_id)
        await revoking(given_work(registry_engine), person_id)
        with pytest.raises(KeptByLaw):
            await confirming(leader(registry_engine), erasure, person_id)
        assert await scalar(registry_engine, "SELECT count(*) FROM data_key") == 1

    async def test_waits_for_who_records_the_person_as_a_recipient(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_veteran(registry_engine, id_number=WIDOW, name="赵兰")
        ground = Ground("not-a-veteran", "核查报告第1号")
        await deregister_veteran(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        erasure = await proposing(centre(registry_engine), person_id)
        both = [given_recipient(registry_engine), confirming(leader(registry_engine), erasure, person_id)]
        found = await race(registry_engine, "person", both)
        came = {UUID if isinstance(each, UUID) else type(each) for each in found}
        assert came in ({UUID, KeptByLaw}, {FileErased, NoneType})

    def test_of_29_february_is_kept_until_the_first_of_march(self) -> None:
        for years, day in ((4, date(2012, 2, 29)), (10, date(2018, 3, 1))):
            assert first_day_beyond(date(2008, 2, 29), 12 * years) == day
        assert first_day_beyond(date(2018, 12, 31), 6) == date(2019, 7, 1)
        with pytest.raises(KeptByLaw):
            ground_of("deceased", None, today=TODAY, keep_years=1)

    async def test_of_somebody_deregistered_is_kept_while_that_can_be_challenged(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        ground = Ground("not-a-veteran", "核查报告第1号")
        await deregister_veteran(given_work(registry_engine), veteran_id, ground, keyring=KEYRING)
        with pytest.raises(KeptUntil) as refused:
            await proposing(given_work(registry_engine, now=NOW + timedelta(days=182)), veteran_id)
        assert "2019-10-30" in refused.value.sentence("zh-CN")
        await erasing(registry_engine, veteran_id, later=timedelta(days=183))
        [(_, _, event)] = await published(registry_engine, "person-erased")
        assert event["ground"] == "deregistered"
        with pytest.raises(FileErased):
            await revoke_deregistration(given_work(registry_engine), veteran_id, ground, keyring=KEYRING)
