"""A unit that is to be closed: what is open there, who has cleared it, and its end."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.grants.queries import count_grants_at
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.reorganisations.commands import (
    ask_org_unit_closing_again,
    begin_org_unit_closing,
    close_org_unit,
    revoke_org_unit_closure,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.pages.finding import found, found_to_decide
from services.registry.reorganisations.parameters import LISTED_AT, SERVICES
from services.registry.reorganisations.queries import find_closing, get_closing, list_answers, list_open
from services.registry.reorganisations.schemas import ClosingPaper, ClosurePaper, MoveRevocationPaper
from shared.auth.permissions import permitted
from shared.events.registry import OrgUnitClosing
from shared.events.service_codes import OPEN_MATTER
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing, last_change

router = page_router()

UNIT = "/registry/network/{org_code}"
WORDS: Mapping[str, Any] = {"services": SERVICES, "listed_at": LISTED_AT, "matters": OPEN_MATTER.by_code()}


@router.get(UNIT + "/closing")
async def show_closing(org_code: OrgCode, reading: asked.OverseerReading, view: Viewing) -> Response:
    """What is open there, and who has cleared it."""
    unit = await found(reading, org_code)
    closing = await get_closing(reading.connection, org_code)
    codes = {code for code in (closing.successor_code,) if code}
    return view.show(
        "closing.html",
        unit=unit,
        decides=unit.is_decided_by(permitted(reading.caller, "places.organise")),
        closing=closing,
        held=await list_open(reading.connection, org_code),
        answers=await list_answers(reading.connection, closing),
        names=await names_of_units(reading.connection, codes),
        grants=await count_grants_at(reading.connection, unit.org_path, now=reading.now),
        **WORDS,
    )


@router.get(UNIT + "/closing/new")
async def show_new_closing(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that says that it is to be closed."""
    return await _form(reading, view, "closing-form.html", org_code)


@router.post(UNIT + "/closing/new")
async def begin_closing(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[ClosingPaper]
) -> Response:
    """It is to be closed."""
    async with sent.answering("closing-form.html", **await _shown(reading, org_code)):
        await begin_org_unit_closing(sent.keyed(work), org_code, document=sent.value.document, version=sent.version)
    return sent.done(f"/registry/network/{org_code}/closing")


@router.post(UNIT + "/closing/question")
async def ask_again(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[Pressed]
) -> Response:
    """Every service answers anew."""
    async with sent.answering("unit-refused.html", unit=await found_to_decide(reading, org_code)):
        await ask_org_unit_closing_again(sent.keyed(work), org_code)
    return sent.done(f"/registry/network/{org_code}/closing")


@router.get(UNIT + "/closing/withdrawal")
async def show_withdrawal(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that says that it is not closed after all."""
    return view.show("closing-withdrawal.html", form=Form(), unit=await found_to_decide(reading, org_code))


@router.post(UNIT + "/closing/withdrawal")
async def withdraw_closing(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[ClosingPaper]
) -> Response:
    """It takes in again."""
    async with sent.answering("closing-withdrawal.html", unit=await found_to_decide(reading, org_code)):
        await withdraw_org_unit_closing(sent.keyed(work), org_code, document=sent.value.document)
    return sent.done(f"/registry/network/{org_code}")


@router.get(UNIT + "/closure")
async def show_closure(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that closes a unit."""
    return await _form(reading, view, "closure.html", org_code)


@router.post(UNIT + "/closure")
async def close_unit(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[ClosurePaper]
) -> Response:
    """Close it; what is still open there is named."""
    async with sent.answering("closure.html", **await _shown(reading, org_code)):
        await close_org_unit(sent.keyed(work), org_code, closed_on=sent.value.closed_on, version=sent.version)
    return sent.done(f"/registry/network/{org_code}")


@router.get(UNIT + "/closure/revocation")
async def show_closure_revocation(org_code: OrgCode, reading: asked.OrganiserReading, view: Viewing) -> Response:
    """The form that says that it was not closed."""
    return await _form(reading, view, "closure-revocation.html", org_code)


@router.post(UNIT + "/closure/revocation")
async def revoke_closure(
    org_code: OrgCode, reading: asked.OrganiserReading, work: asked.Organiser, sent: Sent[MoveRevocationPaper]
) -> Response:
    """It stands again."""
    async with sent.answering("closure-revocation.html", **await _shown(reading, org_code)):
        await revoke_org_unit_closure(sent.keyed(work), org_code, document=sent.value.document, version=sent.version)
    return sent.done(f"/registry/network/{org_code}")


async def _form(reading: Reading, view: Viewing, template: str, org_code: str) -> Response:
    """An empty form about the unit as it stands."""
    unit = await found_to_decide(reading, org_code)
    return view.show(template, form=Form({}, unit.version), unit=unit)


async def _shown(reading: Reading, org_code: str) -> Mapping[str, Any]:
    return {"unit": await found_to_decide(reading, org_code), "stands": partial(standing, reading, org_code)}


async def standing(reading: Reading, org_code: str) -> Standing:
    """Whether it is to be closed."""
    unit = await found(reading, org_code)
    closing = await find_closing(reading.connection, org_code)
    at, by = await last_change(reading.connection, OrgUnitClosing, org_code, f"org-unit {org_code}")
    return Standing(unit.version, {"document": closing.document if closing else None}, at, by)
