"""A domicile moves to another unit, and back where that was wrong."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from services.registry.deaths.commands import revoke_death_record
from services.registry.deaths.domain import DeathInvalid
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.network.domain import OrgUnitIsClosed, OrgUnitOccupied
from services.registry.relocations.domain import NoRelocationRecorded, NothingMoves, RelocationInvalid
from services.registry.veterans.domain.standing import FileChanged, PersonIsDeceased, PersonIsDeregistered
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM,
    ROOM_PATH,
    UNIT_ROOM,
    codes_of,
    given_number,
    given_veteran,
)
from tests.registry.relocations.given import (
    APRIL,
    MARCH,
    REGISTERED,
    SHI_AN,
    TENTH,
    UNIT_ROOM_PATH,
    WAI_ZI,
    agreed,
    becoming,
    dying,
    moving,
    returning,
)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestADomicile:
    async def test_moves_with_who_is_responsible_and_what_is_counted(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await becoming(registry_engine, veteran_id, "01", TENTH)
        assert await moving(registry_engine, veteran_id, version=2) == 3
        [(_, sequence, event)] = await published(registry_engine, "veteran-relocated")
        here, there = [
            [
                {"org_path": path, "starts_on": "2019-04-01", "ends_on": "2019-04-10", "party_member": False},
                {"org_path": path, "starts_on": "2019-04-10", "ends_on": None, "party_member": True},
            ]
            for path in (ROOM_PATH, OTHER_ROOM_PATH)
        ]
        told = {"person_id": str(veteran_id), "kind": "domicile", "effective_on": "2019-04-01"}
        assert (sequence, event) == (
            3,
            {
                **told, "org_path": OTHER_ROOM_PATH, "from_org_code": ROOM, "to_org_code": OTHER_ROOM,
                "to_org_path": OTHER_ROOM_PATH, "division_code": OTHER_ROOM, "counted_before": here, "counted": there,
            },
        )  # fmt: skip
        assert await returning(registry_engine, veteran_id, version=3) == 4
        [(_, sequence, event)] = await published(registry_engine, "relocation-revoked")
        assert (sequence, event) == (
            4,
            {
                **told, "org_path": ROOM_PATH, "from_org_code": OTHER_ROOM, "to_org_code": ROOM,
                "to_org_path": ROOM_PATH, "division_code": ROOM, "counted_before": there, "counted": here,
                "reason": "wrong-date",
            },
        )  # fmt: skip
        with pytest.raises(NoRelocationRecorded):
            await returning(registry_engine, veteran_id)
        assert await moving(registry_engine, veteran_id, on=date(2019, 3, 20)) == 5
        assert await audited(registry_engine, "record-relocation") == [(f"veteran {veteran_id}", "done")] * 2

    async def test_is_refused_where_it_cannot_be(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        with pytest.raises(NothingMoves):
            await moving(registry_engine, veteran_id, ROOM, division=ROOM)
        wrong: list[tuple[dict[str, Any], dict[str, str]]] = [
            ({"on": date(2019, 5, 1)}, {"moved_on": "in-future"}),
            ({"on": date(2019, 2, 28)}, {"moved_on": "before-registration"}),
            ({"unit": None}, {"unit": "required"}),
            ({"unit": "411329"}, {"unit": "org-kind"}),
            ({"unit": "无此室", "division": "411329999"}, {"unit": "org-unnamed", "division": "division-unknown"}),
            ({"division": "410101"}, {"division": "domicile-outside"}),
            ({"path": SHI_AN}, {"unit": "out-of-scope"}),
        ]
        for said, faults in wrong:
            with pytest.raises(RelocationInvalid) as refused:
                await moving(registry_engine, veteran_id, **said)
            assert codes_of(refused.value) == faults
        await moving(registry_engine, veteran_id)
        with pytest.raises(RelocationInvalid) as refused:
            await moving(registry_engine, veteran_id, ROOM, division=ROOM)
        assert codes_of(refused.value) == {"moved_on": "moved-since"}

    async def test_leaves_who_was_responsible_without_the_file(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        for who in (veteran_id, UUID(int=1)):
            with pytest.raises(VeteranNotFound):
                await moving(registry_engine, who, path=WAI_ZI)
        await moving(registry_engine, veteran_id)
        with pytest.raises(VeteranNotFound):
            await moving(registry_engine, veteran_id, ROOM, TENTH, division=ROOM, path=SHI_AN)

    async def test_of_nobody_who_has_died_or_is_deregistered_moves(self, registry_engine: AsyncEngine) -> None:
        """R6; and nobody moves after his death."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id)
        with pytest.raises(DeathInvalid) as refused:
            await dying(registry_engine, veteran_id, date(2019, 3, 31))
        assert codes_of(refused.value) == {"died_on": "moved-after-death"}
        await dying(registry_engine, veteran_id, APRIL)
        for act in (moving(registry_engine, veteran_id, UNIT_ROOM, TENTH), returning(registry_engine, veteran_id)):
            with pytest.raises(PersonIsDeceased):
                await act
        await deregister_veteran(
            given_work(registry_engine), veteran_id, Ground("not-a-veteran", "第1号"), keyring=KEYRING
        )
        with pytest.raises(PersonIsDeregistered):
            await returning(registry_engine, veteran_id)

    async def test_that_is_revoked_no_longer_keeps_an_earlier_death_from_being_recorded(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id)
        await returning(registry_engine, veteran_id)
        assert await dying(registry_engine, veteran_id, date(2019, 3, 31)) == 4

    async def test_is_taken_back_by_no_unit_that_is_closed(self, registry_engine: AsyncEngine) -> None:
        """R2, R10: who has moved holds the unit he left open no longer."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id)
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=[ACTIVE_VETERANS])
        with pytest.raises(OrgUnitIsClosed):
            await returning(registry_engine, veteran_id)
        with pytest.raises(OrgUnitOccupied):
            await close_org_unit(given_work(registry_engine), OTHER_ROOM, occupancies=[ACTIVE_VETERANS])

    async def test_that_two_record_at_once_is_where_the_first_says(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """R3: nobody is counted at two units on one day."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        acts = [moving(registry_engine, veteran_id, unit) for unit in (OTHER_ROOM, UNIT_ROOM)]
        answers = await race(registry_engine, "veteran", acts)
        assert sorted(type(each).__name__ for each in answers) == ["RelocationInvalid", "int"]
        reached = OTHER_ROOM_PATH if answers[0] == 2 else UNIT_ROOM_PATH
        assert await agreed(registry_engine, postgres) == {
            (ROOM_PATH, "F01", "2019-03-01", "1"), (ROOM_PATH, "F01", "2019-04-01", "-1"),
            (reached, "F01", "2019-04-01", "1"),
        }  # fmt: skip
        with pytest.raises(FileChanged):
            await moving(registry_engine, veteran_id, ROOM, TENTH, division=ROOM, version=1)
        with pytest.raises(FileChanged):
            await returning(registry_engine, veteran_id, version=1)

    async def test_and_all_that_is_said_of_the_time_before_leave_figures_that_tables_and_log_tell_alike(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """Moves, corrections of membership before and after them, deaths, deregistrations; and all of it revoked."""
        a, b, c, d = [
            await given_veteran(registry_engine, **{**REGISTERED, "id_number": given_number(n)}) for n in range(4)
        ]
        for each in (a, b, c, d):
            await moving(registry_engine, each)
            await moving(registry_engine, each, UNIT_ROOM, TENTH)
        await becoming(registry_engine, a, "02", date(2019, 3, 10))
        await becoming(registry_engine, a, "13", date(2019, 4, 5))
        await becoming(registry_engine, b, "01")
        await dying(registry_engine, b, date(2019, 4, 12))
        await agreed(registry_engine, postgres)
        await returning(registry_engine, a)
        await deregister_veteran(given_work(registry_engine), b, Ground("not-a-veteran", "第1号"), keyring=KEYRING)
        await becoming(registry_engine, c, "01", MARCH)
        await returning(registry_engine, c)
        await becoming(registry_engine, c, "13", TENTH)
        await deregister_veteran(given_work(registry_engine), d, Ground("not-a-veteran", "第1号"), keyring=KEYRING)
        assert await agreed(registry_engine, postgres) == {
            (ROOM_PATH, "F01", "2019-03-01", "2"), (ROOM_PATH, "F01", "2019-04-01", "-2"),
            (OTHER_ROOM_PATH, "F01", "2019-04-01", "2"),
            (ROOM_PATH, "F02", "2019-03-01", "1"), (ROOM_PATH, "F02", "2019-03-10", "1"),
            (ROOM_PATH, "F02", "2019-04-01", "-2"), (OTHER_ROOM_PATH, "F02", "2019-04-01", "2"),
            (OTHER_ROOM_PATH, "F02", "2019-04-05", "-1"), (OTHER_ROOM_PATH, "F02", "2019-04-10", "-1"),
        }  # fmt: skip
        for each in (b, d):
            ground = Ground("evidence-found", "第2号")
            await revoke_deregistration(given_work(registry_engine), each, ground, keyring=KEYRING)
        await revoke_death_record(
            given_work(registry_engine), b, reason="another-person", document="第3号", keyring=KEYRING
        )
        for each in (a, b, c, d):
            await returning(registry_engine, each)
        await returning(registry_engine, b)
        await returning(registry_engine, d)
        told = await agreed(registry_engine, postgres)
        assert {row for row in told if row[0] != ROOM_PATH} == set()
