"""Moves between counties in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.transfers.commands import (
    complete_transfer_out,
    revoke_transfer,
    start_transfer_out,
    take_in,
)
from services.registry.transfers.letters import letter_of_transfer
from services.registry.transfers.parameters import DIRECTIONS, IS_OPEN, REASONS
from services.registry.transfers.queries import fetch_transfers, list_standing, list_transfers
from services.registry.transfers.schemas import (
    TRANSFERS,
    ArrivedPaper,
    LeavingPaper,
    LeftPaper,
    RevocationPaper,
    TransferView,
)
from services.registry.veterans.pages.filing import Filed, filing
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/registry/transfers"
_PERSON = "/registry/persons/{veteran_id}"
WORDS: Mapping[str, Any] = {
    "directions": DIRECTIONS,
    "reasons": REASONS,
    "reason_words": list(REASONS.values()),
}


@router.get(LIST)
async def list_of_transfers(
    reading: asked.FileReading,
    view: Viewing,
    *,
    is_open: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Moves between counties in the reader's scope, the last recorded first."""
    page = await fetch_transfers(reading, cursor, limit, is_open=is_open, view=TransferView.of)
    shown = None if is_open is None else str(is_open).lower()
    return view.show("transfers.html", page=page, cursor=cursor, is_open=shown, states=IS_OPEN, **WORDS)


export_pages(router, LIST, TRANSFERS)


@router.get(_PERSON + "/transfers")
async def show_transfers(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """A person's, the last first."""
    found = [TransferView.of(row) for row in await list_transfers(reading, veteran_id)]
    last = next((each.transfer_id for each in found if each.revoked_at is None), None)
    return view.show("transfers-of-person.html", veteran_id=veteran_id, found=found, last=last, **WORDS)


@filing(router, _PERSON + "/transfer-out", "veterans.transfer", LeavingPaper, "transfer-out.html")
async def start(filed: Filed[LeavingPaper]) -> None:
    """Start a move to another county."""
    leaving = filed.said.leaving()
    await start_transfer_out(filed.work, filed.veteran_id, leaving, registrar=filed.registrar, version=filed.version)


async def _started(reading: Reading, veteran_id: UUID) -> Mapping[str, Any]:
    """Until when the county pays, as it was said when the move was started: confirmed, or said anew."""
    under_way = [each for each in await list_standing(reading.connection, veteran_id) if each.moved_on is None]
    return {"paid_through_month": under_way[0].paid_through_month} if under_way else {}


@filing(
    router,
    _PERSON + "/transfer-out/completion",
    "veterans.transfer",
    LeftPaper,
    "transfer-completion.html",
    recorded=_started,
)
async def complete(filed: Filed[LeftPaper]) -> None:
    """Complete it."""
    left = filed.said.left()
    await complete_transfer_out(
        filed.work, filed.veteran_id, left, keyring=filed.registrar.keyring, version=filed.version
    )


@filing(router, _PERSON + "/transfer-in", "veterans.transfer", ArrivedPaper, "transfer-in.html", is_back=False)
@filing(router, _PERSON + "/return", "veterans.transfer", ArrivedPaper, "transfer-in.html", is_back=True)
async def arrive(filed: Filed[ArrivedPaper]) -> None:
    """Record that somebody has come; who had left is asked where he is now."""
    arrived = filed.said.arrived()
    await take_in(filed.work, filed.veteran_id, arrived, registrar=filed.registrar, version=filed.version)


@filing(
    router,
    _PERSON + "/transfers/revocation",
    "veterans.revoke-transfer",
    RevocationPaper,
    "transfer-revocation.html",
    **WORDS,
)
async def revoke(filed: Filed[RevocationPaper]) -> None:
    """Revoke the last one."""
    said = filed.said
    await revoke_transfer(
        filed.work,
        filed.veteran_id,
        reason=said.reason,
        document=said.document,
        keyring=filed.registrar.keyring,
        version=filed.version,
    )


_RECORDS = _PERSON + "/transfers"
letter_pages(router, _RECORDS + "/{transfer_id}/letter", letter_of_transfer, back=_RECORDS)
