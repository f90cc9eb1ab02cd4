"""Notices of other systems in a browser: the queue, one of them, and what is made of it."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.deaths.parameters import SOURCES
from services.registry.notices.commands.confirming import confirm_notice
from services.registry.notices.commands.settling import disclose_notice, reopen_notice, settle_notice
from services.registry.notices.parameters import BY_SENDER, KINDS, MATCHED, MATCHES, OUTCOMES, STATES, USUAL_SOURCE
from services.registry.notices.queries import WantedNotices, fetch_notices, get_notice, said_in
from services.registry.notices.schemas import (
    NOTICES,
    ConfirmationForm,
    NoticeDisclosureForm,
    NoticeFile,
    NoticeView,
    ReopeningForm,
    SettlementForm,
)
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/notices"
ONE = LIST + "/{notice_id}"
WORDS: Mapping[str, Any] = {"kinds": KINDS, "matches": MATCHES, "senders": BY_SENDER, "outcomes": OUTCOMES}
FILTERS: Mapping[str, Any] = {
    "states": STATES,
    "kind_words": list(KINDS.values()),
    "match_words": list(MATCHES.values()),
}


@router.get(LIST)
async def list_notices(
    reading: asked.NoticeReading,
    view: Viewing,
    *,
    state: Literal["waiting", "settled"] | None = None,
    kind: str | None = None,
    match: str | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The queue, the last received first."""
    waiting = None if state is None else state == "waiting"
    wanted = WantedNotices(waiting=waiting, kind=kind or None, match=match or None)
    page = await fetch_notices(reading, wanted, cursor, limit, view=NoticeView.of)
    return view.show("notices.html", page=page, cursor=cursor, wanted=wanted, state=state, **FILTERS, **WORDS)


export_pages(router, LIST, NOTICES)


@router.get(ONE)
async def show_notice(
    notice_id: UUID, reading: asked.NoticeReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """One of them, masked."""
    row = await get_notice(reading.connection, notice_id, reading.caller)
    file = NoticeFile.of(row, said_in(row, registrar.keyring) if row.sealed else None)
    return view.show("notice.html", **_shown(file))


@router.post(ONE + "/clear")
async def show_clear(
    notice_id: UUID,
    reading: asked.NoticeReading,
    work: asked.NoticeDisclosing,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[NoticeDisclosureForm],
    view: Viewing,
) -> Response:
    """Number and name in clear, recorded first."""
    row = await get_notice(reading.connection, notice_id, reading.caller)
    file = NoticeFile.of(row, said_in(row, registrar.keyring) if row.sealed else None)
    async with sent.answering("notice.html", **_shown(file)):
        await disclose_notice(work, notice_id, purpose=sent.value.purpose, most_an_hour=settings.disclosures_an_hour)
    return view.show("notice-clear.html", said_of=said_in(row, registrar.keyring), notice_id=notice_id)


@router.post(ONE + "/death")
async def confirm(
    notice_id: UUID,
    reading: asked.NoticeReading,
    work: asked.NoticeConfirming,
    *,
    registrar: asked.Registration,
    sent: Sent[ConfirmationForm],
) -> Response:
    """Record the death that it tells of, and settle it."""
    row = await get_notice(reading.connection, notice_id, reading.caller)
    file = NoticeFile.of(row, said_in(row, registrar.keyring) if row.sealed else None)
    async with sent.answering("notice.html", **_shown(file)):
        await confirm_notice(sent.keyed(work), notice_id, source=sent.value.source, keyring=registrar.keyring)
    return sent.done(f"{LIST}/{notice_id}")


async def _settling(matter: Matter) -> Mapping[str, Any]:
    notice = await _one(matter.reading, matter.about)
    claimed = {"person_id": notice.person_id} if notice.match == MATCHED else {}
    return {"notice": notice, "claimed": claimed, "choices": list(OUTCOMES.values()), **WORDS}


@deciding(router, ONE + "/settlement", "notices.settle", SettlementForm, "notice-settlement.html", shown=_settling)
async def settle(decided: Decided[SettlementForm]) -> str:
    """Settle one."""
    await settle_notice(decided.work, decided.about, decided.said.settlement())
    return f"{LIST}/{decided.about}"


async def _reopening(matter: Matter) -> Mapping[str, Any]:
    return {"notice": await _one(matter.reading, matter.about)}


@deciding(router, ONE + "/reopening", "notices.settle", ReopeningForm, "notice-reopening.html", shown=_reopening)
async def reopen(decided: Decided[ReopeningForm]) -> str:
    """Open it again."""
    await reopen_notice(decided.work, decided.about, reason=decided.said.reason)
    return f"{LIST}/{decided.about}"


async def _one(reading: Reading, notice_id: UUID) -> NoticeView:
    return NoticeView.of(await get_notice(reading.connection, notice_id, reading.caller))


def _shown(file: NoticeFile) -> Mapping[str, Any]:
    source = USUAL_SOURCE.get(file.notice.sender)
    choices = {"purposes": DISCLOSURE_PURPOSE.codes, "sources": list(SOURCES.values()), "usual_source": source}
    return {"file": file, "notice": file.notice, "confirming": Form(), **choices, **WORDS}
