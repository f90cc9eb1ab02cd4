"""Stations hand in and correct, the centre returns; every refusal."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands.filing import (
    correct_daily_report,
    return_daily_report,
    submit_daily_report,
)
from services.reporting.daily_reports.domain.report import (
    DailyReportChanged,
    DailyReportNotFound,
    HandedInAlready,
    NotHandedIn,
    OwnDailyReport,
    Report,
    ReportState,
    ReturnedAlready,
)
from services.reporting.daily_reports.domain.sheet import DailyReportInvalid, Sheet
from services.reporting.daily_reports.queries.reports import find_sheet, list_editions
from shared.auth.roles import Role
from tests.given import given_caller
from tests.reporting.daily_reports.given import (
    CLERK,
    DAY,
    NEXT,
    at,
    closed,
    given_reports,
    numbers,
    report,
    sheet,
    submitted,
    told,
    work,
)
from tests.reporting.given import WAIZI, YANGYING, fold, veteran_registered

CENTRE_STAFF = given_caller(Role.CENTRE_STAFF)
VISITS = sheet(visited=3)


@pytest.fixture(autouse=True)
async def _reports(reporting_engine: AsyncEngine) -> None:
    await given_reports(reporting_engine, DAY, NEXT)


async def corrected(engine: AsyncEngine, said: Sheet, **more: Any) -> Report:
    own = (await report(engine)).report_id
    return await correct_daily_report(work(engine, at(18)), own, said, **{"reason": "核对台账", **more})


async def returned(engine: AsyncEngine, **more: Any) -> Report:
    own = (await report(engine)).report_id
    said = {"reason": "number-doubtful", "note": "请核对走访人数", **more}
    return await return_daily_report(work(engine, at(18), CENTRE_STAFF), own, **said)


async def names(engine: AsyncEngine) -> list[str]:
    return [name for name, _, _ in await told(engine, (await report(engine)).report_id)]


def faults(refused: pytest.ExceptionInfo[DailyReportInvalid]) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in refused.value.fields]


class TestHandingIn:
    async def test_keeps_what_is_said_beside_what_is_counted(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [veteran_registered(YANGYING, DAY)] * 2, time=at(10))
        after = await submitted(reporting_engine, at(17), sheet("巡访", registered=1), reason="一人重复登记")
        async with reporting_engine.connect() as connection:
            [kept] = await list_editions(connection, after.report_id)
        assert (kept.lines, kept.counted) == (numbers({"registered": 1}), numbers({"registered": 2}))
        assert (kept.text, kept.reason, kept.written_by) == ("巡访", "一人重复登记", CLERK.account_id)
        assert await report(reporting_engine) == after
        [_, (name, sequence, data)] = await told(reporting_engine, after.report_id)
        assert (name, sequence) == ("daily-report-submitted", 2)
        assert (data["edition"], data["lines"]["registered"], data["is_zero"]) == (1, 1, False)
        assert "text" not in data
        assert "reason" not in data

    async def test_goes_by_the_second(self, reporting_engine: AsyncEngine) -> None:
        """T14: on time, late, missed and later backfilled."""
        assert (await submitted(reporting_engine, at(17, 30), VISITS)).state is ReportState.SUBMITTED
        late = await submitted(reporting_engine, at(17, 30, 1, day=NEXT), VISITS, day=NEXT)
        assert (late.state, late.minutes_late) == (ReportState.LATE, 1)
        [_, (name, _, data)] = await told(reporting_engine, late.report_id)
        assert (name, data["minutes_late"]) == ("daily-report-late", 1)

    @pytest.mark.parametrize("by_clock", [True, False])
    async def test_after_the_morning_is_backfilled_and_was_missed(
        self, reporting_engine: AsyncEngine, by_clock: bool
    ) -> None:
        """T14: whether or not the clock has closed it."""
        if by_clock:
            await closed(reporting_engine, at(9, 1, day=NEXT))
        after = await submitted(reporting_engine, at(9, 0, 1, day=NEXT), VISITS)
        assert (after.state, after.version) == (ReportState.BACKFILLED, 3)
        expected = ["daily-report-due", "daily-report-missed", "daily-report-backfilled"]
        assert await names(reporting_engine) == expected
        await closed(reporting_engine, at(9, 2, day=NEXT))
        assert await names(reporting_engine) == expected

    async def test_of_nothing_counts(self, reporting_engine: AsyncEngine) -> None:
        after = await submitted(reporting_engine, at(17), sheet(nothing=True))
        assert (after.state, after.is_zero) == (ReportState.SUBMITTED, True)

    async def test_notices_what_is_copied_from_the_day_before(self, reporting_engine: AsyncEngine) -> None:
        await submitted(reporting_engine, at(17), VISITS)
        again = await submitted(reporting_engine, at(17, day=NEXT), VISITS, day=NEXT)
        assert again.is_copy
        own = (again.report_id, sheet(visited=4))
        other = await correct_daily_report(work(reporting_engine, at(18, day=NEXT)), *own, reason="漏计一户")
        assert not other.is_copy

    async def test_happens_once_whoever_does_it_at_once(self, reporting_engine: AsyncEngine) -> None:
        tries = [submitted(reporting_engine, at(17), VISITS) for _ in range(2)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["HandedInAlready", "Report"]

    async def test_is_refused_where_it_cannot_be(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [veteran_registered(YANGYING, DAY)], time=at(10))
        with pytest.raises(DailyReportInvalid) as refused:
            await submitted(reporting_engine, at(17), sheet(nothing=True))
        assert faults(refused) == [("reason", "difference-unexplained")]
        with pytest.raises(DailyReportChanged):
            await submitted(reporting_engine, at(17), VISITS, reason="核对台账", version=2)
        await submitted(reporting_engine, at(17), VISITS, reason="核对台账", version=1)
        with pytest.raises(HandedInAlready):
            await submitted(reporting_engine, at(17), VISITS, reason="核对台账")

    @pytest.mark.parametrize("other", [UUID(int=7), None])
    async def test_is_refused_to_who_is_not_of_the_station(
        self, reporting_engine: AsyncEngine, other: UUID | None
    ) -> None:
        stranger = given_caller(Role.STATION_STAFF, WAIZI)
        own = other or (await report(reporting_engine)).report_id
        with pytest.raises(DailyReportNotFound):
            await submit_daily_report(work(reporting_engine, at(17), stranger), own, VISITS)


class TestACorrection:
    async def test_is_another_edition_and_what_was_said_is_kept(self, reporting_engine: AsyncEngine) -> None:
        first = await submitted(reporting_engine, at(17, 31), VISITS)
        after = await corrected(reporting_engine, sheet(visited=2))
        assert (after.edition, after.state, after.minutes_late) == (2, ReportState.LATE, first.minutes_late)
        async with reporting_engine.connect() as connection:
            kept = [(each.edition, each.lines["visited"]) for each in await list_editions(connection, first.report_id)]
            assert await find_sheet(connection, first.report_id) == sheet(visited=2)
        assert kept == [(2, 2), (1, 3)]
        (name, sequence, data) = (await told(reporting_engine, first.report_id))[-1]
        assert (name, sequence, data["edition"], data["lines"]["visited"]) == ("daily-report-corrected", 3, 2, 2)

    async def test_is_refused_where_it_cannot_be(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(NotHandedIn):
            await corrected(reporting_engine, VISITS)
        await submitted(reporting_engine, at(17), VISITS)
        with pytest.raises(DailyReportInvalid) as refused:
            await corrected(reporting_engine, VISITS)
        assert faults(refused) == [("reason", "nothing-corrected")]
        with pytest.raises(DailyReportChanged):
            await corrected(reporting_engine, sheet(visited=2), version=1)

    async def test_leaves_no_way_to_change_what_was_handed_in(self, reporting_engine: AsyncEngine) -> None:
        await submitted(reporting_engine, at(17), VISITS)
        await corrected(reporting_engine, sheet(visited=2))
        await corrected(reporting_engine, VISITS)
        async with reporting_engine.connect() as connection:
            found = await connection.execute(text("SELECT edition, lines ->> 'visited' FROM daily_report_edition"))
            assert sorted(map(tuple, found)) == [(1, "3"), (2, "2"), (3, "3")]


class TestAReturn:
    async def test_is_answered_by_handing_in_again(self, reporting_engine: AsyncEngine) -> None:
        await submitted(reporting_engine, at(17), VISITS)
        back = await returned(reporting_engine)
        assert (back.state, back.return_reason, back.return_note) == (
            ReportState.SUBMITTED,
            "number-doubtful",
            "请核对走访人数",
        )
        again = await corrected(reporting_engine, VISITS, reason="已核对，人数无误")
        assert (again.return_reason, again.edition, again.state) == (None, 2, ReportState.SUBMITTED)
        assert (await names(reporting_engine))[-2:] == ["daily-report-returned", "daily-report-corrected"]
        (_, _, data) = (await told(reporting_engine, again.report_id))[-2]
        assert (data["reason"], data["edition"]) == ("number-doubtful", 1)
        assert "note" not in data

    async def test_is_refused_where_it_cannot_be(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(NotHandedIn):
            await returned(reporting_engine)
        await submitted(reporting_engine, at(17), VISITS)
        with pytest.raises(DailyReportChanged):
            await returned(reporting_engine, version=1)
        await returned(reporting_engine, version=2)
        with pytest.raises(ReturnedAlready):
            await returned(reporting_engine)

    async def test_is_never_of_one_s_own(self, reporting_engine: AsyncEngine) -> None:
        own = (await submitted(reporting_engine, at(17), VISITS)).report_id
        both = given_caller(Role.CENTRE_STAFF, account_id=CLERK.account_id)
        with pytest.raises(OwnDailyReport):
            await return_daily_report(work(reporting_engine, at(18), both), own, reason="copied", note="请核对")
