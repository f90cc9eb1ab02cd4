"""The report of a station: how punctual it is, corrected by sheets, returned (pure)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.reporting.daily_reports.domain.sheet import Sheet
from services.reporting.report_hours.domain import minutes_late
from shared.auth.hands import Hands, are_of, joined
from shared.refusal import Conflict, Forbidden, NotFound, Stale


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
    zh = "本人报送或者更正（含代行）的日报告，须由他人退回。"
    en = "Who handed it in or corrected it, or stands in for who did, does not return it: somebody else does."


class ReportState(StrEnum):
    """How punctual a report is. What is backfilled was missed, and stays so."""

    DUE = "due"
    SUBMITTED = "submitted"
    LATE = "late"
    MISSED = "missed"
    BACKFILLED = "backfilled"


@dataclass(frozen=True, slots=True)
class Report:
    """`version` counts the events about it, `edition` the sheets that were handed in; `handed_in_at`: the first one,
    which says whether it is late. `return_count`: of them, how many were returned, the last one where it has a reason.
    `written_by`: whose words the sheets are."""

    report_id: UUID
    org_code: str
    org_path: str
    day: date
    covers_from: date
    due_at: datetime
    closes_at: datetime
    state: ReportState = ReportState.DUE
    version: int = 1
    edition: int = 0
    handed_in_at: datetime | None = None
    minutes_late: int = 0
    is_zero: bool = False
    is_copy: bool = False
    return_reason: str | None = None
    return_note: str | None = None
    return_count: int = 0
    written_by: tuple[UUID, ...] = field(default=())

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
        return replace(self, state=ReportState.MISSED, version=self.version + 1)

    def handed_in(self, sheet: Sheet, before: Sheet | None, at: datetime, by: Hands) -> Self:
        """For the first time; of a report whose time was over, `missed` comes first. `before`: what the one of the day
        before says."""
        state = (
            ReportState.BACKFILLED
            if self.state is ReportState.MISSED
            else ReportState.SUBMITTED
            if at <= self.due_at
            else ReportState.LATE
        )  # fmt: skip
        # What was missed comes after its time was over, also where the clock was set back since.
        late = minutes_late(self.due_at, max(at, self.closes_at) if state is ReportState.BACKFILLED else at)
        return replace(self._with(sheet, before, by), state=state, handed_in_at=at, minutes_late=late)

    def corrected(self, sheet: Sheet, before: Sheet | None, by: Hands) -> Self:
        """Another edition; how punctual it is stays."""
        return self._with(sheet, before, by)

    def returned(self, reason: str, note: str, by: Hands) -> Self:
        """To be handed in again. Raises `NotHandedIn`, `ReturnedAlready`, `OwnDailyReport`."""
        self.must_be_handed_in()
        if self.return_reason:
            raise ReturnedAlready
        if are_of(by, self.written_by):
            raise OwnDailyReport
        return replace(
            self, return_reason=reason, return_note=note, return_count=self.return_count + 1, version=self.version + 1
        )

    def _with(self, sheet: Sheet, before: Sheet | None, by: Hands) -> Self:
        return replace(
            self,
            version=self.version + 1,
            edition=self.edition + 1,
            is_zero=sheet.is_empty,
            is_copy=sheet.says_the_same_as(before),
            return_reason=None,
            return_note=None,
            written_by=joined(self.written_by, by),
        )
