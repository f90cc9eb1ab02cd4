"""Moves in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.queries import names_of_units, units_elsewhere
from services.registry.relocations.commands import record_relocation, revoke_relocation
from services.registry.relocations.parameters import KINDS, REASONS, Kind
from services.registry.relocations.queries import list_relocations
from services.registry.relocations.schemas import RelocationPaper, RelocationView, RevocationPaper
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.queries.files import get_line
from shared.events.registry import VeteranRelocated
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

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


@router.get(_AT + "/new")
async def show_relocation(veteran_id: UUID, reading: asked.RelocatingReading, view: Viewing) -> Response:
    """The form that records a move."""
    form = await _form(reading, veteran_id)
    return view.show("relocation-form.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_AT + "/new")
async def relocate(
    veteran_id: UUID,
    *,
    reading: asked.RelocatingReading,
    work: asked.Relocating,
    registrar: asked.Registration,
    sent: Sent[RelocationPaper],
) -> Response:
    """Record it. Who moved to another's unit is still told of here: the list of moves may no longer be."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("relocation-form.html", stands=stands, veteran_id=veteran_id, **WORDS):
        reported = sent.value.reported()
        await record_relocation(
            sent.keyed(work), veteran_id, reported, registrar=registrar, version=sent.version
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(_AT + "/revocation")
async def show_revocation(veteran_id: UUID, reading: asked.RelocationRevokingReading, view: Viewing) -> Response:
    """The form that revokes the last record."""
    form = await _form(reading, veteran_id)
    return view.show("relocation-revocation.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_AT + "/revocation")
async def revoke(
    veteran_id: UUID,
    *,
    reading: asked.RelocationRevokingReading,
    work: asked.RelocationRevoker,
    registrar: asked.Registration,
    sent: Sent[RevocationPaper],
) -> Response:
    """Revoke it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("relocation-revocation.html", stands=stands, veteran_id=veteran_id, **WORDS):
        said = sent.value
        await revoke_relocation(
            sent.keyed(work),
            veteran_id,
            Kind(said.kind),
            reason=said.reason,
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(f"/registry/persons/{veteran_id}")


async def _form(reading: Reading, veteran_id: UUID) -> Form:
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return Form(version=row.version)


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranRelocated, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
