"""Taking up and ending social roles."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import OrgUnitNotFound, OrgUnitOccupied
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import (
    NotAVillage,
    RoleAlreadyEnded,
    RoleAlreadyHeld,
    RoleDateInvalid,
    RoleKind,
    RoleNotFound,
    SocialRole,
)
from services.registry.roles.queries import ACTIVE_ROLES
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.ids import new_id
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, ROOM_PATH, UNIT_ROOM, codes_of, given_veteran

FEBRUARY = date(2019, 2, 1)
APRIL = date(2019, 4, 1)
TOMORROW = date(2019, 5, 1)


async def given_role(
    engine: AsyncEngine,
    veteran_id: UUID,
    kind: RoleKind = RoleKind.MEDIATOR,
    assumed_on: date = FEBRUARY,
    org_code: str | None = None,
) -> SocialRole:
    return await assume_role(
        given_work(engine),
        veteran_id,
        kind=kind,
        assumed_on=assumed_on,
        source="调解委员会名册",
        org_code=org_code,
        keyring=KEYRING,
    )


class TestAssumeRole:
    async def test_counts_it_at_the_veterans_room_unless_told_otherwise(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        role = await given_role(registry_engine, veteran_id)
        other = await given_role(registry_engine, veteran_id, RoleKind.ENTREPRENEUR, org_code="411329104")
        assert [event for _, _, event in await published(registry_engine, "social-role-assumed")] == [
            {
                "role_id": str(role.role_id),
                "person_id": str(veteran_id),
                "kind": "mediator",
                "org_code": ROOM,
                "org_path": ROOM_PATH,
                "assumed_on": "2019-02-01",
            },
            {
                "role_id": str(other.role_id),
                "person_id": str(veteran_id),
                "kind": "entrepreneur",
                "org_code": "411329104",
                "org_path": "411329.411329104",
                "assumed_on": "2019-02-01",
            },
        ]
        assert (f"veteran {veteran_id}", "done") in await audited(registry_engine, "assume-role")

    async def test_may_begin_before_the_registration(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, registered_on="2019-04-01")
        assert (await given_role(registry_engine, veteran_id, assumed_on=FEBRUARY)).assumed_on == FEBRUARY

    async def test_is_held_once_at_a_time_by_whoever_asks_first(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        assumptions = (given_role(registry_engine, veteran_id) for _ in range(6))
        answers = await race(registry_engine, "social_role", assumptions)
        assert sum(isinstance(answer, SocialRole) for answer in answers) == 1
        assert sum(isinstance(answer, RoleAlreadyHeld) for answer in answers) == 5, answers
        assert len(await published(registry_engine, "social-role-assumed")) == 1

    async def test_is_refused_for_what_it_must_not_be(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        with pytest.raises(VeteranNotFound):
            await given_role(registry_engine, new_id())
        with pytest.raises(RoleDateInvalid):
            await given_role(registry_engine, veteran_id, assumed_on=TOMORROW)
        with pytest.raises(OrgUnitNotFound):
            await given_role(registry_engine, veteran_id, org_code="411329999")
        with pytest.raises(NotAVillage):
            await given_role(registry_engine, veteran_id, RoleKind.VILLAGE_TWO_COMMITTEES, org_code=UNIT_ROOM)

    async def test_is_kept_to_the_callers_units(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        elsewhere = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        here = given_work(registry_engine, Role.ROOM_STAFF, ROOM_PATH)
        for work, org_code, refusal in ((elsewhere, None, VeteranNotFound), (here, OTHER_ROOM, OutOfScope)):
            with pytest.raises(refusal):
                await assume_role(
                    work,
                    veteran_id,
                    kind=RoleKind.MEDIATOR,
                    assumed_on=FEBRUARY,
                    source="名册",
                    org_code=org_code,
                    keyring=KEYRING,
                )

    async def test_keeps_its_unit_from_closing(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_role(registry_engine, await given_veteran(registry_engine), org_code=OTHER_ROOM)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), OTHER_ROOM, occupancies=[ACTIVE_ROLES])
        assert codes_of(refused.value) == {"code": "active-social-roles"}


class TestEndRole:
    async def test_ends_a_term_once_and_makes_room_for_another(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        role = await given_role(registry_engine, veteran_id)
        await end_role(given_work(registry_engine), role.role_id, ended_on=APRIL, reason="任期届满")
        [(_, sequence, event)] = await published(registry_engine, "social-role-ended")
        assert (sequence, event["ended_on"], event["kind"]) == (2, "2019-04-01", "mediator")
        assert "任期届满" not in str(event)
        with pytest.raises(RoleAlreadyEnded):
            await end_role(given_work(registry_engine), role.role_id, ended_on=APRIL, reason="任期届满")
        again = await given_role(registry_engine, veteran_id, assumed_on=APRIL)
        assert again.role_id != role.role_id

    async def test_ends_once_though_many_try_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        role = await given_role(registry_engine, await given_veteran(registry_engine))
        endings = (
            end_role(given_work(registry_engine), role.role_id, ended_on=APRIL, reason="任期届满") for _ in range(4)
        )
        answers = await race(registry_engine, "social_role", endings)
        assert sum(isinstance(answer, RoleAlreadyEnded) for answer in answers) == 3

    async def test_leaves_its_days_to_itself_when_another_term_is_entered_later(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        role = await given_role(registry_engine, veteran_id, assumed_on=FEBRUARY)
        await end_role(given_work(registry_engine), role.role_id, ended_on=APRIL, reason="任期届满")
        with pytest.raises(RoleAlreadyHeld):
            await given_role(registry_engine, veteran_id, assumed_on=date(2019, 3, 31))
        assert len(await published(registry_engine, "social-role-assumed")) == 1

    @pytest.mark.parametrize("ended_on", [FEBRUARY, date(2019, 1, 31), TOMORROW])
    async def test_is_refused_before_it_began_or_in_the_future(
        self, registry_engine: AsyncEngine, ended_on: date
    ) -> None:
        await given_network(registry_engine)
        role = await given_role(registry_engine, await given_veteran(registry_engine))
        with pytest.raises(RoleDateInvalid):
            await end_role(given_work(registry_engine), role.role_id, ended_on=ended_on, reason="任期届满")

    async def test_is_refused_to_others_and_for_nothing(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        role = await given_role(registry_engine, await given_veteran(registry_engine))
        other = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(RoleNotFound):
            await end_role(other, role.role_id, ended_on=APRIL, reason="任期届满")
        with pytest.raises(RoleNotFound):
            await end_role(given_work(registry_engine), new_id(), ended_on=APRIL, reason="任期届满")
