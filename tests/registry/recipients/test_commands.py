"""Who has no veteran's file is in the register as a recipient, for the time that it is so."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import forget_unknown
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.families.commands import revoke_relation
from services.registry.network.domain import OrgUnitOccupied
from services.registry.proxies.queries import has_died
from services.registry.recipients.commands import move_recipient
from services.registry.recipients.domain import (
    NumberIsAnothers,
    PersonHasFile,
    RecipientChanged,
    RecipientInvalid,
    RecipientKnown,
    RecipientNotEnded,
    RecipientNotFound,
    RecipientStays,
)
from services.registry.recipients.queries import ACTIVE_RECIPIENTS
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers, PersonInvalid
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.auth.caller import OutOfScope
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, ROOM_PATH, ZHANG_WEI, given_number, given_veteran
from tests.registry.recipients.given import DOCUMENT, WIDOW, ending, given_recipient, recording, revoking
from tests.registry.registrations.given import centre, room, scalar, station


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestARecipient:
    async def test_is_recorded_by_number_and_name_once(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        assert await published(registry_engine, "recipient-recorded") == [
            (
                "recipient-recorded", 1,
                {"person_id": str(person_id), "org_path": ROOM_PATH, "since": TODAY.isoformat()},
            )
        ]  # fmt: skip
        with pytest.raises(RecipientKnown):
            await given_recipient(registry_engine)
        with pytest.raises(NameDiffers):
            await given_recipient(registry_engine, name="赵蓝")
        with pytest.raises(PersonInvalid):
            await given_recipient(registry_engine, number="123")
        with pytest.raises(OutOfScope):
            await given_recipient(registry_engine, org_code=OTHER_ROOM)
        clerk = station(registry_engine)
        await recording(clerk, number=given_number(615), name="赵菊", most=1)
        with pytest.raises(TooManySearches):
            await recording(clerk, most=1)
        found = "SELECT count(*) FROM person AS p WHERE p::text LIKE :number"
        assert await scalar(registry_engine, found, number=f"%{WIDOW}%") == 0
        assert (f"recipient {person_id}", "done") in await audited(registry_engine, "record-recipient")

    async def test_is_recorded_once_whoever_is_faster(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await relating(station(registry_engine), veteran_id)
        found = await race(
            registry_engine, "recipient",
            [recording(station(registry_engine), number=WIFE, name="李梅") for _ in range(2)],
        )  # fmt: skip
        assert sorted(type(each).__name__ for each in found) == ["RecipientKnown", "UUID"]

    async def test_is_the_relative_who_is_known_by_the_number(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        await relating(station(registry_engine), veteran_id)
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        related = "SELECT relative_id FROM family_relation"
        assert await scalar(registry_engine, related) == person_id

    async def test_is_nobody_who_has_a_file(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine)
        with pytest.raises(PersonHasFile):
            await given_recipient(registry_engine, number=ZHANG_WEI, name="张伟")
        person_id = await given_recipient(registry_engine)
        assert await given_veteran(registry_engine, id_number=WIDOW, name="赵兰") == person_id
        with pytest.raises(RecipientNotFound):
            await ending(centre(registry_engine), person_id)

    async def test_moves_to_a_unit_of_the_callers(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        moved: dict[str, Any] = {"org_code": OTHER_ROOM, "moved_on": TODAY, "document": DOCUMENT}
        with pytest.raises(OutOfScope):
            await move_recipient(station(registry_engine), person_id, **moved)
        with pytest.raises(RecipientStays):
            await move_recipient(centre(registry_engine), person_id, **{**moved, "org_code": ROOM})
        for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
            with pytest.raises(RecipientInvalid):
                await move_recipient(centre(registry_engine), person_id, **{**moved, "moved_on": on})
        with pytest.raises(RecipientChanged):
            await move_recipient(centre(registry_engine), person_id, **moved, version=2)
        assert await move_recipient(centre(registry_engine), person_id, **moved, version=1) == 2
        [(_, _, event)] = await published(registry_engine, "recipient-moved")
        assert (event["from_org_path"], event["org_path"]) == (ROOM_PATH, OTHER_ROOM_PATH)
        with pytest.raises(RecipientNotFound):
            await ending(station(registry_engine), person_id)
        assert await scalar(registry_engine, "SELECT org_code FROM recipient_past") == ROOM

    async def test_dies_and_lives_again_where_that_was_wrong(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        with pytest.raises(RecipientNotEnded):
            await revoking(centre(registry_engine), person_id)
        assert await ending(station(registry_engine), person_id, on=TODAY - timedelta(days=9)) == 2
        async with registry_engine.connect() as connection:
            assert await has_died(connection, person_id)
        for again in (ending(station(registry_engine), person_id), given_recipient(registry_engine)):
            with pytest.raises((PersonIsDeceased, RecipientKnown)):
                await again
        assert await revoking(centre(registry_engine), person_id) == 3
        assert [name for name, *_ in await published(registry_engine) if name.startswith("recipient")] == [
            "recipient-recorded", "recipient-ended", "recipient-end-revoked",
        ]  # fmt: skip

    async def test_who_has_died_is_registered_as_a_living_veteran_by_nobody(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine, number=ZHANG_WEI, name="张伟")
        await ending(station(registry_engine), person_id)
        with pytest.raises(PersonIsDeceased):
            await given_veteran(registry_engine)
        await revoking(station(registry_engine), person_id)
        assert await given_veteran(registry_engine) == person_id

    async def test_died_after_the_birth_however_long_ago(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        with pytest.raises(RecipientInvalid) as refused:
            await ending(station(registry_engine), person_id, on=date(1962, 5, 31))
        assert [(each.field, each.code) for each in refused.value.fields] == [("ended_on", "before-birth")]
        assert await ending(station(registry_engine), person_id, on=date(1962, 6, 1)) == 2

    async def test_lives_again_at_the_unit_above_where_its_own_has_closed(self, registry_engine: AsyncEngine) -> None:
        """R2: the living are somebody's; the number is known, so nobody can record the person anew."""
        person_id = await given_recipient(registry_engine)
        await ending(station(registry_engine), person_id)
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=(ACTIVE_RECIPIENTS,), closed_on=TODAY)
        assert await revoking(centre(registry_engine), person_id) == 4
        [(_, sequence, event)] = await published(registry_engine, "recipient-moved")
        above = ROOM_PATH.rpartition(".")[0]
        assert (sequence, event["from_org_path"], event["org_path"]) == (4, ROOM_PATH, above)
        assert event["moved_on"] == TODAY.isoformat()
        with pytest.raises(RecipientKnown):
            await given_recipient(registry_engine, org_code=above.rpartition(".")[2])

    async def test_is_one_again_at_the_unit_above_where_his_own_has_closed_while_a_file_stood_that_was_void(
        self, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        elsewhere: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
        assert await given_veteran(registry_engine, id_number=WIDOW, name="赵兰", **elsewhere) == person_id
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=(ACTIVE_RECIPIENTS,), closed_on=TODAY)
        ground = Ground("not-a-veteran", "第3号")
        await deregister_veteran(given_work(registry_engine), person_id, ground, keyring=KEYRING)
        [(_, sequence, event)] = await published(registry_engine, "recipient-moved")
        above = ROOM_PATH.rpartition(".")[0]
        assert (sequence, event["org_path"], event["moved_on"]) == (2, above, TODAY.isoformat())
        assert await ending(station(registry_engine), person_id) == 3

    async def test_who_was_recorded_in_error_leaves_the_number_to_whose_it_is(
        self, registry_engine: AsyncEngine
    ) -> None:
        by_mistake = await given_recipient(registry_engine, name="赵蓝")
        assert await ending(station(registry_engine), by_mistake, "recorded-in-error") == 2
        assert await revoking(centre(registry_engine), by_mistake) == 3
        with pytest.raises(NameDiffers):
            await given_recipient(registry_engine)
        await ending(station(registry_engine), by_mistake, "recorded-in-error")
        right = await given_recipient(registry_engine)
        with pytest.raises(NumberIsAnothers):
            await revoking(centre(registry_engine), by_mistake)
        await ending(station(registry_engine), right, "recorded-in-error")
        assert await given_veteran(registry_engine, id_number=WIDOW, name="赵菊") not in {by_mistake, right}

    async def test_whose_number_was_free_has_it_again_unless_somebody_was_faster(
        self, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        await ending(station(registry_engine), person_id, "recorded-in-error")
        both = [revoking(centre(registry_engine), person_id), recording(station(registry_engine), name="赵菊")]
        found = await race(registry_engine, "person", both)
        assert {type(each).__name__ for each in found} in ({"int", "NameDiffers"}, {"NumberIsAnothers", "UUID"})

    async def test_keeps_the_number_as_a_relative_until_that_was_a_mistake_too(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        relation_id = await relating(station(registry_engine), veteran_id)
        person_id = await given_recipient(registry_engine, number=WIFE, name="李梅")
        await ending(station(registry_engine), person_id, "recorded-in-error")
        with pytest.raises(NameDiffers):
            await given_recipient(registry_engine, number=WIFE, name="李红")
        assert await given_recipient(registry_engine, number=WIFE, name="李梅") == person_id
        await ending(station(registry_engine), person_id, "recorded-in-error")
        await revoke_relation(
            given_work(registry_engine), relation_id, reason="another-person", document=DOCUMENT, forgets=forget_unknown
        )
        assert await given_recipient(registry_engine, number=WIFE, name="李红") != person_id
        named = "SELECT count(*) FROM data_key WHERE person_id = :person_id"
        assert await scalar(registry_engine, named, person_id=person_id) == 1

    async def test_keeps_the_unit_from_closing(self, registry_engine: AsyncEngine) -> None:
        await given_recipient(registry_engine)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), ROOM, occupancies=(ACTIVE_RECIPIENTS,))
        assert [fault.code for fault in refused.value.fields] == ["active-recipients"]

    async def test_is_nobodys_to_know_elsewhere(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        with pytest.raises(RecipientNotFound):
            await ending(station(registry_engine, "411329.411329105"), person_id)
        with pytest.raises(RecipientNotFound):
            await ending(room(registry_engine, OTHER_ROOM_PATH), person_id)
