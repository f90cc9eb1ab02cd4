"""Hours of daily reports in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    HoursProposer,
    HoursProposing,
    HoursReading,
)
from services.reporting.report_hours.commands import (
    confirm_report_hours,
    propose_report_hours,
    withdraw_report_hours,
)
from services.reporting.report_hours.parameters import OWED, STATES
from services.reporting.report_hours.queries import fetch_plans, find_timetable, get_plan_row
from services.reporting.report_hours.schemas import (
    HoursConfirmationPaper,
    HoursForm,
    HoursView,
    HoursWithdrawalPaper,
    typed,
)
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/daily/hours"
ONE = LIST + "/{plan_id:uuid}"
BADGES: Mapping[str, str] = {"proposed": "due", "confirmed": "ok", "withdrawn": "none"}
WORDS: Mapping[str, Any] = {"states": STATES, "badges": BADGES, "owed": OWED, "owed_words": list(OWED.values())}


@router.get(LIST)
async def list_hours(reading: HoursReading, view: Viewing, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """What holds today, and all that was proposed."""
    page = await fetch_plans(reading, cursor, limit, view=HoursView.of_row)
    today = local_date(reading.now)
    now = (await find_timetable(reading.connection)).on(today)
    return view.show("hours-list.html", page=page, cursor=cursor, hours={**typed(now), "source": now.source}, **WORDS)


@router.get(LIST + "/new")
async def show_new_hours(reading: HoursProposing, view: Viewing) -> Response:
    """The form, filled in with what holds today."""
    today = local_date(reading.now)
    now = (await find_timetable(reading.connection)).on(today)
    form = Form({**typed(now), "since": today + timedelta(days=1)})
    return view.show("hours-new.html", form=form, **WORDS)


@router.post(LIST + "/new")
async def propose(reading: HoursProposing, work: HoursProposer, sent: Sent[HoursForm]) -> Response:
    """Propose them."""
    async with sent.answering("hours-new.html", **WORDS):
        made = await propose_report_hours(sent.keyed(work), sent.value.hours())
    return sent.done(f"{LIST}/{made}")


@router.get(ONE)
async def show_hours(plan_id: UUID, reading: HoursReading, view: Viewing) -> Response:
    """What was proposed, by whom, and what became of it."""
    facts = await _one(reading, plan_id)
    is_own = are_of(reading.caller.hands, (facts["each"].written_by, facts["each"].written_for))
    return view.show("hours.html", is_own=is_own, has_begun=facts["each"].since <= local_date(reading.now), **facts)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return await _one(matter.reading, matter.about)


async def _stands(matter: Matter[None]) -> Standing:
    """For who decided while somebody else did."""
    row = await get_plan_row(matter.reading.connection, matter.about)
    at, by = row.decided_at or row.written_at, row.decided_by or row.written_by
    return Standing(row.version, {}, at, by, STATES[row.state])


@deciding(
    router,
    ONE + "/confirmation",
    "report-hours.decide",
    HoursConfirmationPaper,
    "hours-confirmation.html",
    shown=_shown,
    stands=_stands,
)
async def confirm(decided: Decided[None, HoursConfirmationPaper]) -> str:
    """All of it, to be looked at once more: they hold from their first day on."""
    await confirm_report_hours(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "report-hours.decide",
    HoursWithdrawalPaper,
    "hours-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[None, HoursWithdrawalPaper]) -> str:
    """They never hold, and why."""
    await withdraw_report_hours(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


async def _one(reading: Reading, plan_id: UUID) -> dict[str, Any]:
    each = HoursView.of_row(await get_plan_row(reading.connection, plan_id))
    return {"each": each, "back": f"{LIST}/{plan_id}", **WORDS}
