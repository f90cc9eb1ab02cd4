"""Ten-day bulletins in a browser: the list, one with what is counted, its draft and its preview."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.bulletins.commands import draft_bulletin, edit_bulletin, issue_bulletin, recount_bulletin
from services.reporting.bulletins.domain.bulletin import SENTENCES, due_on
from services.reporting.bulletins.domain.content import period_said
from services.reporting.bulletins.letters import discount_in_words, letter_of_bulletin, ranking_tables, trend_tables
from services.reporting.bulletins.queries import count_again, count_period, fetch_bulletins, get_bulletin, get_written
from services.reporting.bulletins.schemas.exported import BULLETINS, NUMBERS
from services.reporting.bulletins.schemas.views import BulletinView, DraftForm, TextPaper
from services.reporting.consistency.schemas import in_words
from services.reporting.daily_reports.parameters import STATES
from services.reporting.dependencies import (
    BulletinReading,
    BulletinWriter,
    BulletinWriting,
)
from services.reporting.figures.domain import BY_CODE
from services.reporting.report_lines.queries import find_lists
from services.reporting.scores.parameters import LISTS
from shared.auth.hands import are_of
from shared.calendar.periods import TenDays
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import document_page, letter_pages
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/bulletins"
ONE = LIST + "/{bulletin_id:uuid}"
DRAFT, ISSUED = Named("draft", "草稿", "draft"), Named("issued", "已印发", "issued")


WORDS: Mapping[str, Any] = {
    "period_said": period_said,
    "figures": BY_CODE,
    "states": STATES,
    "sentences": SENTENCES,
    "ranking_lists": LISTS,
    "ranking_tables": ranking_tables,
    "trend_tables": trend_tables,
    "discount_in_words": discount_in_words,
    "in_words": in_words,
}


@router.get(LIST)
async def list_all(reading: BulletinReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """Issued ones, and drafts for the centre."""
    page = await fetch_bulletins(reading, cursor, limit, view=BulletinView.of_row)
    return view.show("bulletins.html", page=page, cursor=cursor, **WORDS)


export_pages(router, LIST, BULLETINS)
export_pages(router, LIST + "/numbers", NUMBERS, back=LIST)


@router.get(LIST + "/new")
async def show_draft(reading: BulletinWriting, view: Viewing) -> Response:
    """The form that drafts the last one that is over."""
    last = TenDays.of(local_date(reading.now)).preceding
    return view.show("bulletin-new.html", form=Form({"day": last.last}))


@router.post(LIST + "/new")
async def draft(work: BulletinWriter, sent: Sent[DraftForm]) -> Response:
    """Draft it."""
    async with sent.answering("bulletin-new.html"):
        count = await count_period(work.engine, sent.value.day, work.now)
        drafted = await draft_bulletin(sent.keyed(work), sent.value.day, count)
    return sent.done(f"{LIST}/{drafted.bulletin_id}")


@router.get(ONE)
async def show_bulletin(bulletin_id: UUID, reading: BulletinReading, view: Viewing) -> Response:
    """One with what is counted, what is adjusted, and the rules."""
    each = await get_bulletin(reading, bulletin_id)
    is_own = are_of(reading.caller.hands, each.written_by)
    due = due_on(each.last_on, await find_calendar(reading.connection))
    today = local_date(reading.now)
    lists = await find_lists(reading.connection)
    lines, by_line = lists.over(each.first_on, each.last_on), lists.every()
    facts: Mapping[str, Any] = {"is_own": is_own, "due": due, "today": today, "lines": lines, "by_line": by_line}
    return view.show("bulletin.html", each=each, **facts, **WORDS)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return {"each": await get_bulletin(matter.reading, matter.about)}


async def _written(matter: Matter[None]) -> Mapping[str, Any]:
    """With what it says, to be written otherwise."""
    each = await get_bulletin(matter.reading, matter.about)
    return {"each": each, "claimed": {"text": each.text}}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the bulletin."""
    each = await get_bulletin(matter.reading, matter.about)
    written = await get_written(matter.reading.connection, matter.about)
    by = written.issued_by or each.written_by[-1]
    return Standing(each.version, {"text": each.text}, written.written_at, by, ISSUED if each.is_issued else DRAFT)


@deciding(
    router, ONE + "/text", "bulletins.write", TextPaper, "bulletin-text.html", shown=_written, stands=_stands, **WORDS
)
async def edit(decided: Decided[None, TextPaper]) -> str:
    """Say something else."""
    await edit_bulletin(decided.work, decided.about, text=decided.said.text, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/count", "bulletins.write", Pressed, "bulletin-count.html", shown=_shown, stands=_stands, **WORDS
)
async def count(decided: Decided[None, Pressed]) -> str:
    """Count it again."""
    count = await count_again(decided.work.engine, decided.about, decided.work.now)
    await recount_bulletin(decided.work, decided.about, count, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/issue",
    "bulletins.issue",
    Pressed,
    "bulletin-issue.html",
    shown=_shown,
    stands=_stands,
    **WORDS,
)
async def issue(decided: Decided[None, Pressed]) -> str:
    """Issue it, after a last look."""
    await issue_bulletin(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


letter_pages(router, ONE + "/letter", letter_of_bulletin, back=LIST + "/{bulletin_id}")
document_page(router, ONE + "/document.docx", letter_of_bulletin)
