"""Whom another unit's file names as a relative is not made somebody else by whoever knows the number."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import forget_unknown
from services.registry.families.commands import revoke_relation
from services.registry.families.queries.relations import list_family
from services.registry.registrations.commands import hand_in_anew, withdraw_registration
from services.registry.registrations.domain import KnownByAnotherNumber
from services.registry.veterans.commands.taking_in import NameDiffers
from services.registry.veterans.domain.registration import AlreadyRegistered
from shared.auth.roles import Role
from shared.http.dependencies import Reading
from tests.races import race
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import KEYRING, NOW, given_network, given_work, published
from tests.registry.imports.files import given_import, line, verdicts, work_off
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM_PATH,
    given_form,
    given_number,
    given_veteran,
)
from tests.registry.registrations.given import (
    AGREES,
    REFUSES,
    RETURNS,
    centre,
    given_handed_in,
    room,
    saying,
    scalar,
    station,
)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestARelativeWhoIsHandedIn:
    """Whom another unit's file names is not renamed by whoever knows the number."""

    @pytest.fixture
    async def husband(self, registry_engine: AsyncEngine) -> UUID:
        veteran_id = await given_veteran(registry_engine)
        await relating(keeper(registry_engine), veteran_id)
        return veteran_id

    async def named(self, engine: AsyncEngine, husband: UUID) -> tuple[str, str]:
        async with engine.connect() as connection:
            reading = Reading(connection, given_work(engine).caller, NOW)
            [kin] = await list_family(reading, husband, KEYRING)
        assert kin.name is not None
        assert kin.id_number is not None
        return kin.id_number.reveal(), kin.name.reveal()

    async def test_keeps_name_and_number_but_for_the_centre(self, registry_engine: AsyncEngine, husband: UUID) -> None:
        stranger = room(registry_engine, OTHER_ROOM_PATH)
        there: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM, "id_number": WIFE}
        with pytest.raises(AlreadyRegistered):
            await given_handed_in(stranger, **there, name="王丽")
        wife = await given_handed_in(stranger, **there, name="李梅")
        anew: dict[str, Any] = {"registrar": REGISTRAR}
        otherwise = given_form(**{**there, "id_number": given_number(7)}, name="李梅")
        with pytest.raises(KnownByAnotherNumber):
            await hand_in_anew(stranger, wife, otherwise, **anew)
        with pytest.raises(NameDiffers):
            await hand_in_anew(stranger, wife, given_form(**there, name="王丽"), **anew)
        assert await self.named(registry_engine, husband) == (WIFE, "李梅")
        await hand_in_anew(stranger, wife, given_form(**there, name="李梅", education_code="70"), **anew)
        await saying(station(registry_engine, "411329.411329105"), wife, REFUSES)
        await hand_in_anew(centre(registry_engine), wife, given_form(**there, name="李玫"), **anew)
        assert await self.named(registry_engine, husband) == (WIFE, "李玫")

    async def test_is_not_renamed_by_an_import(self, registry_engine: AsyncEngine, husband: UUID) -> None:
        import_id = await given_import(registry_engine, [line(WIFE, "王丽")], role=Role.ROOM_STAFF, path=ROOM_PATH)
        await work_off(registry_engine)
        [row] = await verdicts(registry_engine, import_id)
        assert row["outcome"] == "duplicate"
        assert await self.named(registry_engine, husband) == (WIFE, "李梅")

    async def test_may_be_handed_in_elsewhere_once_that_was_withdrawn(self, registry_engine: AsyncEngine) -> None:
        await relating(keeper(registry_engine), await given_veteran(registry_engine))
        wife = await given_handed_in(room(registry_engine), id_number=WIFE, name="李梅")
        await saying(station(registry_engine), wife, RETURNS)
        await withdraw_registration(room(registry_engine), wife, reason="已迁往外村")
        there: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM, "id_number": WIFE, "name": "李梅"}
        both = [given_handed_in(room(registry_engine, OTHER_ROOM_PATH), **there) for _ in range(2)]
        ended = await race(registry_engine, "veteran", both)
        assert sorted(type(each).__name__ for each in ended) == ["AlreadyRegistered", "UUID"]
        assert wife in ended
        await saying(station(registry_engine, "411329.411329105"), wife, AGREES)
        await saying(centre(registry_engine), wife, AGREES)
        [*_, (_, sequence, event)] = await published(registry_engine, "veteran-registered")
        assert (sequence, event["org_code"]) == (2, OTHER_ROOM)

    async def test_is_forgotten_with_her_form_where_she_was_a_relative_by_mistake(
        self, registry_engine: AsyncEngine, husband: UUID
    ) -> None:
        wife = await given_handed_in(room(registry_engine), id_number=WIFE, name="李梅")
        relation = await scalar(registry_engine, "SELECT relation_id FROM family_relation")
        await revoke_relation(
            keeper(registry_engine), relation, reason="another-person", document="说明第1号", forgets=forget_unknown
        )
        keys = "SELECT count(*) FROM data_key"
        assert await scalar(registry_engine, keys) == 2
        await withdraw_registration(room(registry_engine), wife, reason="本人要求撤回")
        assert await scalar(registry_engine, keys) == 1
