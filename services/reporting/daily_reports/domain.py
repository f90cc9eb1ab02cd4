"""Of which day a fact is work, when a report is in time, late or missed, and what may be handed in (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.reporting.daily_reports.parameters import COUNTED, HOURS, LINES, Hours
from shared.calendar.working_days import WorkingCalendar
from shared.clock import SHANGHAI
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
# Working days are never further apart.
_LONGEST_BREAK = 31


class DailyReportNotFound(NotFound):
    code = "daily-report-not-found"
    zh = "没有这份日报告。"
    en = "There is no such daily report."


class DailyReportChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "daily-report-changed"
    zh = "该日报告在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the report meanwhile. Look at how it stands now, then send it again."


class HandedInAlready(Conflict):
    code = "daily-report-handed-in"
    zh = "该日报告已报送；内容有误的，请更正。"
    en = "The report was handed in already. If it is wrong, correct it."


class NotHandedIn(Conflict):
    code = "daily-report-not-handed-in"
    zh = "该日报告尚未报送。"
    en = "The report was not handed in yet."


class ReturnedAlready(Conflict):
    code = "daily-report-returned"
    zh = "该日报告已退回，待重新报送。"
    en = "The report was returned already, and is to be handed in again."


class OwnDailyReport(Forbidden):
    """Whoever handed it in or corrected it does not return it."""

    code = "own-daily-report"
    zh = "不能退回本人报送或者更正的日报告。"
    en = "Nobody returns a report that he handed in or corrected himself."


class DailyReportInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "daily-report-invalid"
    zh = "日报告有误，原因见各字段。"
    en = "The report is wrong; the fields tell why."


class State(StrEnum):
    """How punctual a report is. What is backfilled was missed, and stays so."""

    DUE = "due"
    SUBMITTED = "submitted"
    LATE = "late"
    MISSED = "missed"
    BACKFILLED = "backfilled"


def hours_on(day: date) -> Hours:
    """Those in force; the first ones hold before as well."""
    begun = [hours for hours in HOURS if hours.since <= day]
    return begun[-1] if begun else HOURS[0]


def due_at(day: date) -> datetime:
    """The last instant, in UTC, at which the day's report is in time."""
    return datetime.combine(day, hours_on(day).due, SHANGHAI).astimezone(UTC)


def closes_at(day: date) -> datetime:
    """The last instant, in UTC, at which it is late; after that it is missed."""
    return datetime.combine(day + _DAY, hours_on(day).closes, SHANGHAI).astimezone(UTC)


def day_of_work(instant: datetime) -> date:
    """To whose report what was recorded then is counted: what comes after the report was due is the next day's."""
    day = instant.astimezone(SHANGHAI).date()
    return day if instant <= due_at(day) else day + _DAY


def is_owed(day: date, calendar: WorkingCalendar) -> bool:
    """Whether there is a report of that day. Raises `CalendarYearMissing` where working days must be known."""
    return hours_on(day).owed == "every-day" or calendar.is_working_day(day)


def covers_from(day: date, calendar: WorkingCalendar) -> date:
    """The first day of work that the report of a day covers: that after the last one with a report. Raises as
    `is_owed` does."""
    first = day
    while not is_owed(first - _DAY, calendar) and day - first < timedelta(days=_LONGEST_BREAK):
        first -= _DAY
    return first


def hours_of(day: date, opened_at: datetime, calendar: WorkingCalendar) -> tuple[datetime, datetime]:
    """Until when the day's report is in time, and until when it is late. One that was opened after it was due, since no
    worker ran, has the hours of the next report that is due. Raises as `is_owed` does."""
    counted = max(day, day_of_work(opened_at))
    while counted > day and not is_owed(counted, calendar):
        counted += _DAY
    return due_at(counted), closes_at(counted)


def minutes_late(due: datetime, handed_in: datetime) -> int:
    """Minutes that have begun since it was due; 0: in time."""
    return max(0, -((due - handed_in) // _MINUTE))


Numbers = Mapping[str, int]


def numbers(given: Numbers) -> dict[str, int]:
    """Every line of the report; 0 where nothing is given."""
    return {line.code: given.get(line.code, 0) for line in LINES}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a station says of its day. `nothing`: it says so that there is nothing to report."""

    lines: Numbers
    text: str | None = None
    nothing: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(self.lines.values()) and not self.text

    def says_the_same_as(self, other: "Sheet | None") -> bool:
        """Line by line, and in its text; that there is nothing to report may be so of any day."""
        return (
            other is not None
            and not self.is_empty
            and (numbers(self.lines), self.text) == (numbers(other.lines), other.text)
        )


@dataclass(frozen=True, slots=True)
class Report:
    """`version` counts the events about it, `edition` the sheets that were handed in; `handed_in_at`: the first one,
    which says whether it is late. `written_by`: whose words the sheets are."""

    report_id: UUID
    org_code: str
    org_path: str
    day: date
    covers_from: date
    due_at: datetime
    closes_at: datetime
    state: State = State.DUE
    version: int = 1
    edition: int = 0
    handed_in_at: datetime | None = None
    minutes_late: int = 0
    is_zero: bool = False
    is_copy: bool = False
    return_reason: str | None = None
    return_note: str | None = None
    written_by: tuple[UUID, ...] = field(default=())

    @property
    def begins_at(self) -> datetime:
        """What was recorded after this instant is its work."""
        return due_at(self.covers_from - _DAY)

    @property
    def ends_at(self) -> datetime:
        """The last instant of its work."""
        return due_at(self.day)

    def must_be(self, version: int | None) -> None:
        """Raises `DailyReportChanged`."""
        if version not in {None, self.version}:
            raise DailyReportChanged

    def must_be_handed_in(self) -> None:
        """Raises `NotHandedIn`."""
        if not self.edition:
            raise NotHandedIn

    def missed(self) -> Self:
        """It was not handed in while it could be late."""
        return replace(self, state=State.MISSED, version=self.version + 1)

    def handed_in(self, sheet: Sheet, before: Sheet | None, at: datetime, by: UUID) -> Self:
        """For the first time; of a report whose time was over, `missed` comes first. `before`: what the one of the day
        before says."""
        state = (
            State.BACKFILLED
            if self.state is State.MISSED
            else State.SUBMITTED
            if at <= self.due_at
            else State.LATE
        )  # fmt: skip
        # What was missed comes after its time was over, also where the clock was set back since.
        late = minutes_late(self.due_at, max(at, self.closes_at) if state is State.BACKFILLED else at)
        return replace(self._with(sheet, before, by), state=state, handed_in_at=at, minutes_late=late)

    def corrected(self, sheet: Sheet, before: Sheet | None, by: UUID) -> Self:
        """Another edition; how punctual it is stays."""
        return self._with(sheet, before, by)

    def returned(self, reason: str, note: str, by: UUID) -> Self:
        """To be handed in again. Raises `NotHandedIn`, `ReturnedAlready`, `OwnDailyReport`."""
        self.must_be_handed_in()
        if self.return_reason:
            raise ReturnedAlready
        if by in self.written_by:
            raise OwnDailyReport
        return replace(self, return_reason=reason, return_note=note, version=self.version + 1)

    def _with(self, sheet: Sheet, before: Sheet | None, by: UUID) -> Self:
        return replace(
            self,
            version=self.version + 1,
            edition=self.edition + 1,
            is_zero=sheet.is_empty,
            is_copy=sheet.says_the_same_as(before),
            return_reason=None,
            return_note=None,
            written_by=tuple(dict.fromkeys((*self.written_by, by))),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet is judged on: what is counted, and what the edition before says where it was not returned."""

    sheet: Sheet
    counted: Numbers
    reason: str | None
    stands: Sheet | None


def differing(lines: Numbers, counted: Numbers) -> tuple[str, ...]:
    """The lines in which people say something else than what is counted."""
    return tuple(line.code for line in LINES if line.code in COUNTED and _differs(line.code, lines, counted))


def _differs(code: str, lines: Numbers, counted: Numbers) -> bool:
    return lines.get(code, 0) != counted.get(code, 0)


_SOURCE = "the county's rules of the daily report (日报告制度)"
RULES: tuple[Rule[Facts], ...] = (
    Rule("difference-unexplained", _SOURCE, ALWAYS,
         "有数字与系统统计数不一致，请写明原因。", "A number is not what is counted; say why.",
         of_field("reason", lambda facts: bool(facts.reason) or not differing(facts.sheet.lines, facts.counted))),
    Rule("nothing-not-said", _SOURCE, ALWAYS,
         "各项均为零且没有文字的，请确认零报告。", "Every line is 0 and the text empty: confirm that it is nothing.",
         of_field("nothing", lambda facts: facts.sheet.nothing or not facts.sheet.is_empty)),
    Rule("not-nothing", _SOURCE, ALWAYS,
         "已填数字或文字的，不是零报告。", "Something is reported, so it cannot be said that there is nothing.",
         of_field("nothing", lambda facts: not facts.sheet.nothing or facts.sheet.is_empty)),
    Rule("nothing-corrected", _SOURCE, ALWAYS,
         "内容与上一版相同，无需更正。", "It says what it said before: nothing is corrected.",
         of_field("reason", lambda facts: facts.stands is None or not _is_the_same(facts.sheet, facts.stands))),
)  # fmt: skip


def _is_the_same(one: Sheet, other: Sheet) -> bool:
    return (numbers(one.lines), one.text) == (numbers(other.lines), other.text)


def must_be_possible(facts: Facts, *, today: date) -> None:
    """Raises `DailyReportInvalid` naming every broken rule."""
    refuse(DailyReportInvalid, RULES, facts, on=today)
