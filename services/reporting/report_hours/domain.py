"""Of which day a fact is work, when a report is in time, late or missed, and how a county changes that (pure)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from uuid import UUID

from services.reporting.report_hours.parameters import HOURS, Hours
from shared.auth.hands import Hands, are_of
from shared.calendar.working_days import WorkingCalendar
from shared.clock import SHANGHAI
from shared.refusal import Conflict, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class ReportHoursNotFound(NotFound):
    code = "report-hours-not-found"
    zh = "没有这份报送时限。"
    en = "There are no such hours of reports."


class ReportHoursChanged(Stale):
    """Somebody changed them after they were shown."""

    code = "report-hours-changed"
    zh = "该报送时限在您办理期间已有变动，请核对后再办理。"
    en = "Somebody decided on the hours meanwhile. Look at how they stand now."


class ReportHoursExist(Conflict):
    code = "report-hours-exist"
    zh = "自{since}起的报送时限已经确认，请先撤回或者另定起始日。"
    en = "Hours from {since} on are confirmed already; withdraw those first, or choose another day."


class ReportHoursNotProposed(Conflict):
    code = "report-hours-not-proposed"
    zh = "该报送时限已经确认或者撤回。"
    en = "The hours were confirmed or withdrawn already."


class ReportHoursBegun(Conflict):
    """Facts were counted by them, and reports opened."""

    code = "report-hours-begun"
    zh = "起始日{since}已到，不能再确认或者撤回；请另拟以后日期起的报送时限。"
    en = "Their first day, {since}, has come. Propose others that hold from a later day on."


class OwnReportHours(Forbidden):
    """Whoever proposed them does not confirm them."""

    code = "own-report-hours"
    zh = "本人拟定（含代行）的报送时限，须由他人核对后确认。"
    en = "Who proposed them, or stands in for who did, does not confirm them: somebody else does."


class ReportHoursInvalid(Invalid):
    """`fields` says what is wrong with them."""

    code = "report-hours-invalid"
    zh = "报送时限有误，原因见各字段。"
    en = "The hours are wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of every day: the last ones whose first day has come. The first ones hold before as well."""

    hours: tuple[Hours, ...] = HOURS

    def on(self, day: date) -> Hours:
        begun = [hours for hours in self.hours if hours.since <= day]
        return begun[-1] if begun else self.hours[0]

    def due_at(self, day: date) -> datetime:
        """The last instant, in UTC, at which the day's report is in time."""
        return instant_of(day, self.on(day).due)

    def rooms_due_at(self, day: date) -> datetime:
        """The last instant, in UTC, at which the line of a room is in time."""
        return instant_of(day, self.on(day).rooms)

    def closes_at(self, day: date) -> datetime:
        """The last instant, in UTC, at which it is late; after that it is missed."""
        return instant_of(day + _DAY, self.on(day).closes)

    def nothing_from(self, day: date) -> datetime | None:
        """The instant, in UTC, before which nobody says of the day that there was nothing; None: at any time."""
        hour = self.on(day).nothing_from
        return None if hour is None else instant_of(day, hour)

    def begins_at(self, day: date) -> datetime:
        """What was recorded after this instant, in UTC, is work of the day."""
        return self.due_at(day - _DAY)

    def day_of_work(self, instant: datetime) -> date:
        """To whose report what was recorded then is counted: what comes after the report was due is the next day's."""
        day = instant.astimezone(SHANGHAI).date()
        return day if instant <= self.due_at(day) else day + _DAY

    def is_owed(self, day: date, calendar: WorkingCalendar) -> bool:
        """Whether there is a report of that day. Raises `CalendarYearMissing` where working days must be known."""
        return self.on(day).owed == "every-day" or calendar.is_working_day(day)

    def covers_from(self, day: date, last: date | None, known_at: datetime) -> date:
        """The first day of work that the report of a day covers: that after the `last` one of which the unit has a
        report; where it has none, that on which it was recorded, since nothing is recorded of it before."""
        return min(day, self.day_of_work(known_at) if last is None else last + _DAY)

    def day_that_counts(self, day: date, opened_at: datetime, calendar: WorkingCalendar) -> date:
        """By whose hours the report of a day is due: its own, or, where it was opened after it was due, since no worker
        ran, those of the next report that is due. Raises as `is_owed` does."""
        counted = max(day, self.day_of_work(opened_at))
        while counted > day and not self.is_owed(counted, calendar):
            counted += _DAY
        return counted


def instant_of(day: date, hour: time) -> datetime:
    """In UTC."""
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def minutes_late(due: datetime, handed_in: datetime) -> int:
    """Minutes that have begun since it was due; 0: in time."""
    return max(0, -((due - handed_in) // _MINUTE))


@dataclass(frozen=True, slots=True)
class Plan:
    """Hours that somebody proposed (`written_by`), and whom he stood in for. They hold once another one has confirmed
    them."""

    plan_id: UUID
    hours: Hours
    written_by: UUID
    state: str = "proposed"
    version: int = 1
    written_for: UUID | None = None

    def must_be(self, version: int | None) -> None:
        """Raises `ReportHoursChanged`."""
        if version not in {None, self.version}:
            raise ReportHoursChanged

    def confirmed(self, today: date, by: Hands) -> Self:
        """Raises `ReportHoursNotProposed`, `OwnReportHours`, `ReportHoursBegun`."""
        if self.state != "proposed":
            raise ReportHoursNotProposed
        if are_of(by, (self.written_by, self.written_for)):
            raise OwnReportHours
        self._must_lie_ahead(today)
        return replace(self, state="confirmed", version=self.version + 1)

    def withdrawn(self, today: date) -> Self:
        """Also once they are confirmed, before their first day. Raises `ReportHoursNotProposed`, `ReportHoursBegun`."""
        if self.state == "withdrawn":
            raise ReportHoursNotProposed
        if self.state == "confirmed":
            self._must_lie_ahead(today)
        return replace(self, state="withdrawn", version=self.version + 1)

    def _must_lie_ahead(self, today: date) -> None:
        if self.hours.since <= today:
            raise ReportHoursBegun(since=self.hours.since)


_SOURCE = "the county's rules of the daily report (日报告制度)"
RULES: tuple[Rule[tuple[Hours, date]], ...] = (
    Rule("not-ahead", _SOURCE, ALWAYS,
         "起始日应晚于今日：已统计的工作、已开立的日报告不变。",
         "The first day must be later than today: what is counted and opened stays.",
         of_field("since", lambda facts: facts[0].since > facts[1])),
    Rule("rooms-after-stations", _SOURCE, ALWAYS,
         "服务室时限不能晚于服务站时限。", "Rooms cannot be due later than their station.",
         of_field("rooms", lambda facts: facts[0].rooms <= facts[0].due)),
    Rule("nothing-after-due", _SOURCE, ALWAYS,
         "零报告最早时间不能晚于服务站时限。", "A report of nothing could never be in time.",
         of_field("nothing_from", lambda facts: (facts[0].nothing_from or time.min) <= facts[0].due)),
    Rule("closes-between-hours", _SOURCE, ALWAYS,
         "漏报时限应为整点。", "A report is missed from a full hour on.",
         of_field("closes", lambda facts: facts[0].closes.minute == 0)),
    Rule("closes-after-next", _SOURCE, ALWAYS,
         "漏报时限应早于次日报送时限。", "A report must be missed before the next one is due.",
         of_field("closes", lambda facts: facts[0].closes < facts[0].due)),
)  # fmt: skip


def must_be_possible(hours: Hours, *, today: date) -> None:
    """Raises `ReportHoursInvalid` naming every broken rule."""
    refuse(ReportHoursInvalid, RULES, (hours, today), on=today)
