"""Volunteer teams: who is in one on which day, and what they do. What is told adds up to what registry's tables say."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.merges.commands import propose_merge
from services.registry.merges.domain import MergedHoldsRoles
from services.registry.teams.commands import (
    correct_activity,
    correct_membership,
    correct_team,
    end_team,
    leave_team,
    reopen_team,
    withdraw_activity,
    withdraw_membership,
    withdraw_team,
)
from services.registry.teams.commands.founding import Charter
from services.registry.teams.commands.joining import Time
from services.registry.teams.domain.activity import Done, Participation
from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.refused import (
    AlreadyInTeam,
    AlreadyLeft,
    AlreadyTakenBack,
    MembershipInUse,
    MembershipNotFound,
    TeamChanged,
    TeamInUse,
    TeamInvalid,
    TeamIsNotOver,
    TeamIsOver,
    TeamNotFound,
)
from services.registry.teams.domain.team import Team
from services.registry.veterans.queries.births import DateBeforeBirth
from shared.auth.roles import Role
from shared.ids import new_id
from tests.races import race
from tests.registry.given import KEYRING, given_network, given_work, published
from tests.registry.merges.given import TWICE, confirming, figures, given_pair, unmerging
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM_PATH,
    UNIT_ROOM,
    codes_of,
    given_number,
    given_veteran,
)
from tests.registry.teams.given import APRIL, CHARTER, FEBRUARY, JANUARY, MARCH, doing, given_team, joining

TOMORROW = date(2019, 5, 1)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-01-01")


@pytest.fixture
async def team(registry_engine: AsyncEngine, veteran: UUID) -> Team:
    return await given_team(registry_engine)


async def corrected(engine: AsyncEngine, membership: Membership, joined_on: date) -> Membership:
    """In the team until April."""
    time = Time(joined_on, APRIL)
    return await correct_membership(
        given_work(engine), membership.membership_id, time, reason="登记有误", keyring=KEYRING
    )  # fmt: skip


async def counted(engine: AsyncEngine) -> list[tuple[str, int]]:
    """Volunteers as they come and go: day and change, by the log and by the tables."""
    return sorted((str(day), int(delta)) for _, _, day, delta in await figures(engine, "F22"))


async def correcting(engine: AsyncEngine, membership: Membership, joined_on: date, left_on: date | None) -> Membership:
    return await correct_membership(
        given_work(engine), membership.membership_id, Time(joined_on, left_on), reason="登记有误", keyring=KEYRING
    )


class TestWhoJoins:
    async def test_is_a_volunteer_until_he_leaves(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        membership = await joining(registry_engine, veteran, team)
        assert await counted(registry_engine) == [("2019-02-01", 1)]
        left: dict[str, Any] = {"left_on": APRIL, "reason": "外出务工"}
        await leave_team(given_work(registry_engine), membership.membership_id, **left)
        assert await counted(registry_engine) == [("2019-02-01", 1), ("2019-04-01", -1)]
        told = await published(registry_engine)
        assert [(name, sequence) for name, sequence, _ in told if "volunteer" in name] == [
            ("volunteer-joined", 1),
            ("volunteer-left", 2),
        ]
        assert "外出务工" not in str(told)
        with pytest.raises(AlreadyLeft):
            await leave_team(given_work(registry_engine), membership.membership_id, **left)

    async def test_is_in_a_team_once_on_any_day_whoever_asks_first(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        answers = await race(
            registry_engine, "team_membership", (joining(registry_engine, veteran, team) for _ in range(4))
        )
        assert sum(isinstance(each, AlreadyInTeam) for each in answers) == 3, answers
        assert await counted(registry_engine) == [("2019-02-01", 1)]

    async def test_is_one_volunteer_in_two_teams(self, registry_engine: AsyncEngine, veteran: UUID, team: Team) -> None:
        other = await given_team(registry_engine)
        first = await joining(registry_engine, veteran, team, FEBRUARY)
        await joining(registry_engine, veteran, other, MARCH)
        assert await counted(registry_engine) == [("2019-02-01", 1)]
        await leave_team(given_work(registry_engine), first.membership_id, left_on=APRIL, reason="换队")
        assert await counted(registry_engine) == [("2019-02-01", 1)]
        await withdraw_membership(given_work(registry_engine), first.membership_id, reason="误登记")
        assert await counted(registry_engine) == [("2019-03-01", 1)]

    async def test_joins_no_team_that_is_over_and_on_no_impossible_day(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        for day, code in ((TOMORROW, "in-future"), (date(2018, 12, 31), "before-team")):
            with pytest.raises(TeamInvalid) as refused:
                await joining(registry_engine, veteran, team, day)
            assert codes_of(refused.value) == {"joined_on": code}
        early = Charter(CHARTER.name, CHARTER.purpose, date(1950, 1, 1))
        await correct_team(given_work(registry_engine), team.team_id, early, reason="早已成立")
        with pytest.raises(DateBeforeBirth):
            await joining(registry_engine, veteran, team, date(1950, 1, 1))
        await end_team(given_work(registry_engine), team.team_id, ended_on=MARCH, reason="任务完成")
        with pytest.raises(TeamIsOver):
            await joining(registry_engine, veteran, team)
        with pytest.raises(TeamNotFound):
            await joining(registry_engine, veteran, Team(new_id(), "", "", "", "", JANUARY))


class TestATimeInATeam:
    async def test_is_corrected_and_what_was_told_is_exchanged(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        membership = await joining(registry_engine, veteran, team, FEBRUARY)
        await correcting(registry_engine, membership, MARCH, APRIL)
        assert await counted(registry_engine) == [("2019-03-01", 1), ("2019-04-01", -1)]
        await correcting(registry_engine, membership, JANUARY, None)
        assert await counted(registry_engine) == [("2019-01-01", 1)]
        with pytest.raises(TeamChanged):
            await withdraw_membership(given_work(registry_engine), membership.membership_id, reason="误登", version=1)

    async def test_never_was_when_it_is_taken_back_and_makes_room(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        membership = await joining(registry_engine, veteran, team)
        await withdraw_membership(given_work(registry_engine), membership.membership_id, reason="登错人")
        assert await counted(registry_engine) == []
        with pytest.raises(AlreadyTakenBack):
            await correcting(registry_engine, membership, MARCH, None)
        await joining(registry_engine, veteran, team)
        assert await counted(registry_engine) == [("2019-02-01", 1)]

    async def test_covers_the_days_on_which_he_took_part(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        membership = await joining(registry_engine, veteran, team, FEBRUARY)
        await doing(registry_engine, team, MARCH, veteran)
        with pytest.raises(MembershipInUse):
            await correcting(registry_engine, membership, APRIL, None)
        with pytest.raises(MembershipInUse):
            await leave_team(given_work(registry_engine), membership.membership_id, left_on=MARCH, reason="退队")
        with pytest.raises(MembershipInUse):
            await withdraw_membership(given_work(registry_engine), membership.membership_id, reason="误登")

    async def test_is_of_its_units_alone(self, registry_engine: AsyncEngine, veteran: UUID, team: Team) -> None:
        membership = await joining(registry_engine, veteran, team)
        other = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(MembershipNotFound):
            await leave_team(other, membership.membership_id, left_on=APRIL, reason="退队")


class TestATeam:
    async def test_is_a_villages(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        with pytest.raises(TeamInvalid) as refused:
            await given_team(registry_engine, UNIT_ROOM)
        assert codes_of(refused.value) == {"org_code": "not-village"}

    async def test_ends_with_all_who_are_in_it_and_goes_on_with_them(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(7), registered_on="2019-01-01")
        await joining(registry_engine, veteran, team)
        gone = await joining(registry_engine, other, team)
        await leave_team(given_work(registry_engine), gone.membership_id, left_on=MARCH, reason="退队")
        with pytest.raises(TeamIsNotOver):
            await reopen_team(given_work(registry_engine), team.team_id, reason="误终止")
        await end_team(given_work(registry_engine), team.team_id, ended_on=APRIL, reason="任务完成")
        assert await counted(registry_engine) == [("2019-02-01", 2), ("2019-03-01", -1), ("2019-04-01", -1)]
        await reopen_team(given_work(registry_engine), team.team_id, reason="误终止")
        assert await counted(registry_engine) == [("2019-02-01", 2), ("2019-03-01", -1)]

    async def test_does_not_end_before_what_was_done_in_it(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        await joining(registry_engine, veteran, team, FEBRUARY)
        await doing(registry_engine, team, MARCH, veteran)
        for day in (FEBRUARY, MARCH):
            with pytest.raises(TeamInvalid) as refused:
                await end_team(given_work(registry_engine), team.team_id, ended_on=day, reason="终止")
            assert codes_of(refused.value) == {"ended_on": "before-members"}

    async def test_is_taken_back_only_while_nothing_is_in_it(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        membership = await joining(registry_engine, veteran, team)
        with pytest.raises(TeamInUse):
            await withdraw_team(given_work(registry_engine), team.team_id, reason="误登记")
        await withdraw_membership(given_work(registry_engine), membership.membership_id, reason="误登记")
        gone = await withdraw_team(given_work(registry_engine), team.team_id, reason="误登记")
        assert gone.withdrawn_reason == "误登记"


class TestAnActivity:
    async def test_is_told_with_who_took_part_and_not_where(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        await joining(registry_engine, veteran, team)
        activity = await doing(registry_engine, team, MARCH, veteran)
        [(_, sequence, told)] = await published(registry_engine, "volunteer-activity-recorded")
        assert (sequence, told["participants"]) == (2, [{"person_id": str(veteran), "minutes": 120}])
        assert "村部" not in str(told)
        less = Done("household-tidiness", MARCH, "村部", (Participation(veteran, 60),))
        await correct_activity(given_work(registry_engine), activity.activity_id, less, reason="登记有误")
        [(_, _, told)] = await published(registry_engine, "volunteer-activity-corrected")
        assert (told["task"], told["participants"][0]["minutes"]) == ("household-tidiness", 60)
        await withdraw_activity(given_work(registry_engine), activity.activity_id, reason="没有开展")
        with pytest.raises(AlreadyTakenBack):
            await withdraw_activity(given_work(registry_engine), activity.activity_id, reason="没有开展")

    async def test_is_of_those_who_were_in_the_team_that_day(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        await joining(registry_engine, veteran, team, MARCH)
        for persons, day, codes in (
            ((veteran,), FEBRUARY, {"participants.0.veteran_id": "not-a-member"}),
            ((veteran, veteran), APRIL, {"participants.1.veteran_id": "named-twice"}),
            ((), APRIL, {"participants": "nobody"}),
            ((veteran,), TOMORROW, {"held_on": "in-future"}),
        ):
            with pytest.raises(TeamInvalid) as refused:
                await doing(registry_engine, team, day, *persons)
            assert codes_of(refused.value) == codes


class TestAPersonOfTwoFiles:
    async def test_is_one_volunteer_and_two_again(
        self, registry_engine: AsyncEngine, veteran: UUID, team: Team
    ) -> None:
        other = await given_veteran(
            registry_engine, id_number=given_number(9), org_code=OTHER_ROOM, registered_on="2019-01-01"
        )
        first = await joining(registry_engine, veteran, team, FEBRUARY)
        await joining(registry_engine, other, await given_team(registry_engine, OTHER_ROOM), MARCH)
        pair = await given_pair(registry_engine, veteran, other)
        proposal = await propose_merge(given_work(registry_engine), pair, other, TWICE)
        with pytest.raises(MergedHoldsRoles):
            await confirming(given_work(registry_engine), proposal, other)
        await leave_team(given_work(registry_engine), first.membership_id, left_on=APRIL, reason="合并档案")
        before = await figures(registry_engine, "F22")
        await confirming(given_work(registry_engine), proposal, other)
        assert await figures(registry_engine, "F22") == {
            (ROOM_PATH, "F22", "2019-02-01", "1"),
            (ROOM_PATH, "F22", "2019-04-01", "-1"),
            (OTHER_ROOM_PATH, "F22", "2019-04-01", "1"),
        }
        first = await corrected(registry_engine, first, MARCH)
        assert await figures(registry_engine, "F22") == {
            (ROOM_PATH, "F22", "2019-03-01", "1"),
            (ROOM_PATH, "F22", "2019-04-01", "-1"),
            (OTHER_ROOM_PATH, "F22", "2019-04-01", "1"),
        }
        await corrected(registry_engine, first, FEBRUARY)
        await unmerging(registry_engine, pair, other)
        assert await figures(registry_engine, "F22") == before
