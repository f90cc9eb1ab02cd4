"""Records of branch life: handed in, late, returned, overdue (T25)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.branch_life.commands import (
    accept_branch_record,
    correct_branch_record,
    record_branch_meeting,
    return_branch_record,
    submit_branch_record,
    withdraw_branch_record,
)
from services.registry.branch_life.domain import (
    OwnRecord,
    Record,
    RecordChanged,
    RecordedAlready,
    RecordNotFound,
    RecordNotInState,
    Sheet,
)
from services.registry.branch_life.parameters import RecordState
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.party.domain import PartyKind, PartyOrganisationNotFound
from services.registry.reorganisations.commands import move_org_unit
from shared.auth.roles import Role
from tests.races import race
from tests.registry.branch_life.given import clock
from tests.registry.given import given_network, given_party, given_work, published
from tests.registry.persons import ROOM

BRANCH, GROUP, OTHER = "411329104-DZB", "411329104210-DXZ", "411329105-DZB"
HELD = date(2019, 4, 12)


@pytest.fixture(autouse=True)
async def _party(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    await given_party(registry_engine, PartyKind.GROUP, "411329104210")


def on(day: date) -> datetime:
    """Some time of this day in Shanghai."""
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def sheet(kind: str = "general-meeting", held_on: date = HELD, **said: Any) -> Sheet:
    facts: dict[str, Any] = {"place": "服务站", "expected": 21, "present": 20, "absent": "一人请假", "agenda": "学习"}
    return Sheet(kind, held_on, **{**facts, **said})


async def recorded(
    engine: AsyncEngine, said: Sheet, code: str = BRANCH, today: date = date(2019, 4, 16), **how: Any
) -> Record:
    return await record_branch_meeting(given_work(engine, now=on(today)), code, said, **how)


async def overdue(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    told = await published(engine, "branch-meeting-overdue")
    return sorted((event["party_org_code"], event["kind"], event["period"]) for _, _, event in told)


class TestRecording:
    async def test_on_the_fourth_day_is_one_day_late(self, registry_engine: AsyncEngine) -> None:
        record = await recorded(registry_engine, sheet())
        assert (record.late_days, record.state) == (1, RecordState.SUBMITTED)
        [(_, sequence, event)] = await published(registry_engine, "branch-meeting-recorded")
        assert (sequence, event) == (
            1,
            {
                "record_id": str(record.record_id),
                "party_org_code": BRANCH,
                "org_path": "411329.411329104",
                "kind": "general-meeting",
                "period": "2019-Q2",
                "held_on": "2019-04-12",
                "expected": 21,
                "present": 20,
                "late_days": 1,
            },
        )

    async def test_of_a_theme_day_is_told_without_its_theme(self, registry_engine: AsyncEngine) -> None:
        await recorded(registry_engine, sheet("theme-day", theme="不忘初心"))
        [(_, _, event)] = await published(registry_engine, "theme-party-day-held")
        assert event["month"] == "2019-04"
        assert "theme" not in event

    async def test_is_once_a_day_whoever_records_at_once(self, registry_engine: AsyncEngine) -> None:
        said = sheet()
        answers = await race(registry_engine, "branch_record", (recorded(registry_engine, said) for _ in range(4)))
        assert sum(isinstance(each, Record) for each in answers) == 1, answers
        assert sum(isinstance(each, RecordedAlready) for each in answers) == 3

    async def test_is_where_its_organisation_is_that_moves_at_once(self, registry_engine: AsyncEngine) -> None:
        group_meeting = sheet("group-meeting", expected=20, absent=None)
        moving = move_org_unit(given_work(registry_engine), ROOM, parent_code="411329105", document="批复")
        recording = record_branch_meeting(given_work(registry_engine), GROUP, group_meeting)
        for told in await race(registry_engine, "branch_record", [recording, moving]):
            assert not isinstance(told, BaseException), told
        async with registry_engine.connect() as connection:
            [path] = await connection.scalars(select(BRANCH_RECORD.c.org_path))
        assert path == f"411329.411329105.{ROOM}"

    async def test_is_of_ones_own_units(self, registry_engine: AsyncEngine) -> None:
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(PartyOrganisationNotFound):
            await record_branch_meeting(elsewhere, BRANCH, sheet())
        record = await recorded(registry_engine, sheet())
        with pytest.raises(RecordNotFound):
            await withdraw_branch_record(elsewhere, record.record_id, reason="not-held", note="误登")

    async def test_as_a_draft_is_told_when_it_is_handed_in(self, registry_engine: AsyncEngine) -> None:
        draft = await recorded(registry_engine, sheet(), today=HELD, draft=True)
        assert await published(registry_engine, "branch-meeting-recorded") == []
        late = given_work(registry_engine, now=on(date(2019, 4, 20)))
        handed_in = await submit_branch_record(late, draft.record_id, version=1)
        assert (handed_in.late_days, handed_in.version, handed_in.told) == (5, 2, 1)
        with pytest.raises(RecordNotInState):
            await submit_branch_record(late, draft.record_id)


class TestReviewing:
    async def test_is_somebody_elses(self, registry_engine: AsyncEngine) -> None:
        own = given_work(registry_engine)
        record = await record_branch_meeting(own, BRANCH, sheet())
        with pytest.raises(OwnRecord):
            await accept_branch_record(own, record.record_id)
        accepted = await accept_branch_record(given_work(registry_engine), record.record_id, version=1)
        assert accepted.state is RecordState.ACCEPTED
        with pytest.raises(RecordChanged):
            await accept_branch_record(given_work(registry_engine), record.record_id, version=1)

    async def test_is_not_for_who_corrected_it_or_handed_it_in(self, registry_engine: AsyncEngine) -> None:
        """Else whoever reviews writes what he accepts."""
        one, other = given_work(registry_engine), given_work(registry_engine)
        record = await record_branch_meeting(one, BRANCH, sheet())
        corrected = await correct_branch_record(other, record.record_id, sheet(agenda="另一议题"), reason="有误")
        draft = await record_branch_meeting(one, OTHER, sheet(), draft=True)
        handed_in = await submit_branch_record(other, draft.record_id)
        for each in (corrected, handed_in):
            for writer in (one, other):
                with pytest.raises(OwnRecord):
                    await accept_branch_record(writer, each.record_id)
                with pytest.raises(OwnRecord):
                    await return_branch_record(writer, each.record_id, reason="incomplete", note="请补充")
            accepted = await accept_branch_record(given_work(registry_engine), each.record_id)
            assert accepted.state is RecordState.ACCEPTED

    async def test_returns_what_is_handed_in_again_as_late_as_at_first(self, registry_engine: AsyncEngine) -> None:
        record = await recorded(registry_engine, sheet())
        returned = await return_branch_record(
            given_work(registry_engine), record.record_id, reason="incomplete", note="请补充决议"
        )
        assert (returned.state, returned.return_reason) == (RecordState.RETURNED, "incomplete")
        again = await correct_branch_record(
            given_work(registry_engine), record.record_id, sheet(decisions="一致通过"), reason="已补充"
        )
        assert (again.state, again.late_days, again.return_reason, again.told) == (RecordState.SUBMITTED, 1, None, 3)
        assert [name for name, _, _ in await published(registry_engine) if name.startswith("branch-m")] == [
            "branch-meeting-recorded",
            "branch-meeting-returned",
            "branch-meeting-recorded",
        ]


class TestTheClock:
    async def test_tells_on_the_first_of_july_who_held_no_general_meeting(self, registry_engine: AsyncEngine) -> None:
        await recorded(registry_engine, sheet())
        await recorded(registry_engine, sheet("lecture", speaker="站长"), OTHER)
        await clock(given_work(registry_engine, now=on(date(2019, 6, 30))), date(2019, 6, 30))
        assert await overdue(registry_engine) == []
        for _ in range(2):  # run again, it tells nobody twice
            await clock(given_work(registry_engine, now=on(date(2019, 7, 1))), date(2019, 7, 1))
        quarterly = [each for each in await overdue(registry_engine) if each[2] == "2019-Q2"]
        assert quarterly == [(BRANCH, "lecture", "2019-Q2"), (OTHER, "general-meeting", "2019-Q2")]
        monthly = [each for each in await overdue(registry_engine) if each[2] == "2019-06"]
        assert (GROUP, "group-meeting", "2019-06") in monthly
        assert len(monthly) == 2 + 2 + 1

    async def test_tells_nothing_of_who_did_not_stand_through_the_month(self, registry_engine: AsyncEngine) -> None:
        await clock(given_work(registry_engine, now=on(date(2019, 4, 1))), date(2019, 4, 1))
        quarterly = [each for each in await overdue(registry_engine) if "Q" in each[2]]
        assert quarterly == []  # they were founded on the first of March
        assert (GROUP, "group-meeting", "2019-03") in await overdue(registry_engine)

    async def test_is_followed_by_what_is_taken_back_later(self, registry_engine: AsyncEngine) -> None:
        record = await recorded(registry_engine, sheet())
        await clock(given_work(registry_engine, now=on(date(2019, 7, 1))), date(2019, 7, 1))
        assert (BRANCH, "general-meeting", "2019-Q2") not in await overdue(registry_engine)
        later = given_work(registry_engine, now=on(date(2019, 7, 2)))
        await withdraw_branch_record(later, record.record_id, reason="not-held", note="并未开展")
        assert (BRANCH, "general-meeting", "2019-Q2") in await overdue(registry_engine)

    async def test_is_followed_by_what_is_corrected_into_another_month(self, registry_engine: AsyncEngine) -> None:
        record = await recorded(registry_engine, sheet("committee-meeting"))
        await clock(given_work(registry_engine, now=on(date(2019, 5, 1))), date(2019, 5, 1))
        later = given_work(registry_engine, now=on(date(2019, 5, 2)))
        april = (BRANCH, "committee-meeting", "2019-04")
        for held_on, is_told in ((date(2019, 4, 30), False), (date(2019, 5, 2), True)):
            said = sheet("committee-meeting", held_on)
            await correct_branch_record(later, record.record_id, said, reason="日期误登")
            assert (april in await overdue(registry_engine)) is is_told
