"""When somebody reported in, and whether that was late (pure)."""

from dataclasses import dataclass
from datetime import date

from services.registry.report_ins.parameters import clock_of
from shared.refusal import Conflict


class ReportInRecorded(Conflict):
    """Once; what is wrong with it is corrected."""

    code = "report-in-recorded"
    zh = "不能登记，因为已登记报到；登记有误的，请更正或撤销。"
    en = "It is recorded already that the person reported in. If that is wrong, correct or revoke it."


class NoReportIn(Conflict):
    """Nothing to correct or to revoke."""

    code = "no-report-in"
    zh = "不能办理，因为没有报到登记。"
    en = "It is not recorded that the person reported in."


@dataclass(frozen=True, slots=True)
class ReportIn:
    """`excuse`: the good reason for being late; `ceremony_on`: the day of the welcome, where there was one."""

    discharged_on: date
    reported_on: date
    ceremony_on: date | None = None
    excuse: str | None = None

    @property
    def late_days(self) -> int:
        """Days after the last one on which it was in time; the day of the discharge is not counted."""
        clock = clock_of(self.discharged_on)
        return max((self.reported_on - self.discharged_on).days - clock.days, 0) if clock else 0

    @property
    def is_forfeit(self) -> bool:
        """Late by so much and without a good reason that the placement is taken to be given up."""
        clock = clock_of(self.discharged_on)
        return clock is not None and self.late_days > clock.forfeit_days and self.excuse is None
