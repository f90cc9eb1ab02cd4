"""Moving a unit, and taking a move back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.reorganisations.commands import move_org_unit, revoke_org_unit_move
from services.registry.reorganisations.pages.finding import found, found_to_decide
from services.registry.reorganisations.schemas import MovePaper, MoveRevocationPaper
from shared.events.registry import OrgUnitMoved
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()


@router.get("/registry/network/{org_code}/move")
async def show_move(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for another parent."""
    unit = await found_to_decide(reading, org_code)
    return view.show("move.html", form=Form({}, unit.version), unit=unit)


@router.post("/registry/network/{org_code}/move")
async def move_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[MovePaper]
) -> Response:
    """Move it."""
    async with sent.answering("move.html", **await _shown(reading, org_code)):
        await move_org_unit(sent.keyed(work), org_code, **dict(sent.value), version=sent.version)
    return sent.done(f"/registry/network/{org_code}")


@router.get("/registry/network/{org_code}/move/revocation")
async def show_revocation(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that takes the last move back."""
    unit = await found_to_decide(reading, org_code)
    return view.show("move-revocation.html", form=Form({}, unit.version), unit=unit)


@router.post("/registry/network/{org_code}/move/revocation")
async def revoke_move(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[MoveRevocationPaper]
) -> Response:
    """Take it back."""
    async with sent.answering("move-revocation.html", **await _shown(reading, org_code)):
        await revoke_org_unit_move(sent.keyed(work), org_code, document=sent.value.document, version=sent.version)
    return sent.done(f"/registry/network/{org_code}")


async def _shown(reading: Reading, org_code: str) -> Mapping[str, Any]:
    return {"unit": await found_to_decide(reading, org_code), "stands": partial(_standing, reading, org_code)}


async def _standing(reading: Reading, org_code: str) -> Standing:
    """The unit by the names of the forms."""
    unit = await found(reading, org_code)
    at, by = await last_change(reading.connection, OrgUnitMoved, org_code, f"org-unit {org_code}")
    return Standing(unit.version, {"parent_code": unit.parent_code, "moved_on": unit.moved_on}, at, by)
