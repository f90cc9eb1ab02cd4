"""Moves between counties."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.transfers.commands import (
    complete_transfer_out,
    revoke_transfer,
    start_transfer_out,
    take_in,
)
from services.registry.transfers.letters import letter_of_transfer
from services.registry.transfers.queries import fetch_transfers, list_transfers
from services.registry.transfers.schemas import (
    TRANSFERS,
    ArrivedForm,
    LeavingForm,
    LeftForm,
    RevocationForm,
    TransferView,
)
from services.registry.veterans.schemas.views import FileVersionView
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["transfers"])


@router.post("/veterans/{veteran_id}/transfer-out", status_code=201, responses=problems(401, 403, 404, 409))
async def post_transfer_out(
    veteran_id: UUID, form: LeavingForm, work: asked.Transferring, registrar: asked.Registration
) -> FileVersionView:
    """Start a person's move to another county, on a document · 办理迁出

    He is served and counted here until it is completed.
    """
    version = await start_transfer_out(work, veteran_id, form.leaving(), registrar=registrar, version=form.version)
    return FileVersionView(version=version)


@router.post("/veterans/{veteran_id}/transfer-out/completion", responses=problems(401, 403, 404, 409, 410))
async def post_transfer_out_completion(
    veteran_id: UUID, form: LeftForm, work: asked.Transferring, registrar: asked.Registration
) -> FileVersionView:
    """Complete it, when the other county has taken the person in · 完成迁出

    From that day on figures count him here no longer.
    """
    version = await complete_transfer_out(
        work, veteran_id, form.left(), keyring=registrar.keyring, version=form.version
    )
    return FileVersionView(version=version)


@router.post("/veterans/{veteran_id}/transfer-in", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_transfer_in(
    veteran_id: UUID, form: ArrivedForm, work: asked.Transferring, registrar: asked.Registration
) -> FileVersionView:
    """Record that a person has come from another county · 登记迁入

    Who is new is registered first. Who had left comes back to his file, to a unit and a domicile that are named.
    """
    version = await take_in(work, veteran_id, form.arrived(), registrar=registrar, version=form.version)
    return FileVersionView(version=version)


@router.post("/veterans/{veteran_id}/transfers/revocation", responses=problems(401, 403, 404, 409, 410))
async def post_transfer_revocation(
    veteran_id: UUID, form: RevocationForm, work: asked.TransferRevoker, registrar: asked.Registration
) -> FileVersionView:
    """Revoke the last move, which came to nothing or was wrong · 撤销最近一次迁出或迁入

    What was so before it is so again; the record is kept.
    """
    version = await revoke_transfer(
        work,
        veteran_id,
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return FileVersionView(version=version)


@router.get("/veterans/{veteran_id}/transfers", responses=problems(401, 403, 404))
async def list_transfer_records(veteran_id: UUID, reading: asked.FileReading) -> list[TransferView]:
    """A person's moves between counties, the last first; those revoked are among them · 迁出迁入记录"""
    return [TransferView.of(row) for row in await list_transfers(reading, veteran_id)]


export_route(router, "/transfers/exports", TRANSFERS)


@router.get("/transfers", responses=problems(401, 403))
async def list_all_transfers(
    reading: asked.FileReading, *, is_open: bool | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[TransferView]:
    """Moves between counties within the caller's scope, the last recorded first · 迁出迁入列表

    With `is_open` those under way alone, or those completed.
    """
    return await fetch_transfers(reading, cursor, limit, is_open=is_open, view=TransferView.of)


letter_route(
    router,
    "/veterans/{veteran_id}/transfers/{transfer_id}/letter",
    letter_of_transfer,
    "What somebody is handed who left or came, as PDF · 打印迁出、迁入告知书",
)
