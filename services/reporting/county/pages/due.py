"""What waits for the reader, as a part of the first page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from services.reporting.briefings.queries import list_to_issue as list_briefings_to_issue
from services.reporting.bulletins.domain.content import period_said
from services.reporting.bulletins.queries import list_to_issue as list_bulletins_to_issue
from services.reporting.daily_reports.parameters import STATES
from services.reporting.daily_reports.queries.reports import OUTSTANDING, WantedReports, count_states, list_outstanding
from services.reporting.daily_reports.queries.rooms import list_lines_due
from services.reporting.dependencies import FigureReading
from services.reporting.dispatches.domain.minutes import week_in_words
from services.reporting.dispatches.parameters import STATES as TASK_STATES
from services.reporting.dispatches.queries import list_to_issue as list_dispatches_to_issue
from services.reporting.dispatches.queries import list_waiting_tasks
from services.reporting.rankings.queries import list_provisional, list_to_settle, list_waiting_appeals
from services.reporting.report_hours.queries import list_to_confirm
from services.reporting.report_lines.queries import list_to_adopt as list_lines_to_adopt
from services.reporting.schemes.parameters import BY_INDICATOR
from services.reporting.schemes.queries import list_to_adopt as list_schemes_to_adopt
from services.reporting.scores.parameters import EXTRAS
from services.reporting.scores.queries import list_to_score
from services.reporting.slips.parameters import COLOURS
from services.reporting.slips.queries import list_open_slips
from services.reporting.snapshots.queries import get_basis
from services.reporting.units.domain import FOREVER
from services.reporting.units.queries import list_units_at, name_units
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.language import Text
from shared.web.page import Viewing, page_router

router = page_router()

MOST_WAITING = 10
# By how a ranking stands: whose step is next.
SETTLES: Mapping[str, str] = {"provisional": "rankings.keep", "confirmed": "rankings.publish"}


@router.get("/reporting/due")
async def show_due(reading: FigureReading, view: Viewing) -> Response:
    """Which daily reports and lines of rooms are to be handed in, or again, which tasks of dispatches are not finished,
    of the reader's units, which rankings are provisional or wait for their next step, appeals not decided and
    supervision slips not closed, what waits to come into force, and whether everything is counted; a part of the first
    page, one for all."""
    today = local_date(reading.now)
    own = replace(reading, caller=permitted(reading.caller, "daily-reports.read"))
    waiting = await list_outstanding(own, MOST_WAITING)
    following = replace(reading, caller=permitted(reading.caller, "dispatches.read"))
    tasks = await list_waiting_tasks(following, MOST_WAITING)
    supervised = replace(reading, caller=permitted(reading.caller, "supervision.read"))
    slips = await list_open_slips(supervised, MOST_WAITING)
    in_rooms = replace(reading, caller=permitted(reading.caller, "room-lines.submit"))
    rooms = await list_lines_due(in_rooms, MOST_WAITING)
    paths = {row.org_path for row in (*waiting, *rooms, *tasks, *slips)}
    units = await list_units_at(reading.connection, today, FOREVER, paths)
    counts = await count_states(own, WantedReports(from_on=today, to_on=today)) if own.caller.grants else None
    missing = (await get_basis(reading.connection)).missing
    facts: dict[str, Any] = {"waiting": waiting, "units": units, "counts": counts, "states": STATES}
    facts |= {"outstanding": OUTSTANDING}
    facts |= {"rooms": rooms, "slips": slips, "colours": COLOURS, "to_issue": await _to_issue(reading)}
    facts |= {"to_adopt": await _to_adopt(reading), **await _assessed(reading)}
    return view.show(
        "due.html", missing=missing, as_of=today, now=reading.now, tasks=tasks, task_states=TASK_STATES, **facts
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Some of what waits, the list that has all of it, and what one is called."""

    rows: Sequence[Row[Any]]
    listed: str
    name: Callable[[Row[Any]], tuple[object, Text]]

    def links(self) -> list[tuple[str, Text]]:
        """Address and name of each."""
        return [(f"{self.listed}/{of}", name) for of, name in map(self.name, self.rows)]


async def _to_issue(reading: Reading) -> list[Waiting]:
    """Minutes, bulletins and briefing notes that wait for this reader to issue them."""
    dispatching = replace(reading, caller=permitted(reading.caller, "dispatches.issue"))
    telling = replace(reading, caller=permitted(reading.caller, "bulletins.issue"))
    briefing = replace(reading, caller=permitted(reading.caller, "briefings.issue"))
    minutes = await list_dispatches_to_issue(dispatching, MOST_WAITING)
    bulletins = await list_bulletins_to_issue(telling, MOST_WAITING)
    notes = await list_briefings_to_issue(briefing, MOST_WAITING)
    return [
        Waiting(minutes, "/reporting/dispatches", lambda row: (row.dispatch_id, week_in_words(row.week))),
        Waiting(bulletins, "/reporting/bulletins", lambda row: (row.bulletin_id, period_said(row.period))),
        Waiting(notes, "/reporting/briefings", lambda row: (row.briefing_id, Text(row.subject, row.subject))),
    ]


async def _to_adopt(reading: Reading) -> list[Waiting]:
    """Schemes of assessment, hours and lines of reports that wait for this reader to bring them into force."""
    adopting = replace(reading, caller=permitted(reading.caller, "schemes.adopt"))
    deciding = replace(reading, caller=permitted(reading.caller, "report-hours.decide"))
    lining = replace(reading, caller=permitted(reading.caller, "report-lines.adopt"))
    schemes = await list_schemes_to_adopt(adopting, MOST_WAITING) if adopting.caller.grants else ()
    hours = await list_to_confirm(deciding, MOST_WAITING) if deciding.caller.grants else ()
    lines = await list_lines_to_adopt(lining, MOST_WAITING) if lining.caller.grants else ()
    return [
        Waiting(
            schemes, "/reporting/schemes", lambda row: (row.scheme_id, _from("考评办法", "Scheme", row.valid_from))
        ),
        Waiting(
            hours, "/reporting/daily/hours", lambda row: (row.plan_id, _from("报送时限", "Hours of reports", row.since))
        ),
        Waiting(lines, "/reporting/daily/lines", lambda row: (row.list_id, _from("日报告项目", "Lines", row.since))),
    ]


def _from(zh: str, en: str, day: date) -> Text:
    return Text(f"{zh}（{day}起）", f"{en} from {day}")


async def _assessed(reading: Reading) -> dict[str, Any]:
    """Rankings that are provisional or wait for the reader, appeals that wait for somebody like him, what he is named
    to score."""
    decider = replace(reading, caller=permitted(reading.caller, "rankings.decide"))
    appeals = await list_waiting_appeals(decider, MOST_WAITING) if decider.caller.grants else ()
    today = local_date(reading.now)
    called = await name_units(reading.connection, today, [row.org_code for row in appeals]) if appeals else {}
    scorer = replace(reading, caller=permitted(reading.caller, "scores.keep"))
    to_score = await list_to_score(scorer) if scorer.caller.grants else ()
    to_settle = [
        row for row in await list_to_settle(reading.connection, today)
        if permitted(reading.caller, SETTLES[row.state]).grants
    ]  # fmt: skip
    facts = {"appeals": appeals, "called": called, "to_score": to_score, "indicators": {**BY_INDICATOR, **EXTRAS}}
    return {"provisional": await list_provisional(reading.connection, today), "to_settle": to_settle, **facts}
