"""Moves in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.queries import names_of_units, units_elsewhere
from services.registry.relocations.commands import record_relocation, revoke_relocation
from services.registry.relocations.letters import letter_of_relocation
from services.registry.relocations.parameters import KINDS, REASONS, Kind
from services.registry.relocations.queries import list_relocations
from services.registry.relocations.schemas import RelocationPaper, RelocationView, RevocationPaper
from services.registry.veterans.pages.filing import Filed, filing
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

_AT = "/registry/persons/{veteran_id}/relocations"
WORDS: Mapping[str, Any] = {
    "kinds": KINDS,
    "reasons": REASONS,
    "kind_words": list(KINDS.values()),
    "reason_words": list(REASONS.values()),
}


@router.get(_AT)
async def show_relocations(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """A person's moves, the last first."""
    moves = [RelocationView.of(row) for row in await list_relocations(reading, veteran_id)]
    units = {code for each in moves for code in (each.from_org_code, each.to_org_code) if code}
    divisions = {code for each in moves for code in (each.from_division_code, each.to_division_code)}
    return view.show(
        "relocations.html",
        veteran_id=veteran_id,
        moves=moves,
        units=await names_of_units(reading.connection, units),
        elsewhere=await units_elsewhere(reading.connection, units, reading.caller),
        divisions=await names_of_divisions(reading.connection, divisions),
        **WORDS,
    )


@filing(router, _AT + "/new", "veterans.relocate", RelocationPaper, "relocation-form.html", **WORDS)
async def relocate(filed: Filed[RelocationPaper]) -> None:
    """Record a move. Who moved to another's unit is still told of at the file: the list of moves may no longer be."""
    reported = filed.said.reported()
    await record_relocation(filed.work, filed.veteran_id, reported, registrar=filed.registrar, version=filed.version)


@filing(
    router, _AT + "/revocation", "veterans.revoke-relocation", RevocationPaper, "relocation-revocation.html", **WORDS
)
async def revoke(filed: Filed[RevocationPaper]) -> None:
    """Revoke the last record."""
    said = filed.said
    await revoke_relocation(
        filed.work,
        filed.veteran_id,
        Kind(said.kind),
        reason=said.reason,
        document=said.document,
        keyring=filed.registrar.keyring,
        version=filed.version,
    )


letter_pages(router, _AT + "/{relocation_id}/letter", letter_of_relocation, back=_AT)
