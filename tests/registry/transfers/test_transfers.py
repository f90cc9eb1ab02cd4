"""Somebody moves to another county, and back; somebody comes from one."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from services.registry.deaths.queries import fetch_roles_of_the_dead
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.merges.commands import propose_merge
from services.registry.merges.domain import StatesDiffer
from services.registry.network.domain import OrgUnitIsClosed
from services.registry.relocations.domain import RelocationInvalid, TransferredSince
from services.registry.relocations.parameters import Kind
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.registry.transfers.domain import (
    MovedSince,
    NoTransferOpen,
    NoTransferRecorded,
    TransferInvalid,
    TransferOpen,
    TransferRecorded,
    first_month,
)
from services.registry.veterans.domain.standing import (
    FileChanged,
    PersonIsDeceased,
    PersonIsMerged,
    PersonTransferredOut,
)
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS, SERVED_VETERANS
from shared.auth.roles import Role
from shared.http.dependencies import Reading
from tests.given import given_caller
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.given import KEYRING, NOW, audited, given_network, given_work, published
from tests.registry.merges.given import TWICE, confirming, given_pair, unmerging
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM,
    ROOM_PATH,
    codes_of,
    given_number,
    given_veteran,
)
from tests.registry.relocations.given import (
    APRIL,
    MARCH,
    REGISTERED,
    TENTH,
    WAI_ZI,
    agreed,
    becoming,
    dying,
    moving,
    returning,
)
from tests.registry.transfers.given import ELSEWHERE, NEW, TWENTIETH, arriving, completing, left, revoking, starting


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestWhoLeaves:
    async def test_counts_until_then_and_his_file_is_kept(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        assert await starting(registry_engine, veteran_id, version=1) == 2
        told = {"person_id": str(veteran_id), "org_path": ROOM_PATH, "to_division_code": ELSEWHERE}
        [(_, _, event)] = await published(registry_engine, "veteran-transfer-out-started")
        assert event == {**told, "paid_through_month": "2019-04"}
        with pytest.raises(TransferOpen):
            await starting(registry_engine, veteran_id)
        assert await completing(registry_engine, veteran_id) == 3
        [(_, sequence, event)] = await published(registry_engine, "veteran-transfer-out-completed")
        counted = [{"org_path": ROOM_PATH, "starts_on": "2019-04-10", "ends_on": None, "party_member": False}]
        away = {"paid_through_month": "2019-06", "effective_on": "2019-04-10", "counted_before": counted}
        assert (sequence, event) == (3, {**told, **away})
        for act in (
            becoming(registry_engine, veteran_id, "01", TENTH),
            dying(registry_engine, veteran_id, TWENTIETH),
            moving(registry_engine, veteran_id, on=TWENTIETH),
            starting(registry_engine, veteran_id),
        ):
            with pytest.raises(PersonTransferredOut):
                await act
        assert await revoking(registry_engine, veteran_id) == 4
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["away_since"], event["counted_before"], event["counted"]) == (None, [], counted)
        with pytest.raises(NoTransferRecorded):
            await revoking(registry_engine, veteran_id)
        await becoming(registry_engine, veteran_id, "01", TENTH)
        assert await audited(registry_engine, "start-transfer-out") == [
            (f"veteran {veteran_id}", result) for result in ("done", "transfer-open", "person-transferred-out")
        ]

    async def test_is_refused_what_cannot_be(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        for who in (veteran_id, UUID(int=1)):
            with pytest.raises(VeteranNotFound):
                await starting(registry_engine, who, path=WAI_ZI)
        with pytest.raises(NoTransferOpen):
            await completing(registry_engine, veteran_id)
        with pytest.raises(TransferInvalid) as refused:
            await starting(registry_engine, veteran_id, OTHER_ROOM)
        assert codes_of(refused.value) == {"division": "inside-county"}
        await moving(registry_engine, veteran_id)
        await starting(registry_engine, veteran_id)
        for on, code in ((date(2019, 5, 1), "in-future"), (APRIL, "before-last-move")):
            with pytest.raises(TransferInvalid) as refused:
                await completing(registry_engine, veteran_id, on)
            assert codes_of(refused.value) == {"moved_on": code}
        with pytest.raises(FileChanged):
            await completing(registry_engine, veteran_id, version=1)

    async def test_does_so_once_whoever_records_it_at_once(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        for act, refusal in ((starting, "TransferOpen"), (completing, "PersonTransferredOut")):
            answers = await race(registry_engine, "veteran", [act(registry_engine, veteran_id) for _ in range(2)])
            assert sorted(type(each).__name__ for each in answers) == sorted([refusal, "int"])

    async def test_and_dies_before_it_is_completed_has_only_begun_to(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await starting(registry_engine, veteran_id)
        await dying(registry_engine, veteran_id, TENTH)
        with pytest.raises(PersonIsDeceased):
            await completing(registry_engine, veteran_id, TENTH)
        assert await revoking(registry_engine, veteran_id) == 4
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["away_since"], event["counted_before"], event["counted"]) == (None, [], [])

    async def test_leaves_roles_that_somebody_has_to_end(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        role = await assume_role(
            given_work(registry_engine),
            veteran_id,
            kind=RoleKind.MEDIATOR,
            assumed_on=MARCH,
            source="名册",
            keyring=KEYRING,
        )
        await left(registry_engine, veteran_id)
        async with registry_engine.connect() as connection:
            reading = Reading(connection, given_caller(Role.CENTRE_STAFF, "411329"), NOW)
            page = await fetch_roles_of_the_dead(reading, None, 20, view=lambda row: row.role_id)
        assert page.items == [role.role_id]
        await end_role(given_work(registry_engine), role.role_id, ended_on=TENTH, reason="迁出")

    async def test_holds_no_unit_open_and_is_taken_back_by_none_that_is_closed(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await left(registry_engine, veteran_id)
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=[ACTIVE_VETERANS])
        with pytest.raises(OrgUnitIsClosed):
            await revoking(registry_engine, veteran_id)


class TestWhoComes:
    async def test_back_is_served_no_more_where_that_unit_has_closed(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id, kind=Kind.RESIDENCE)
        await left(registry_engine, veteran_id)
        closed: dict[str, Any] = {"occupancies": [SERVED_VETERANS], "closed_on": date(2019, 4, 15)}
        await close_org_unit(given_work(registry_engine), OTHER_ROOM, **closed)
        version = await arriving(registry_engine, veteran_id, org_code=ROOM, domicile_code=ROOM)
        [*_, (_, sequence, event)] = await published(registry_engine, "veteran-relocated")
        assert (sequence, event["kind"], event["to_org_code"], event["effective_on"]) == (
            version, "residence", None, "2019-04-15",
        )  # fmt: skip

    async def test_back_is_where_he_is_named_to_be(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await left(registry_engine, veteran_id)
        for said, faults in (
            ({"org_code": None, "domicile_code": None}, {"org_code": "required", "domicile_code": "required"}),
            ({"org_code": "411329"}, {"org_code": "org-kind"}),
            ({"domicile_code": "411329999"}, {"domicile_code": "division-unknown"}),
            ({"on": TENTH}, {"moved_on": "before-last-move"}),
        ):
            with pytest.raises(TransferInvalid) as refused:
                await arriving(registry_engine, veteran_id, **said)
            assert codes_of(refused.value) == faults
        assert await arriving(registry_engine, veteran_id) == 4
        [(_, _, event)] = await published(registry_engine, "veteran-transferred-in")
        assert (event["org_path"], event["first_month_here"]) == (OTHER_ROOM_PATH, "2019-04")
        assert [(each["org_path"], each["starts_on"]) for each in event["counted"]] == [(OTHER_ROOM_PATH, "2019-04-20")]
        with pytest.raises(TransferRecorded):
            await arriving(registry_engine, veteran_id)
        await revoking(registry_engine, veteran_id)
        [(_, _, event)] = await published(registry_engine, "transfer-revoked")
        assert (event["org_path"], event["away_since"]) == (ROOM_PATH, "2019-04-10")
        with pytest.raises(PersonTransferredOut):
            await starting(registry_engine, veteran_id)

    async def test_as_new_is_counted_by_his_registration(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        for said, faults in (
            ({"on": APRIL, **NEW}, {"moved_on": "after-registration"}),
            ({"on": MARCH}, {"org_code": "not-back"}),
        ):
            with pytest.raises(TransferInvalid) as refused:
                await arriving(registry_engine, veteran_id, **said)
            assert codes_of(refused.value) == faults
        assert await arriving(registry_engine, veteran_id, MARCH, **NEW) == 2
        [(_, _, event)] = await published(registry_engine, "veteran-transferred-in")
        assert (event["org_path"], event["counted"]) == (ROOM_PATH, [])
        assert await revoking(registry_engine, veteran_id) == 3
        await starting(registry_engine, veteran_id)
        with pytest.raises(TransferOpen):
            await arriving(registry_engine, veteran_id, MARCH, **NEW)

    @pytest.mark.parametrize(("paid", "first"), [(None, "2019-04"), ("2019-06", "2019-07"), ("2019-12", "2020-01")])
    def test_is_paid_here_after_the_last_month_there(self, paid: str | None, first: str) -> None:
        assert first_month(TENTH, paid) == first


class TestTheLineOfPlaces:
    async def test_is_taken_back_from_its_end(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id)
        await left(registry_engine, veteran_id)
        await arriving(registry_engine, veteran_id)
        with pytest.raises(TransferredSince):
            await returning(registry_engine, veteran_id)
        with pytest.raises(RelocationInvalid) as refused:
            await moving(registry_engine, veteran_id, ROOM, date(2019, 4, 15), division=ROOM)
        assert codes_of(refused.value) == {"moved_on": "moved-since"}
        await moving(registry_engine, veteran_id, ROOM, date(2019, 4, 25), division=ROOM)
        with pytest.raises(MovedSince):
            await revoking(registry_engine, veteran_id)

    async def test_tells_figures_alike_in_tables_and_log(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """Leaving and coming back, with corrections over both, a death, a deregistration; and all of it revoked."""
        a, b, c = [
            await given_veteran(registry_engine, **{**REGISTERED, "id_number": given_number(n)}) for n in range(3)
        ]
        for each in (a, b, c):
            await left(registry_engine, each)
        await agreed(registry_engine, postgres)
        for each in (a, b):
            await arriving(registry_engine, each)
        await becoming(registry_engine, a, "01", APRIL)
        await becoming(registry_engine, a, "13", date(2019, 4, 15))
        await becoming(registry_engine, b, "01")
        await dying(registry_engine, b, date(2019, 4, 25))
        assert await agreed(registry_engine, postgres) == {
            (ROOM_PATH, "F01", "2019-03-01", "3"), (ROOM_PATH, "F01", "2019-04-10", "-3"),
            (OTHER_ROOM_PATH, "F01", "2019-04-20", "2"), (OTHER_ROOM_PATH, "F01", "2019-04-25", "-1"),
            (ROOM_PATH, "F02", "2019-03-01", "1"), (ROOM_PATH, "F02", "2019-04-01", "1"),
            (ROOM_PATH, "F02", "2019-04-10", "-2"), (OTHER_ROOM_PATH, "F02", "2019-04-20", "1"),
            (OTHER_ROOM_PATH, "F02", "2019-04-25", "-1"),
        }  # fmt: skip
        ground = Ground("not-a-veteran", "第1号")
        for each in (b, c):
            await deregister_veteran(given_work(registry_engine), each, ground, keyring=KEYRING)
            await agreed(registry_engine, postgres)
            await revoke_deregistration(given_work(registry_engine), each, ground, keyring=KEYRING)
        for each in (a, a, c):
            await revoking(registry_engine, each)
        told = await agreed(registry_engine, postgres)
        assert (ROOM_PATH, "F01", "2019-04-10", "-1") in told


class TestTwoFilesOfOnePerson:
    async def test_are_merged_when_both_are_here_or_both_elsewhere_and_stand_there_again(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        one, other = [
            await given_veteran(registry_engine, **{**REGISTERED, "id_number": given_number(n)}) for n in range(2)
        ]
        pair = await given_pair(registry_engine, one, other)
        await left(registry_engine, one)
        proposal = await propose_merge(given_work(registry_engine), pair, other, TWICE)
        with pytest.raises(StatesDiffer):
            await confirming(given_work(registry_engine), proposal, other)
        await left(registry_engine, other)
        await confirming(given_work(registry_engine), proposal, other)
        told = await agreed(registry_engine, postgres)
        assert told == {(ROOM_PATH, "F01", "2019-03-01", "1"), (ROOM_PATH, "F01", "2019-04-10", "-1")}
        with pytest.raises(PersonIsMerged):
            await revoking(registry_engine, one)
        await unmerging(registry_engine, pair, other)
        with pytest.raises(PersonTransferredOut):
            await starting(registry_engine, one)
        assert await arriving(registry_engine, one) > 0
        await agreed(registry_engine, postgres)
