"""Notices of other systems over HTTP."""

from typing import Annotated
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.metrics import NOTICES_TOTAL
from services.registry.notices.commands.confirming import confirm_notice
from services.registry.notices.commands.settling import disclose_notice, reopen_notice, settle_notice
from services.registry.notices.commands.taking import take_notice
from services.registry.notices.queries import WantedNotices, fetch_notices, get_notice, said_in
from services.registry.notices.schemas import (
    NOTICES,
    ConfirmationForm,
    DisclosedNotice,
    NoticeDisclosureForm,
    NoticeFile,
    NoticeView,
    ReopeningForm,
    SentNotice,
    SettlementForm,
)
from shared.export.answering import export_route
from shared.http.dependencies import from_address
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/notices", tags=["notices"], responses=problems(401, 403))


export_route(router, "/exports", NOTICES)


@router.get("")
async def list_notices(
    reading: asked.NoticeReading,
    wanted: Annotated[WantedNotices, from_address(WantedNotices)],
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[NoticeView]:
    """What other systems said of persons at your units, the last received first · 外部通报列表

    Those of nobody registered are the centre's.
    """
    return await fetch_notices(reading, wanted, cursor, limit, view=NoticeView.of)


@router.post("", status_code=204, responses=problems(409))
async def post_notice(form: SentNotice, work: asked.NoticeSending, registrar: asked.Registration) -> None:
    """Of other systems: tell of a death or a move, which somebody here looks into · 外部系统通报死亡、迁移

    The machine's user name is the system's. What is told stands in a queue and changes no file by itself; whether
    anybody is registered is not answered. The same `message_id` with the same content again changes nothing.
    """
    sender, taken = await take_notice(work, form.received(), registrar=registrar)
    for match, count in taken.items():
        NOTICES_TOTAL.labels(sender, match).inc(count)


@router.get("/{notice_id:uuid}", responses=problems(404))
async def get_one_notice(notice_id: UUID, reading: asked.NoticeReading, registrar: asked.Registration) -> NoticeFile:
    """One of them with what it says, masked · 查看外部通报（脱敏）"""
    row = await get_notice(reading.connection, notice_id, reading.caller)
    return NoticeFile.of(row, said_in(row, registrar.keyring) if row.sealed else None)


@router.post("/{notice_id}/disclosures", status_code=201, responses=problems(404, 409, 429))
async def post_notice_disclosure(
    notice_id: UUID,
    form: NoticeDisclosureForm,
    work: asked.NoticeDisclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> DisclosedNotice:
    """Show number and name in clear; who saw them, and what for, is recorded first · 查看通报中的完整信息（留痕）"""
    await disclose_notice(work, notice_id, purpose=form.purpose, most_an_hour=settings.disclosures_an_hour)
    async with work.engine.connect() as connection:
        row = await get_notice(connection, notice_id, work.caller)
    said = said_in(row, registrar.keyring)
    return DisclosedNotice(id_number=said.number.reveal(), name=said.name.reveal())


@router.post("/{notice_id}/death", status_code=204, responses=problems(404, 409))
async def post_noticed_death(
    notice_id: UUID, form: ConfirmationForm, work: asked.NoticeConfirming, registrar: asked.Registration
) -> None:
    """Confirm a notice of a death: record it, on the notice's day and document, and settle the notice · 据通报登记死亡

    Only where number and name agree with the register.
    """
    await confirm_notice(work, notice_id, source=form.source, keyring=registrar.keyring)


@router.post("/{notice_id}/settlement", status_code=204, responses=problems(404, 409))
async def post_notice_settlement(notice_id: UUID, form: SettlementForm, work: asked.NoticeSettling) -> None:
    """Settle it; a death or a move is recorded by its own command, before · 办结外部通报"""
    await settle_notice(work, notice_id, form.settlement())


@router.post("/{notice_id}/reopening", status_code=204, responses=problems(404, 409))
async def post_notice_reopening(notice_id: UUID, form: ReopeningForm, work: asked.NoticeSettling) -> None:
    """It was settled wrongly, and waits again · 重新打开外部通报"""
    await reopen_notice(work, notice_id, reason=form.reason)
