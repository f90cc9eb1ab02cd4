"""Minutes are drafted, issued and corrected, tasks followed to their end; what is kept and what is told."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.dispatches.commands.minutes import (
    draft_dispatch,
    drop_dispatch_task,
    issue_dispatch,
    withdraw_dispatch,
    write_dispatch,
)
from services.reporting.dispatches.commands.tasks import (
    accept_dispatch_task,
    complete_dispatch_task,
    confirm_dispatch_task,
    extend_dispatch_task,
    report_dispatch_task,
    return_dispatch_task,
    withdraw_dispatch_task,
)
from services.reporting.dispatches.consumer import DISPATCHES_FOLLOW
from services.reporting.dispatches.domain.minutes import (
    Dispatch,
    DispatchChanged,
    DispatchExists,
    DispatchInvalid,
    DispatchNotFound,
    DispatchWithdrawn,
    NothingToIssue,
    NotInDraft,
    TaskDaysOver,
    TaskUnitsClosed,
)
from services.reporting.dispatches.domain.tasks import (
    DispatchTaskNotFound,
    OwnTask,
    TaskDayInvalid,
    TaskState,
    TaskUnitInvalid,
)
from services.reporting.dispatches.queries import (
    fetch_dispatches,
    get_dispatch,
    list_editions,
    list_steps,
    list_tasks,
    list_to_issue,
)
from services.reporting.units.domain import OrgUnitNotFound
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.http.dependencies import Reading
from tests.given import given_caller
from tests.reporting.dispatches.given import (
    ANOTHER,
    CENTRE_STAFF,
    CLERK,
    DUE_ON,
    LEADER,
    MINUTES,
    MORNING,
    WEEK,
    drafted,
    issued,
    night,
    planned,
    told,
    work,
)
from tests.reporting.given import SHIAN, UNIT, WAIZI, code_of, fold, small_county, unit_closed
from tests.reporting.moves import goes_below
from tests.reporting.seen import done


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, small_county())


class TestMinutes:
    async def test_are_issued_with_their_tasks_and_corrected_by_another_edition(
        self, reporting_engine: AsyncEngine
    ) -> None:
        dispatch, task_id = await issued(reporting_engine)
        facts = {
            "dispatch_id": str(dispatch.dispatch_id),
            "week": "2019-W17",
            "year": 2019,
            "number": 1,
            "edition": 1,
            "held_on": "2019-04-29",
            "present": [code_of(SHIAN), code_of(WAIZI)],
            "absent": [code_of(UNIT)],
        }
        assert await told(reporting_engine, dispatch.dispatch_id) == [("weekly-dispatch-convened", 1, facts)]
        [(name, sequence, data)] = await told(reporting_engine, task_id)
        assert (name, sequence, data["due_on"]) == ("dispatch-task-assigned", 1, "2019-05-07")
        assert "what" not in data

        said = replace(MINUTES, present=(*MINUTES.present, code_of(UNIT)), absent=(), reason="到会机构记错")
        corrected = await write_dispatch(work(reporting_engine), dispatch.dispatch_id, said)
        assert (corrected.edition, corrected.issued) == (2, 1)
        again = await write_dispatch(work(reporting_engine, ANOTHER), dispatch.dispatch_id, said)
        assert (again.edition, set(again.written_by)) == (2, {CENTRE_STAFF.account_id, ANOTHER.account_id})
        await planned(reporting_engine, dispatch.dispatch_id, org_code=code_of(WAIZI))
        await issue_dispatch(work(reporting_engine, LEADER), dispatch.dispatch_id)
        [_, (name, sequence, data)] = await told(reporting_engine, dispatch.dispatch_id)
        assert (name, sequence, data["number"]) == ("weekly-dispatch-corrected", 2, facts["number"])
        assert data["absent"] == []

    async def test_are_of_one_week_and_numbered_in_order_of_issue(self, reporting_engine: AsyncEngine) -> None:
        await issued(reporting_engine)
        with pytest.raises(DispatchExists):
            await draft_dispatch(work(reporting_engine), WEEK + timedelta(days=6), MINUTES)
        later = await draft_dispatch(work(reporting_engine), WEEK + timedelta(days=7), MINUTES)
        assert (await issue_dispatch(work(reporting_engine, LEADER), later.dispatch_id)).number == 2

    async def test_of_two_who_draft_at_once_one_is_refused(self, reporting_engine: AsyncEngine) -> None:
        made = await asyncio.gather(drafted(reporting_engine), drafted(reporting_engine), return_exceptions=True)
        assert [type(each) for each in made if not isinstance(each, Dispatch)] == [DispatchExists]

    async def test_name_units_that_stand_and_are_the_centres(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(DispatchInvalid):
            await drafted(reporting_engine, present=("411329999",))
        own = (await drafted(reporting_engine)).dispatch_id
        with pytest.raises(DispatchNotFound):
            await write_dispatch(work(reporting_engine, CLERK), own, MINUTES)
        with pytest.raises(OrgUnitNotFound):
            await planned(reporting_engine, own, org_code="411329999")
        with pytest.raises(TaskDayInvalid):
            await planned(reporting_engine, own, due_on=date(2019, 4, 28))

    async def test_are_not_issued_with_a_task_whose_day_is_over(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task = await planned(reporting_engine, own)
        await planned(reporting_engine, own, due_on=DUE_ON + timedelta(days=1))
        later = work(reporting_engine, LEADER, MORNING + (DUE_ON - MORNING.date()) + timedelta(days=1))
        with pytest.raises(TaskDaysOver) as refused:
            await issue_dispatch(later, own)
        assert refused.value.facts == {"tasks": 1}
        await drop_dispatch_task(work(reporting_engine), own, task.task_id)
        await issue_dispatch(later, own)

    async def test_have_tasks_of_units_that_stand(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task = await planned(reporting_engine, own)
        await fold(reporting_engine, [unit_closed(SHIAN, MORNING.date() + timedelta(days=1))])
        tomorrow = work(reporting_engine, LEADER, MORNING + timedelta(days=1))
        with pytest.raises(TaskUnitsClosed) as refused:
            await issue_dispatch(tomorrow, own)
        assert refused.value.facts == {"units": f"{code_of(SHIAN)}服务机构"}
        await drop_dispatch_task(work(reporting_engine), own, task.task_id)
        await fold(reporting_engine, [unit_closed(WAIZI, MORNING.date())])
        with pytest.raises(TaskUnitInvalid) as closed:
            await planned(reporting_engine, own, org_code=code_of(WAIZI))
        assert [(fault.field, fault.code) for fault in closed.value.fields] == [("org_code", "unit-closed")]
        await issue_dispatch(tomorrow, own)

    async def test_that_nobody_wants_are_withdrawn_with_their_tasks(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task = await planned(reporting_engine, own)
        with pytest.raises(DispatchChanged):
            await withdraw_dispatch(work(reporting_engine), own, reason="不调度了", version=1)
        gone = await withdraw_dispatch(work(reporting_engine), own, reason="不调度了", version=2)
        assert (gone.state, gone.version) == ("withdrawn", 3)
        for refused in (
            write_dispatch(work(reporting_engine), own, MINUTES),
            issue_dispatch(work(reporting_engine, LEADER), own),
            planned(reporting_engine, own),
            drop_dispatch_task(work(reporting_engine), own, task.task_id),
            withdraw_dispatch(work(reporting_engine), own, reason="再撤"),
        ):
            with pytest.raises(DispatchWithdrawn):
                await refused
        async with reporting_engine.connect() as connection:
            reading = Reading(connection, CENTRE_STAFF, MORNING)
            [kept] = await list_editions(reading, await get_dispatch(reading, own))
            assert await list_tasks(reading, gone) == []
            assert await list_to_issue(Reading(connection, LEADER, MORNING), 10) == []
        assert (kept.topics, kept.withdrawn_by, kept.withdrawal_reason) == (
            MINUTES.topics, CENTRE_STAFF.account_id, "不调度了",
        )  # fmt: skip
        assert await told(reporting_engine, own) == []
        assert (await done(reporting_engine, f"dispatch {own}"))[-1] == ("withdraw-dispatch", "不调度了")
        # The week may have others.
        other, _ = await issued(reporting_engine)
        assert (other.week, other.number) == (gone.week, 1)

    async def test_that_are_issued_stand_when_their_correction_is_withdrawn(
        self, reporting_engine: AsyncEngine
    ) -> None:
        dispatch, task_id = await issued(reporting_engine)
        own, said = dispatch.dispatch_id, replace(MINUTES, topics="误以为有误", reason="误以为有误")
        with pytest.raises(NothingToIssue):
            await withdraw_dispatch(work(reporting_engine), own, reason="有误")
        await write_dispatch(work(reporting_engine), own, said)
        extra = await planned(reporting_engine, own, org_code=code_of(WAIZI))
        gone = await withdraw_dispatch(work(reporting_engine), own, reason="原文无误")
        assert (gone.state, gone.document_number, gone.standing) == ("issued", dispatch.document_number, 1)
        async with reporting_engine.connect() as connection:
            clerk = Reading(connection, CLERK, MORNING)
            assert [each.edition for each in await list_editions(clerk, gone)] == [1]
            assert [each.task_id for each in await list_tasks(Reading(connection, LEADER, MORNING), gone)] == [task_id]
        await write_dispatch(work(reporting_engine), own, replace(MINUTES, reason="到会机构记错"))
        after = await issue_dispatch(work(reporting_engine, LEADER), own)
        assert (after.edition, after.issued, after.withdrawn) == (3, 3, 2)
        found = [(name, sequence, data["edition"]) for name, sequence, data in await told(reporting_engine, own)]
        assert found == [("weekly-dispatch-convened", 1, 1), ("weekly-dispatch-corrected", 2, 3)]
        assert await told(reporting_engine, extra.task_id) == []
        async with reporting_engine.connect() as connection:
            clerk = Reading(connection, CLERK, MORNING)
            assert [each.edition for each in await list_editions(clerk, after)] == [3, 1]

    async def test_drop_a_planned_task_but_none_that_is_assigned(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task = await planned(reporting_engine, own)
        await drop_dispatch_task(work(reporting_engine), own, task.task_id)
        with pytest.raises(DispatchTaskNotFound):
            await drop_dispatch_task(work(reporting_engine), own, task.task_id)
        await issue_dispatch(work(reporting_engine, LEADER), own)
        assert await told(reporting_engine, task.task_id) == []
        with pytest.raises(NotInDraft):
            await planned(reporting_engine, own)


class TestATask:
    async def test_is_followed_to_its_end(self, reporting_engine: AsyncEngine) -> None:
        dispatch, task_id = await issued(reporting_engine)
        station, centre = work(reporting_engine, CLERK), work(reporting_engine)
        await accept_dispatch_task(station, task_id, version=1)
        await report_dispatch_task(station, task_id, note="已核对一半")
        await night(reporting_engine, DUE_ON)
        await night(reporting_engine, DUE_ON + timedelta(days=1))
        await night(reporting_engine, DUE_ON + timedelta(days=2))
        later = work(reporting_engine, CENTRE_STAFF, datetime(2019, 5, 9, 9, tzinfo=SHANGHAI))
        await extend_dispatch_task(later, task_id, due_on=date(2019, 5, 10), note="台账较多")
        await night(reporting_engine, date(2019, 5, 11))
        await complete_dispatch_task(station, task_id, note="台账已核对，见附表")
        await return_dispatch_task(centre, task_id, note="缺两户")
        await complete_dispatch_task(station, task_id, note="已补齐")
        done = await confirm_dispatch_task(centre, task_id)
        assert done.state is TaskState.CONFIRMED
        names = [name.removeprefix("dispatch-task-") for name, _, _ in await told(reporting_engine, task_id)]
        assert names == [
            "assigned", "accepted", "progressed", "overdue", "extended", "overdue", "completed", "returned",
            "completed", "confirmed",
        ]  # fmt: skip
        assert [sequence for _, sequence, _ in await told(reporting_engine, task_id)] == list(range(1, 11))
        async with reporting_engine.connect() as connection:
            steps = await list_steps(connection, task_id)
        assert [(step.version, step.note) for step in steps[:3]] == [(10, None), (9, "已补齐"), (8, "缺两户")]
        assert [step.by for step in steps if step.act == "overdue"] == [None, None]
        assert dispatch.issued == 1

    async def test_is_done_by_its_unit_and_planned_for_the_centre_alone(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task_id = (await planned(reporting_engine, own)).task_id
        station = work(reporting_engine, CLERK)
        with pytest.raises(DispatchTaskNotFound):
            await accept_dispatch_task(station, task_id)
        await issue_dispatch(work(reporting_engine, LEADER), own)
        other = work(reporting_engine, given_caller(Role.STATION_STAFF, WAIZI))
        with pytest.raises(DispatchTaskNotFound):
            await accept_dispatch_task(other, task_id)
        await complete_dispatch_task(work(reporting_engine, ANOTHER), task_id, note="代为办结")
        with pytest.raises(OwnTask):
            await confirm_dispatch_task(work(reporting_engine, ANOTHER), task_id)

    async def test_goes_with_its_unit_to_another_place(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).dispatch_id
        task_id = (await planned(reporting_engine, own, org_code=code_of(UNIT))).task_id
        await issue_dispatch(work(reporting_engine, LEADER), own)
        there = await goes_below(reporting_engine, UNIT, WAIZI, MORNING.date(), DISPATCHES_FOLLOW)
        clerk = given_caller(Role.STATION_STAFF, there)
        await accept_dispatch_task(work(reporting_engine, clerk), task_id)
        async with reporting_engine.connect() as connection:
            reading = Reading(connection, clerk, MORNING)
            [shown] = (await fetch_dispatches(reading, None, None, 10, view=lambda each, _: each)).items
        assert shown.dispatch_id == own

    async def test_that_is_withdrawn_is_not_told_to_be_overdue(self, reporting_engine: AsyncEngine) -> None:
        _, task_id = await issued(reporting_engine)
        await withdraw_dispatch_task(work(reporting_engine), task_id, note="已由上级统一办理")
        await night(reporting_engine, DUE_ON + timedelta(days=1))
        assert [name for name, _, _ in await told(reporting_engine, task_id)][-1] == "dispatch-task-withdrawn"
        assert MORNING.date() < DUE_ON
