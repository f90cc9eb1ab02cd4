"""The lines of daily reports in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    LinesDrafter,
    LinesDrafting,
    LinesReading,
)
from services.reporting.report_lines.commands import (
    adopt_report_lines,
    correct_report_lines,
    draft_report_lines,
    revoke_report_lines,
    withdraw_report_lines,
)
from services.reporting.report_lines.domain import Changes
from services.reporting.report_lines.parameters import COUNTS, MOST_LINES, STATES, UNITS
from services.reporting.report_lines.queries import fetch_versions, find_lists, get_version_row, list_of
from services.reporting.report_lines.schemas import (
    LineListView,
    LinesAdoptionPaper,
    LinesPaper,
    LinesView,
    LinesWithdrawalPaper,
    typed,
)
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_of

router = page_router()

LIST = "/reporting/daily/lines"
ONE = LIST + "/{list_id:uuid}"
BADGES: Mapping[str, str] = {"draft": "due", "adopted": "ok", "withdrawn": "none"}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "badges": BADGES,
    "units": UNITS,
    "counts": COUNTS,
    "most": MOST_LINES,
}


@router.get(LIST)
async def list_lines(
    reading: LinesReading, view: Viewing, day: FilterDay = None, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """What holds on a day, today where no other is asked for, and all that was drafted."""
    page = await fetch_versions(reading, cursor, limit, view=LinesView.of_row)
    asked = day or local_date(reading.now)
    held = LineListView.of_list((await find_lists(reading.connection)).on(asked))
    return view.show("lines-list.html", page=page, cursor=cursor, held=held, asked=asked, **WORDS)


@router.get(LIST + "/new")
async def show_new_lines(reading: LinesDrafting, view: Viewing) -> Response:
    """The form, filled in with what holds tomorrow."""
    tomorrow = local_date(reading.now) + timedelta(days=1)
    held = (await find_lists(reading.connection)).on(tomorrow)
    form = Form({**typed(held), "since": tomorrow})
    return view.show("lines-form.html", form=form, each=None, back=LIST, **WORDS)


@router.post(LIST + "/new")
async def draft(reading: LinesDrafting, work: LinesDrafter, sent: Sent[LinesPaper]) -> Response:
    """Draft it."""
    async with sent.answering("lines-form.html", each=None, back=LIST, **WORDS):
        made = await draft_report_lines(sent.keyed(work), sent.value.said())
    return sent.done(f"{LIST}/{made}")


@router.get(ONE)
async def show_lines(list_id: UUID, reading: LinesReading, view: Viewing) -> Response:
    """One list, who wrote it, and what became of it."""
    facts = await _one(reading, list_id)
    is_own = are_of(reading.caller.hands, facts["each"].written_by)
    return view.show("lines.html", is_own=is_own, has_begun=facts["each"].since <= local_date(reading.now), **facts)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return await _one(matter.reading, matter.about)


async def _written(matter: Matter[None]) -> Mapping[str, Any]:
    """With what the draft says, to be written otherwise."""
    facts = await _shown(matter)
    said = typed(list_of(await get_version_row(matter.reading.connection, matter.about)))
    return {**facts, "claimed": {**said, "since": facts["each"].since, "source": facts["each"].source}}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the list."""
    row = await get_version_row(matter.reading.connection, matter.about)
    acts = [
        (row.written_at, row.written_by[-1]),
        (row.adopted_at, row.adopted_by),
        (row.withdrawn_at, row.withdrawn_by),
    ]
    return Standing(row.version, {"since": row.since, "source": row.source}, *last_of(acts), STATES[row.state])


@deciding(
    router,
    ONE + "/correction",
    "report-lines.draft",
    LinesPaper,
    "lines-form.html",
    shown=_written,
    stands=_stands,
)
async def correct(decided: Decided[None, LinesPaper]) -> str:
    """Write it otherwise."""
    await correct_report_lines(decided.work, decided.about, decided.said.said(), version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/adoption",
    "report-lines.adopt",
    LinesAdoptionPaper,
    "lines-adoption.html",
    shown=_shown,
    stands=_stands,
)
async def adopt(decided: Decided[None, LinesAdoptionPaper]) -> str:
    """All of it, to be looked at once more, and brought into force."""
    await adopt_report_lines(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "report-lines.draft",
    LinesWithdrawalPaper,
    "lines-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[None, LinesWithdrawalPaper]) -> str:
    """Give a draft up, and say why."""
    await withdraw_report_lines(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/revocation",
    "report-lines.adopt",
    LinesWithdrawalPaper,
    "lines-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def revoke(decided: Decided[None, LinesWithdrawalPaper]) -> str:
    """It never holds, and why."""
    await revoke_report_lines(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


async def _one(reading: Reading, list_id: UUID) -> dict[str, Any]:
    row = await get_version_row(reading.connection, list_id)
    before = (await find_lists(reading.connection)).on(row.since - timedelta(days=1))
    facts = {"each": LinesView.of_row(row), "changes": Changes.between(before, list_of(row))}
    return {**facts, "back": f"{LIST}/{list_id}", **WORDS}
