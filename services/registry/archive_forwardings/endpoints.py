"""Paper files that were sent on, over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.archive_forwardings.commands import (
    forward_archive,
    record_archive_receipt,
    revoke_archive_forwarding,
)
from services.registry.archive_forwardings.parameters import ForwardingState
from services.registry.archive_forwardings.queries import WantedForwardings, fetch_forwardings, list_forwardings
from services.registry.archive_forwardings.schemas import (
    FORWARDINGS,
    ForwardingForm,
    ForwardingView,
    ReceiptForm,
    RecordedView,
    RevocationForm,
)
from services.registry.network.schemas import OrgCode
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["archives"])

_OF = "/veterans/{veteran_id}/archive/forwardings"
_ONE = "/archive-forwardings/{forwarding_id}"


@router.get(_OF, responses=problems(401, 403, 404))
async def list_forwardings_of(veteran_id: UUID, reading: asked.FileReading) -> list[ForwardingView]:
    """Where a person's paper file was sent on to, the last recorded first · 纸质档案转递记录"""
    return [ForwardingView.of(row) for row in await list_forwardings(reading, veteran_id)]


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_archive_forwarding(
    veteran_id: UUID, form: ForwardingForm, work: asked.ArchiveKeeper, registrar: asked.Registration
) -> RecordedView:
    """Record that a person's paper file was sent on: to whom, when, with which papers · 登记档案转递"""
    forwarding_id = await forward_archive(
        work, veteran_id, form.sent(), document=form.document, registrar=registrar, version=form.version
    )
    return RecordedView(forwarding_id=forwarding_id)


@router.post(_ONE + "/receipt", status_code=204, responses=problems(401, 403, 404, 409))
async def post_archive_receipt(forwarding_id: UUID, form: ReceiptForm, work: asked.ArchiveKeeper) -> None:
    """Record that its receipt came back · 登记档案转递回执"""
    await record_archive_receipt(work, forwarding_id, received_on=form.received_on, document=form.document)


@router.post(_ONE + "/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_archive_forwarding_revocation(
    forwarding_id: UUID, form: RevocationForm, work: asked.ArchiveKeeper
) -> None:
    """Revoke a record that was wrong, and its receipt with it · 撤销档案转递登记"""
    await revoke_archive_forwarding(work, forwarding_id, reason=form.reason, document=form.document)


export_route(router, "/archive-forwardings/exports", FORWARDINGS)


@router.get("/archive-forwardings", responses=problems(401, 403, 404))
async def list_archive_forwardings(
    reading: asked.FileReading,
    *,
    standing: ForwardingState | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ForwardingView]:
    """Paper files that were sent on, the last recorded first · 档案转递列表

    Of persons in the caller's scope: all, or those without a receipt, those received, those revoked.
    """
    return await fetch_forwardings(reading, WantedForwardings(standing, unit), cursor, limit, view=ForwardingView.of)
