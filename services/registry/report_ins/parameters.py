"""Within how many days somebody reports in, by the law of the day of the discharge; why one may be late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.events.person_codes import REPORT_IN_REVOCATION
from shared.language import Named
from shared.rule import Period


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` after the discharge; who is late by more than `forfeit_days` without a good reason is taken to have given
    the placement up, which the county decides."""

    source: str
    in_force: Period
    days: int
    forfeit_days: int


CLOCKS: tuple[Clock, ...] = (
    Clock("退役士兵安置条例 art 13, 17", Period(date(2011, 11, 1), date(2024, 8, 31)), 30, 30),
    Clock("退役军人安置条例 art 51", Period(date(2024, 9, 1), None), 30, 30),
)

REVOCATIONS: Mapping[str, Named] = REPORT_IN_REVOCATION.by_code()
# They stay in registry.
EXCUSES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("illness", "患病", "illness"),
        Named("disaster", "自然灾害等不可抗力", "force majeure"),
        Named("papers-late", "部队移交材料迟延", "the unit sent the papers late"),
        Named("other-good-reason", "其他正当理由", "another good reason"),
    )
}
CORRECTED = "corrected"


def clock_of(discharged_on: date) -> Clock | None:
    """None for days of which no rule is known here: nobody was late then."""
    return next((clock for clock in CLOCKS if clock.in_force.covers(discharged_on)), None)


IS_LATE = (Named("true", "逾期", "late"), Named("false", "按期", "in time"))
# Of who has not reported in.
IS_OVERDUE = (Named("true", "已逾期", "overdue"), Named("false", "期限内", "in time still"))
