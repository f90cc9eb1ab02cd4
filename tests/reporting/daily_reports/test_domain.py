"""When a report is in time, late or missed, and what may be handed in, by stations and by rooms."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from services.reporting.daily_reports.domain.report import (
    NotHandedIn,
    OwnDailyReport,
    Report,
    ReportState,
    ReturnedAlready,
)
from services.reporting.daily_reports.domain.rooms import (
    RoomLine,
    RoomLineChanged,
    RoomLineClosed,
    RoomLineInvalid,
    RoomState,
    beginning_of,
    total_of,
)
from services.reporting.daily_reports.domain.rooms import must_be_possible as judge_room
from services.reporting.daily_reports.domain.sheet import (
    DailyReportInvalid,
    Facts,
    Sheet,
    differing,
    must_be_possible,
)
from services.reporting.report_hours.domain import Timetable
from services.reporting.report_lines.parameters import Line
from shared.clock import SHANGHAI
from shared.refusal import FieldFault
from tests.reporting.daily_reports.given import LINES, numbers

DAY = date(2019, 4, 23)
CLERK, OTHER = UUID(int=1), UUID(int=2)
SECOND = timedelta(seconds=1)
HOURS = Timetable()


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def report(**said: object) -> Report:
    own = (UUID(int=9), "411329104", "411329.411329104", DAY, DAY, HOURS.due_at(DAY), HOURS.closes_at(DAY))
    return Report(*own, **said)  # type: ignore[arg-type]


def sheet(text: str | None = None, *, nothing: bool = False, **lines: int) -> Sheet:
    return Sheet(numbers(lines), text, nothing)


def faults(one: Sheet, reason: str | None = None, stands: Sheet | None = None, **counted: int) -> list[tuple[str, str]]:
    try:
        must_be_possible(Facts(LINES, one, counted, reason, stands), today=DAY, nothing_from=None, at=at(8))
    except DailyReportInvalid as refused:
        return [(each.field, each.code) for each in refused.fields]
    return []


class TestPunctuality:
    """T14: to the second."""

    @pytest.mark.parametrize(
        ("instant", "state", "late"),
        [
            (at(8), ReportState.SUBMITTED, 0),
            (at(17, 30), ReportState.SUBMITTED, 0),
            (at(17, 30, 1), ReportState.LATE, 1),
            (at(17, 31), ReportState.LATE, 1),
            (at(17, 31, 1), ReportState.LATE, 2),
            (at(9, day=date(2019, 4, 24)), ReportState.LATE, 930),
        ],
    )
    def test_goes_by_the_second(self, instant: datetime, state: ReportState, late: int) -> None:
        after = report().handed_in(sheet(visited=1), None, instant, (CLERK,))
        assert (after.state, after.minutes_late, after.handed_in_at) == (state, late, instant)
        assert (after.edition, after.version) == (1, 2)

    def test_of_a_missed_one_is_backfilled_and_stays_so_whatever_is_corrected(self) -> None:
        after = report().missed().handed_in(sheet(visited=1), None, at(9, 0, 1, day=date(2019, 4, 24)), (CLERK,))
        assert (after.state, after.minutes_late, after.version) == (ReportState.BACKFILLED, 931, 3)
        corrected = after.corrected(sheet(visited=2), None, (OTHER,))
        assert (corrected.state, corrected.minutes_late, corrected.edition) == (ReportState.BACKFILLED, 931, 2)
        assert corrected.written_by == (CLERK, OTHER)

    @pytest.mark.parametrize("instant", [at(12), at(18), at(9, day=date(2019, 4, 24))])
    def test_of_a_missed_one_stays_so_where_the_clock_was_set_back(self, instant: datetime) -> None:
        after = report().missed().handed_in(sheet(visited=1), None, instant, (CLERK,))
        assert (after.state, after.minutes_late, after.handed_in_at) == (ReportState.BACKFILLED, 930, instant)


class TestASheet:
    def test_that_says_what_is_counted_needs_no_reason(self) -> None:
        assert faults(sheet(registered=2), registered=2) == []
        assert faults(sheet(visited=9, registered=2), registered=2) == []  # nobody counts visits

    def test_that_says_otherwise_gives_one(self) -> None:
        other = sheet(registered=1)
        assert faults(other, registered=2) == [("reason", "difference-unexplained")]
        assert faults(other, "一人重复登记", registered=2) == []
        assert differing(LINES, other.lines, {"registered": 2}) == ("registered",)

    def test_that_says_otherwise_is_told_in_which_lines_what_is_counted_and_what_was_written(self) -> None:
        lines = (*LINES, Line("talks", "谈心谈话", "talks", "time", count="died", required=False))
        facts = Facts(lines, Sheet(numbers({"registered": 1})), {"registered": 2, "talks": 1}, None, None)
        with pytest.raises(DailyReportInvalid) as refused:
            must_be_possible(facts, today=DAY, nothing_from=None, at=at(8))
        [fault] = refused.value.fields
        assert (fault.zh, fault.en) == (
            "与系统统计数不一致，请写明原因：新登记退役军人统计 2，填报 1；谈心谈话统计 1，未填。",
            "Not what is counted; say why: veterans newly registered: counted 2, reported 1; "
            "talks: counted 1, left out.",
        )

    def test_leaves_out_what_nobody_counts(self) -> None:
        assert differing(LINES, {}, {"died": 1, "visited": 1}) == ("died",)

    def test_of_nothing_says_so(self) -> None:
        assert faults(sheet()) == [("nothing", "nothing-not-said")]
        assert faults(sheet(nothing=True)) == []
        assert faults(sheet("培训", nothing=True)) == [("nothing", "not-nothing")]
        assert faults(sheet(nothing=True, visited=1)) == [("nothing", "not-nothing")]

    @pytest.mark.parametrize(("instant", "refused"), [(at(14, 59, 59), True), (at(15), False)])
    def test_of_nothing_waits_for_the_hour_that_the_county_set(self, instant: datetime, refused: bool) -> None:
        def judged(one: Sheet) -> list[FieldFault]:
            try:
                must_be_possible(Facts(LINES, one, {}, None, None), today=DAY, nothing_from=at(15), at=instant)
            except DailyReportInvalid as fault:
                return list(fault.fields)
            return []

        found = judged(sheet(nothing=True))
        assert [(each.field, each.code) for each in found] == [("nothing", "nothing-too-early")] * refused
        assert [each.zh for each in found] == ["当日 15:00 以后才能报零报告。"] * refused
        assert judged(sheet(visited=1)) == []

    def test_that_corrects_nothing_is_none(self) -> None:
        stands = sheet("培训", visited=1)
        assert faults(stands, "补充", stands) == [("reason", "nothing-corrected")]
        assert faults(sheet("培训会", visited=1), "补充", stands) == []
        assert faults(stands, "退回后核对无误") == []

    def test_is_a_copy_where_it_says_all_that_was_said_the_day_before(self) -> None:
        one = sheet("巡访", visited=3)
        assert report().handed_in(one, sheet("巡访", visited=3), at(16), (CLERK,)).is_copy
        for other in (None, sheet(visited=3), sheet("巡访", visited=2)):
            assert not report().handed_in(one, other, at(16), (CLERK,)).is_copy

    def test_of_nothing_is_a_zero_report_and_no_copy(self) -> None:
        after = report().handed_in(sheet(nothing=True), sheet(nothing=True), at(16), (CLERK,))
        assert (after.is_zero, after.is_copy) == (True, False)

    def test_says_something_of_every_line_of_its_report_that_is_required_and_of_no_other(self) -> None:
        lines = (*LINES[:2], Line("talks", "谈心谈话", "talks", "time", required=False))

        def judged(**said: int) -> list[tuple[str, str]]:
            try:
                must_be_possible(Facts(lines, Sheet(said), {}, None, None), today=DAY, nothing_from=None, at=at(8))
            except DailyReportInvalid as refused:
                return [(each.field, each.code) for each in refused.fields]
            return []

        assert judged(registered=0, moved_in=0, talks=2) == []
        assert judged(registered=0, moved_in=0) == [("nothing", "nothing-not-said")]
        assert judged(registered=0, talks=2) == [("lines.moved_in", "missing")]
        assert judged(registered=0, moved_in=0, talks=2, died=1) == [("lines.died", "no-such-line")]

    def test_is_a_copy_also_where_the_lines_changed_in_between(self) -> None:
        one, other = Sheet({"visited": 3, "talks": 0}), sheet(visited=3)
        assert one.says_the_same_as(other)
        assert not Sheet({"visited": 3, "talks": 1}).says_the_same_as(other)


class TestAReturn:
    def test_is_of_what_was_handed_in_once_and_never_one_s_own(self) -> None:
        with pytest.raises(NotHandedIn):
            report().returned("copied", "请核对", (OTHER,))
        filed = report().handed_in(sheet(visited=1), None, at(16), (CLERK,))
        with pytest.raises(OwnDailyReport):
            filed.returned("copied", "请核对", (CLERK,))
        back = filed.returned("copied", "请核对", (OTHER,))
        assert (back.state, back.return_reason, back.version) == (ReportState.SUBMITTED, "copied", 3)
        with pytest.raises(ReturnedAlready):
            back.returned("copied", "请核对", (OTHER,))
        again = back.corrected(sheet(visited=1), None, (CLERK,))
        assert (again.return_reason, again.return_note, again.edition) == (None, None, 2)
        assert (filed.return_count, back.return_count, again.return_count) == (0, 1, 1)


class TestTheLineOfARoom:
    def line(self) -> RoomLine:
        return RoomLine.of(report(), UUID(int=5), "411329104210", "411329.411329104.411329104210", at(16))

    def test_is_of_the_day_of_its_station_s_report(self) -> None:
        own = self.line()
        assert (own.report_id, own.day, own.covers_from) == (report().report_id, DAY, DAY)
        assert (own.due_at, own.closes_at, own.edition) == (at(16), HOURS.closes_at(DAY), 0)

    @pytest.mark.parametrize(
        ("instant", "state", "late"),
        [
            (at(8), RoomState.SUBMITTED, 0),
            (at(16), RoomState.SUBMITTED, 0),
            (at(16, 0, 1), RoomState.LATE, 1),
            (at(9, day=date(2019, 4, 24)), RoomState.LATE, 1020),
        ],
    )
    def test_goes_by_the_second(self, instant: datetime, state: RoomState, late: int) -> None:
        after = self.line().handed_in(sheet(visited=1), instant)
        assert (after.state, after.minutes_late, after.handed_in_at, after.edition) == (state, late, instant, 1)
        again = after.handed_in(sheet(nothing=True), at(23))
        assert (again.state, again.minutes_late, again.handed_in_at) == (state, late, instant)
        assert (again.edition, again.is_zero) == (2, True)

    def test_is_taken_as_long_as_the_report_can_be_late(self) -> None:
        self.line().must_be_open(at(9, day=date(2019, 4, 24)))
        with pytest.raises(RoomLineClosed) as refused:
            self.line().must_be_open(at(9, 0, 1, day=date(2019, 4, 24)))
        assert "2019-04-24 09:00" in refused.value.sentence("zh-CN")

    @pytest.mark.parametrize(("edition", "refused"), [(None, False), (0, False), (1, True)])
    def test_is_handed_in_as_it_was_shown(self, edition: int | None, refused: bool) -> None:
        with pytest.raises(RoomLineChanged) if refused else nullcontext():
            self.line().must_be(edition)

    def test_is_corrected_with_a_reason(self) -> None:
        def judged(reason: str | None, stands: Sheet | None, one: Sheet, nothing: datetime | None = None) -> list[str]:
            try:
                judge_room(Facts(LINES, one, {}, reason, stands), today=DAY, nothing_from=nothing, at=at(8))
            except RoomLineInvalid as fault:
                return [each.code for each in fault.fields]
            return []

        assert judged(None, None, sheet(visited=1)) == []
        assert judged(None, sheet(visited=2), sheet(visited=1)) == ["correction-unexplained"]
        assert judged("漏计", sheet(visited=2), sheet(visited=1)) == []
        assert judged("漏计", sheet(visited=1), sheet(visited=1)) == ["nothing-corrected"]
        assert judged(None, None, sheet(nothing=True), at(9)) == ["nothing-too-early"]

    def test_is_summed_with_the_others_and_fills_in_what_nobody_counts(self) -> None:
        total = total_of(LINES, [numbers({"visited": 2, "registered": 1}), None, {"visited": 3}])
        assert total == numbers({"visited": 5, "registered": 1})
        assert beginning_of(LINES, {"registered": 4}, total) == numbers({"visited": 5, "registered": 4})
        optional = Line("talks", "谈心谈话", "talks", "time", required=False)
        assert beginning_of((optional,), {}, {"talks": 0}) == {}
        assert beginning_of((optional,), {}, {"talks": 2}) == {"talks": 2}
