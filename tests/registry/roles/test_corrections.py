"""Terms that were recorded wrongly, and those of persons who are gone. What is told adds up to registry's tables."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.roles.commands import correct_role, end_role, reopen_role, withdraw_role
from services.registry.roles.domain import (
    NotAVillage,
    RoleAfterGone,
    RoleAlreadyHeld,
    RoleAlreadyWithdrawn,
    RoleChanged,
    RoleDateInvalid,
    RoleKind,
    RoleNotEnded,
    RoleNotFound,
    SocialRole,
    Term,
)
from services.registry.veterans.queries.births import DateBeforeBirth
from shared.auth.roles import Role
from tests.registry.given import KEYRING, given_network, given_work, published
from tests.registry.merges.given import figures, given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, UNIT_ROOM, codes_of, given_number, given_veteran
from tests.registry.relocations.given import TENTH, dying
from tests.registry.roles.test_commands import given_role
from tests.registry.teams.given import given_team, joining
from tests.registry.transfers.given import left, revoking

JANUARY, FEBRUARY, MARCH, APRIL = (date(2019, month, 1) for month in (1, 2, 3, 4))
MEDIATOR = Term(RoleKind.MEDIATOR, ROOM, FEBRUARY, "调解委员会名册")
SERVING = ("F17", "F18", "F19", "F21", "F22")


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-01-01")


async def counted(engine: AsyncEngine) -> list[tuple[str, str, int]]:
    """Who serves as they come and go, by the log and by the tables: figure, day, change."""
    return sorted((code, day, int(delta)) for _, code, day, delta in await figures(engine, *SERVING))


async def correcting(engine: AsyncEngine, role: SocialRole, term: Term, version: int | None = None) -> SocialRole:
    return await correct_role(
        given_work(engine), role.role_id, term, reason="登记有误", keyring=KEYRING, version=version
    )  # fmt: skip


class TestATermThatIsCorrected:
    async def test_has_been_so_all_along_and_what_it_said_is_kept(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        role = await given_role(registry_engine, veteran)
        await correcting(registry_engine, role, Term(RoleKind.ENTREPRENEUR, OTHER_ROOM, MARCH, "营业执照"))
        assert await counted(registry_engine) == [("F21", "2019-03-01", 1)]
        [(_, sequence, told)] = await published(registry_engine, "social-role-corrected")
        assert (sequence, told["kind"], told["org_code"], told["ended_on"]) == (2, "entrepreneur", OTHER_ROOM, None)
        assert "营业执照" not in str(told)
        async with registry_engine.connect() as connection:
            said = await connection.scalar(text("SELECT said FROM former_record"))
        assert (said["kind"], said["assumed_on"], said["source"]) == ("mediator", "2019-02-01", "调解委员会名册")

    async def test_is_not_corrected_over_somebody_elses_correction(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        role = await given_role(registry_engine, veteran)
        await correcting(registry_engine, role, MEDIATOR, version=1)
        with pytest.raises(RoleChanged):
            await correcting(registry_engine, role, MEDIATOR, version=1)

    async def test_keeps_the_rules_of_a_new_one(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        role = await given_role(registry_engine, veteran)
        await given_role(registry_engine, veteran, RoleKind.ENTREPRENEUR)
        for term, refusal in (
            (Term(RoleKind.MEDIATOR, ROOM, date(2019, 5, 1), "名册"), RoleDateInvalid),
            (Term(RoleKind.MEDIATOR, ROOM, date(1950, 1, 1), "名册"), DateBeforeBirth),
            (Term(RoleKind.VILLAGE_TWO_COMMITTEES, UNIT_ROOM, MARCH, "名册"), NotAVillage),
            (Term(RoleKind.ENTREPRENEUR, ROOM, MARCH, "名册"), RoleAlreadyHeld),
            (Term(RoleKind.MEDIATOR, ROOM, MARCH, "名册", APRIL), RoleNotEnded),
        ):
            with pytest.raises(refusal):
                await correcting(registry_engine, role, term)
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(RoleNotFound):
            await correct_role(elsewhere, role.role_id, MEDIATOR, reason="登记有误", keyring=KEYRING)

    async def test_has_an_end_that_is_taken_back(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        role = await given_role(registry_engine, veteran)
        with pytest.raises(RoleNotEnded):
            await reopen_role(given_work(registry_engine), role.role_id, reason="误终止")
        await end_role(given_work(registry_engine), role.role_id, ended_on=APRIL, reason="届满")
        await correcting(registry_engine, role, Term(RoleKind.MEDIATOR, ROOM, FEBRUARY, "名册", MARCH))
        assert await counted(registry_engine) == [("F19", "2019-02-01", 1), ("F19", "2019-03-01", -1)]
        await reopen_role(given_work(registry_engine), role.role_id, reason="误终止")
        assert await counted(registry_engine) == [("F19", "2019-02-01", 1)]
        assert [name for name, _, _ in await published(registry_engine) if "role" in name] == [
            "social-role-assumed",
            "social-role-ended",
            "social-role-corrected",
            "social-role-reopened",
        ]

    async def test_never_was_when_it_is_taken_back_and_makes_room(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        role = await given_role(registry_engine, veteran)
        await withdraw_role(given_work(registry_engine), role.role_id, reason="登错人")
        assert await counted(registry_engine) == []
        with pytest.raises(RoleAlreadyWithdrawn):
            await correcting(registry_engine, role, MEDIATOR)
        await given_role(registry_engine, veteran)
        assert await counted(registry_engine) == [("F19", "2019-02-01", 1)]


class TestATermOfAMergedFile:
    async def test_counts_again_when_the_one_that_counted_is_taken_back(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(9), registered_on="2019-01-01")
        role = await given_role(registry_engine, veteran, assumed_on=FEBRUARY)
        hidden = await given_role(registry_engine, other, assumed_on=JANUARY)
        await end_role(given_work(registry_engine), hidden.role_id, ended_on=APRIL, reason="届满")
        pair = await given_pair(registry_engine, veteran, other)
        await merging(registry_engine, pair, veteran)
        assert await counted(registry_engine) == [("F19", "2019-01-01", 1)]
        await withdraw_role(given_work(registry_engine), role.role_id, reason="误登记")
        assert await counted(registry_engine) == [("F19", "2019-01-01", 1), ("F19", "2019-04-01", -1)]
        await unmerging(registry_engine, pair, veteran)
        assert await counted(registry_engine) == [("F19", "2019-01-01", 1), ("F19", "2019-04-01", -1)]


Way = Callable[[AsyncEngine, UUID], Awaitable[object]]


async def _revived(engine: AsyncEngine, veteran: UUID) -> None:
    revoked: dict[str, Any] = {"reason": "another-person", "document": "第4号", "keyring": KEYRING}
    await revoke_death_record(given_work(engine), veteran, **revoked)


_GROUND = Ground("not-a-veteran", "第3号")
WAYS: dict[str, tuple[Way, Way]] = {
    "dies": (lambda engine, one: dying(engine, one, TENTH), _revived),
    "leaves": (left, revoking),
    "was no veteran": (
        lambda engine, one: deregister_veteran(given_work(engine), one, _GROUND, keyring=KEYRING),
        lambda engine, one: revoke_deregistration(given_work(engine), one, _GROUND, keyring=KEYRING),
    ),
}


class TestWhoIsGone:
    @pytest.mark.parametrize("way", WAYS)
    async def test_serves_in_nothing_from_that_day_on_and_in_all_of_it_when_that_was_a_mistake(
        self, registry_engine: AsyncEngine, veteran: UUID, way: str
    ) -> None:
        goes, comes_back = WAYS[way]
        await given_role(registry_engine, veteran)
        ended = await given_role(registry_engine, veteran, RoleKind.ENTREPRENEUR)
        await end_role(given_work(registry_engine), ended.role_id, ended_on=MARCH, reason="停业")
        await joining(registry_engine, veteran, await given_team(registry_engine))
        before = await counted(registry_engine)
        assert len(before) == 4
        await goes(registry_engine, veteran)
        after: dict[str, int] = {}
        for code, _, delta in await counted(registry_engine):
            after[code] = after.get(code, 0) + delta
        assert set(after.values()) <= {0}
        await comes_back(registry_engine, veteran)
        assert await counted(registry_engine) == before

    async def test_has_no_term_dated_after_his_death(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        role = await given_role(registry_engine, veteran)
        await given_role(registry_engine, veteran, RoleKind.ENTREPRENEUR, assumed_on=date(2019, 4, 20))
        await dying(registry_engine, veteran, TENTH)
        assert await counted(registry_engine) == [("F19", "2019-02-01", 1), ("F19", "2019-04-10", -1)]
        assert [name for name, _, _ in await published(registry_engine) if "withdrawn" in name] == [
            "social-role-withdrawn"
        ]
        with pytest.raises(RoleAfterGone):
            await end_role(given_work(registry_engine), role.role_id, ended_on=date(2019, 4, 11), reason="届满")
        with pytest.raises(RoleAfterGone) as late:
            await correcting(registry_engine, role, Term(RoleKind.MEDIATOR, ROOM, TENTH, "名册"))
        assert codes_of(late.value) == {"assumed_on": "role-after-gone"}
        await end_role(given_work(registry_engine), role.role_id, ended_on=MARCH, reason="届满")
        assert await counted(registry_engine) == [("F19", "2019-02-01", 1), ("F19", "2019-03-01", -1)]
        assert (await published(registry_engine))[-1][0] == "social-role-corrected"
