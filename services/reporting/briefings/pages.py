"""Briefing notes in a browser: the list, one with its editions, the forms that write, issue and withdraw it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.briefings.commands import (
    draft_briefing,
    issue_briefing,
    withdraw_briefing,
    write_briefing,
)
from services.reporting.briefings.letters import letter_of_briefing
from services.reporting.briefings.parameters import CHOICES
from services.reporting.briefings.queries import count_said, fetch_briefings, get_briefing, list_editions
from services.reporting.briefings.schemas import (
    BriefingPaper,
    BriefingView,
    EditionView,
    edition_that_stands,
)
from services.reporting.bulletins.letters import trend_tables
from services.reporting.dependencies import (
    BriefingReading,
    BriefingWriter,
    BriefingWriting,
)
from services.reporting.figures.domain import BY_CODE
from services.reporting.figures.parameters.trends import KEY_FIGURES
from services.reporting.paper_forms.parameters import STATES
from services.reporting.paper_forms.schemas import ShownState, WithdrawalPaper
from shared.auth.hands import are_of
from shared.calendar.periods import TenDays
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import document_page, letter_pages
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing, last_of

router = page_router()

LIST = "/reporting/briefings"
ONE = LIST + "/{briefing_id:uuid}"
BADGES: Mapping[str, str] = {"draft": "due", "issued": "ok", "withdrawn": "none"}
OF_STATES: Mapping[str, Any] = {"states": STATES, "badges": BADGES}
WORDS: Mapping[str, Any] = {"figures": BY_CODE, "trend_tables": trend_tables, **OF_STATES}


@router.get(LIST)
async def list_all(
    reading: BriefingReading,
    view: Viewing,
    *,
    state: ShownState | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last drafted first."""
    page = await fetch_briefings(reading, state, cursor, limit, view=BriefingView.of_row)
    return view.show("briefings.html", page=page, cursor=cursor, state=state, **OF_STATES)


@router.get(LIST + "/new")
async def show_draft(reading: BriefingWriting, view: Viewing) -> Response:
    """The form, with the last ten days that are over and the key figures."""
    last = TenDays.of(local_date(reading.now)).preceding
    form = Form({"first_on": last.first, "last_on": last.last, "figures": list(KEY_FIGURES)})
    return view.show("briefing-form.html", form=form, each=None, back=LIST, choices=CHOICES.values())


@router.post(LIST + "/new")
async def draft(work: BriefingWriter, sent: Sent[BriefingPaper]) -> Response:
    """Draft it."""
    async with sent.answering("briefing-form.html", each=None, back=LIST, choices=CHOICES.values()):
        said = sent.value.said()
        drafted = await draft_briefing(sent.keyed(work), said, await count_said(work.engine, said, work.now))
    return sent.done(f"{LIST}/{drafted.briefing_id}")


@router.get(ONE)
async def show_briefing(briefing_id: UUID, reading: BriefingReading, view: Viewing) -> Response:
    """One with its editions."""
    facts = await _one(reading, briefing_id)
    is_own = are_of(reading.caller.hands, facts["each"].written_by)
    return view.show("briefing.html", is_own=is_own, **facts, **WORDS)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return await _one(matter.reading, matter.about)


async def _written(matter: Matter[None]) -> Mapping[str, Any]:
    """With what the edition that stands says, to be written otherwise."""
    facts = await _shown(matter)
    return {**facts, "claimed": facts["standing"].typed}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the briefing note."""
    facts = await _shown(matter)
    each, last = facts["each"], facts["editions"][0]
    acts = [
        (last.written_at, last.written_by),
        (last.issued_at, last.issued_by),
        (last.withdrawn_at, last.withdrawn_by),
    ]
    return Standing(each.version, facts["standing"].typed, *last_of(acts), STATES[each.state])


@deciding(
    router,
    ONE + "/text",
    "briefings.write",
    BriefingPaper,
    "briefing-form.html",
    shown=_written,
    stands=_stands,
    choices=CHOICES.values(),
)
async def write(decided: Decided[None, BriefingPaper]) -> str:
    """Say something else."""
    said, work = decided.said.said(), decided.work
    counted = await count_said(work.engine, said, work.now)
    await write_briefing(work, decided.about, said, counted, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/issue", "briefings.issue", Pressed, "briefing-issue.html", shown=_shown, stands=_stands)
async def issue(decided: Decided[None, Pressed]) -> str:
    """Issue it, after a last look."""
    await issue_briefing(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "briefings.write",
    WithdrawalPaper,
    "briefing-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[None, WithdrawalPaper]) -> str:
    """Give a draft up, and say why."""
    await withdraw_briefing(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


letter_pages(router, ONE + "/letter", letter_of_briefing, back=LIST + "/{briefing_id}")
document_page(router, ONE + "/document.docx", letter_of_briefing)


async def _one(reading: Reading, briefing_id: UUID) -> dict[str, Any]:
    each = await get_briefing(reading, briefing_id)
    editions = [EditionView.of(row) for row in await list_editions(reading.connection, briefing_id)]
    facts = {"each": each, "editions": editions, "standing": edition_that_stands(each, editions)}
    return {**facts, "back": f"{LIST}/{briefing_id}"}
