"""What a unit holds goes to another one: all of it, in a merger, or to a new unit beside it."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import names_of_units, units_elsewhere
from services.registry.network.schemas import OrgCode
from services.registry.reorganisations.commands import (
    merge_org_unit,
    move_holdings,
    split_org_unit,
    stop_holdings_move,
    take_holdings_back,
)
from services.registry.reorganisations.pages.closing import standing
from services.registry.reorganisations.pages.finding import found
from services.registry.reorganisations.parameters import HINDRANCES, KINDS, MOVED
from services.registry.reorganisations.queries import (
    count_holdings,
    get_holdings_move,
    list_holdings_moves,
    list_results,
)
from services.registry.reorganisations.schemas import ClosingPaper, HandoverPaper, SplitPaper
from shared.auth.hands import are_of
from shared.auth.permissions import permitted
from shared.events.codes import HOST_KIND
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

UNIT = "/registry/network/{org_code}"
WORDS: Mapping[str, Any] = {"kinds": KINDS, "hindrances": HINDRANCES, "moved": MOVED, "host_kinds": HOST_KIND.codes}


@router.get(UNIT + "/holdings")
async def show_holdings(org_code: OrgCode, reading: asked.OverseerReading, view: Viewing) -> Response:
    """How many of each kind it holds; moves of them so far."""
    return view.show("unit-holdings.html", **await _held(reading, org_code))


@router.get(UNIT + "/handover")
async def show_handover(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form by which all of it goes to another unit."""
    return view.show("handover.html", form=Form({}), **await _held(reading, org_code))


@router.post(UNIT + "/handover")
async def hand_over(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[HandoverPaper]
) -> Response:
    """All of it goes to another unit."""
    async with sent.answering("handover.html", **await _held(reading, org_code)):
        put = await move_holdings(sent.keyed(work), org_code, sent.value.handover())
    return sent.done(f"/registry/network/{org_code}/holdings/{put.move_id}")


@router.get(UNIT + "/holdings/{move_id}")
async def show_holdings_move(
    org_code: OrgCode, move_id: UUID, reading: asked.OverseerReading, view: Viewing
) -> Response:
    """How far a move is, and what did not go and why."""
    unit = await found(reading, org_code)
    move = await get_holdings_move(reading.connection, org_code, move_id)
    return view.show("holdings-move.html", **await _move(reading, unit, move), form=Form({}), **WORDS)


@router.post(UNIT + "/holdings/{move_id}/stop")
async def stop_move(
    org_code: OrgCode, move_id: UUID, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[ClosingPaper]
) -> Response:
    """What has not gone yet stays."""
    unit = await found(reading, org_code)
    move = await get_holdings_move(reading.connection, org_code, move_id)
    async with sent.answering("holdings-move.html", **await _move(reading, unit, move), **WORDS):
        await stop_holdings_move(sent.keyed(work), org_code, move_id, document=sent.value.document)
    return sent.done(f"/registry/network/{org_code}/holdings/{move_id}")


@router.get(UNIT + "/holdings/{move_id}/return")
async def show_return(org_code: OrgCode, move_id: UUID, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that takes the move back as a whole."""
    unit = await found(reading, org_code)
    move = await get_holdings_move(reading.connection, org_code, move_id)
    return view.show("holdings-return.html", **await _move(reading, unit, move), form=Form({}), **WORDS)


@router.post(UNIT + "/holdings/{move_id}/return")
async def return_holdings(
    org_code: OrgCode, move_id: UUID, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[ClosingPaper]
) -> Response:
    """Take it back."""
    unit = await found(reading, org_code)
    move = await get_holdings_move(reading.connection, org_code, move_id)
    async with sent.answering("holdings-return.html", **await _move(reading, unit, move), **WORDS):
        put = await take_holdings_back(sent.keyed(work), org_code, move_id, document=sent.value.document)
    return sent.done(f"/registry/network/{move.to_code}/holdings/{put.move_id}")


@router.get(UNIT + "/merger")
async def show_merger(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that merges a unit into another one."""
    held = await _held(reading, org_code)
    held["unit"].must_be_decided_by(reading.caller)
    return view.show("merger.html", form=Form({}, held["unit"].version), **held)


@router.post(UNIT + "/merger")
async def merge_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[HandoverPaper]
) -> Response:
    """Merge it."""
    stands = partial(standing, reading, org_code)
    async with sent.answering("merger.html", stands=stands, **await _held(reading, org_code)):
        await merge_org_unit(sent.keyed(work), org_code, sent.value.handover(), version=sent.version)
    return sent.done(f"/registry/network/{org_code}/closing")


@router.get(UNIT + "/split")
async def show_split(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form for a new unit that takes over a part."""
    held = await _held(reading, org_code)
    held["unit"].must_be_decided_by(reading.caller)
    return view.show("split.html", form=Form({"host_kind": held["unit"].host_kind}), **held)


@router.post(UNIT + "/split")
async def split_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[SplitPaper]
) -> Response:
    """Establish it, and put that part on the move."""
    held = await _held(reading, org_code)
    async with sent.answering("split.html", **held):
        form = sent.value
        put = await split_org_unit(sent.keyed(work), org_code, form.proposal(held["unit"]), form.handover())
    return sent.done(f"/registry/network/{org_code}/holdings/{put.move_id}")


async def _held(reading: Reading, org_code: str) -> Mapping[str, Any]:
    unit = await found(reading, org_code)
    moves = await list_holdings_moves(reading.connection, org_code)
    codes = {code for move in moves for code in (move.from_code, move.to_code)}
    return {
        "unit": unit,
        "counts": await count_holdings(reading.connection, org_code),
        "moves": moves,
        **await _named(reading, codes),
        **WORDS,
    }


async def _move(reading: Reading, unit: OrgUnit, move: Any) -> Mapping[str, Any]:
    organiser = permitted(reading.caller, "places.organise")
    return {
        "unit": unit,
        "decides": unit.is_decided_by(organiser),
        "move": move,
        "is_own": are_of(organiser.hands, (move.asked_by, move.asked_for)),
        "results": await list_results(reading.connection, move.move_id),
        **await _named(reading, {move.from_code, move.to_code}),
    }


async def _named(reading: Reading, codes: Collection[str]) -> Mapping[str, Any]:
    """What units are called, and which of them the reader may not open."""
    return {
        "names": await names_of_units(reading.connection, codes),
        "elsewhere": await units_elsewhere(reading.connection, codes, reading.caller),
    }
