"""How the daily reports of stations come in."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Instant, OrgCode, OrgPath
from shared.events.reporting_codes import DAILY_REPORT_RETURN

ReportId = Annotated[UUID, Meta(description="the report of the station and day, UUIDv7 · 日报告编号")]
StationCode = Annotated[OrgCode, Meta(description="the station · 服务站代码")]
Edition = Annotated[int, Meta(ge=1, description="which sheet of the report this is, from 1 on · 第几版")]
Lines = Annotated[
    dict[str, int],
    Meta(
        description="number by line, of the list of lines that holds on the day; a county begins with registered,"
        " moved_in, moved_out, died, visited, cases_opened, cases_resolved, applications; what was left out is not"
        " there · 各项数字，以当日适用的日报告项目代码为键；起初为上述八项；选填而未填的没有"
    ),
]
IsZero = Annotated[bool, Meta(description="the station says that there is nothing to report · 零报告")]
MinutesLate = Annotated[int, Meta(ge=1, description="minutes begun since it was due · 迟报分钟数")]


class DailyReportDue(Event, frozen=True, kw_only=True):
    """A station owes a report of a day. Once per station and day, just after midnight. No service applies it yet.

    服务站应报当日日报告，每站每日一次，零时后开立。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    due_at: Annotated[Instant, Meta(description="the last instant at which it is in time · 报送时限")]
    closes_at: Annotated[Instant, Meta(description="the last instant at which it is late, not missed · 漏报时限")]


class DailyReportSubmitted(Event, frozen=True, kw_only=True):
    """A station handed its report in, in time. Once per report that is. No service applies it yet.

    服务站按时报送日报告，每份一次。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    edition: Edition
    lines: Lines
    is_zero: IsZero


class DailyReportLate(Event, frozen=True, kw_only=True):
    """A station handed its report in after it was due, and before it counted as missed. Once per report that is.

    No service applies it yet.

    服务站迟报日报告（已过报送时限、未到漏报时限），每份一次。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    edition: Edition
    lines: Lines
    is_zero: IsZero
    minutes_late: MinutesLate


class DailyReportMissed(Event, frozen=True, kw_only=True):
    """A station had not handed its report in when it could no longer be late. Once per report that is; what is
    backfilled stays missed.

    No service applies it yet.

    服务站未在漏报时限前报送日报告，每份一次；补报不消除漏报。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate


class DailyReportBackfilled(Event, frozen=True, kw_only=True):
    """A station handed in a report that it had missed. After `daily-report-missed`, once. No service applies it yet.

    服务站补报此前漏报的日报告，在漏报事件之后，每份一次。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    edition: Edition
    lines: Lines
    is_zero: IsZero
    minutes_late: MinutesLate


class DailyReportCorrected(Event, frozen=True, kw_only=True):
    """A report says something else from now on, or was handed in again after it was returned: another sheet; those
    before it are kept. The last one holds.

    No service applies it yet. Why stays in reporting.

    日报告更正，或者退回后重新报送，另起一版，以前各版保留，以最后一版为准。尚无服务处理；原因只留在统计服务。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    edition: Edition
    lines: Lines
    is_zero: IsZero


class DailyReportReturned(Event, frozen=True, kw_only=True):
    """The centre returned the last sheet of a report, to be handed in again. No service applies it yet.

    服务中心退回日报告的最后一版，由服务站重新报送。尚无服务处理。
    """

    report_id: ReportId
    org_code: StationCode
    org_path: OrgPath
    day: CalendarDate
    edition: Edition
    reason: Annotated[str, DAILY_REPORT_RETURN.field("why · 退回原因")]


CONTRACTS: tuple[type[Event], ...] = (
    DailyReportDue,
    DailyReportSubmitted,
    DailyReportLate,
    DailyReportMissed,
    DailyReportBackfilled,
    DailyReportCorrected,
    DailyReportReturned,
)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "reporting.daily-reports", "report_id", PiiClass.P0, ()) for contract in CONTRACTS
)
