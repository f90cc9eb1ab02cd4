"""By when daily reports are due: the hours that a county begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from shared.language import Named


@dataclass(frozen=True, slots=True)
class Hours:
    """From `since` on: a report is due at `due` of its day, late until `closes` of the next one; `owed`: of which days
    (`every-day` is for a campaign). A room hands its line in by `rooms`. That there is nothing to report is not said
    before `nothing_from`, where that is given. `source`: the document that says so, empty where none does.
    """

    since: date
    due: time
    closes: time
    owed: Literal["every-day", "working-days"]
    source: str
    rooms: time = time(16, 0)
    nothing_from: time | None = None


# What a county decides on holds from its first day on; before that, these do, which no document says.
HOURS: tuple[Hours, ...] = (Hours(date(2018, 1, 1), time(17, 30), time(9, 0), "every-day", source=""),)
OWED: Mapping[str, Named] = {
    each.code: each
    for each in (Named("every-day", "每日", "every day"), Named("working-days", "工作日", "working days"))
}
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("proposed", "待确认", "proposed"),
        Named("confirmed", "已确认", "confirmed"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
