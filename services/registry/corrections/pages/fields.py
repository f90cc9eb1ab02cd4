"""Fields of a file in a browser: corrected one at a time; and what the file has said."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.commands import correct_field
from services.registry.corrections.domain.correction import get_correctable
from services.registry.corrections.parameters import CALLED, CORRECTABLE, HOLDS
from services.registry.corrections.queries.facts import list_known
from services.registry.corrections.queries.made import WantedCorrections, fetch_corrections
from services.registry.corrections.queries.values import text_of_value, value_in
from services.registry.corrections.schemas import CORRECTIONS, CorrectedField, CorrectionPaper, CorrectionView
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.settings import Registrar
from services.registry.veterans.pages.filing import standing_of_file
from services.registry.veterans.parameters.fields import FIELD, OPEN, Field
from services.registry.veterans.parameters.forms import PARTS
from services.registry.veterans.queries.files import get_line
from shared.clock import end_of
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.filters import FilterDay, FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

PERSON = "/registry/persons"
LIST = "/registry/corrections"
FLAGS = (Named("true", "是", "yes"), Named("false", "否", "no"))


@router.get("/registry/persons/{veteran_id}/corrections")
async def list_correctable(veteran_id: UUID, reading: asked.CorrectingReading, view: Viewing) -> Response:
    """The fields, to choose the one that is to be corrected."""
    await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("corrections.html", veteran_id=veteran_id, parts_of_form=PARTS, correctable=CORRECTABLE)


@router.get("/registry/persons/{veteran_id}/corrections/{field}")
async def show_correction(
    veteran_id: UUID, field: str, reading: asked.CorrectingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form for one field, with what the file says now where everybody in scope may read that."""
    corrected = get_correctable(field)
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    form = Form({"value": _shown(row, corrected, registrar)}, row.version)
    return view.show("correction.html", form=form, veteran_id=veteran_id, field=corrected, flags=FLAGS)


@router.post("/registry/persons/{veteran_id}/corrections/{field}")
async def correct(
    veteran_id: UUID,
    field: str,
    *,
    reading: asked.CorrectingReading,
    work: asked.Correcting,
    registrar: asked.Registration,
    sent: Sent[CorrectionPaper],
) -> Response:
    """Correct it."""
    corrected = get_correctable(field)
    stands = partial(_standing, reading, veteran_id, corrected, registrar)
    facts: Mapping[str, Any] = {"veteran_id": veteran_id, "field": corrected, "flags": FLAGS}
    async with sent.answering("correction.html", stands=stands, **facts):
        said = sent.value.correction(field)
        await correct_field(sent.keyed(work), veteran_id, said, registrar=registrar, version=sent.version)
    return sent.done(f"{PERSON}/{veteran_id}")


@router.get("/registry/persons/{veteran_id}/facts")
async def show_facts(
    veteran_id: UUID,
    reading: asked.FileReading,
    view: Viewing,
    *,
    on: FilterDay = None,
    known_on: FilterDay = None,
) -> Response:
    """What the file has said, with both times of it: a part of the person's page. By itself it is asked what held on a
    day, as it was known on another."""
    known_at = None if known_on is None else end_of(known_on)
    known = await list_known(reading, veteran_id, on=on, known_at=known_at)
    codes = {each.value for each in known if each.value}
    return view.show(
        "facts.html",
        veteran_id=veteran_id,
        known=known,
        on=on,
        known_on=known_on,
        units=await names_of_units(reading.connection, codes),
        divisions=await names_of_divisions(reading.connection, codes),
        fields=FIELD,
    )


@router.get(LIST)
async def list_of_corrections(
    reading: asked.FileReading,
    view: Viewing,
    *,
    person_id: FilterId = None,
    field: CorrectedField | None = None,
    unit: OrgCode | None = None,
    holds: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What was said anew of the files of the caller's units, the last said first."""
    wanted = WantedCorrections(person_id, field, unit, holds)
    page = await fetch_corrections(reading, wanted, cursor, limit, view=CorrectionView.of)
    codes = {each.value for each in page.items if each.value}
    return view.show(
        "corrections-made.html",
        page=page,
        cursor=cursor,
        wanted=wanted,
        units=await names_of_units(reading.connection, codes),
        divisions=await names_of_divisions(reading.connection, codes),
        fields=FIELD,
        called=list(CALLED.values()),
        states=HOLDS,
    )


export_pages(router, LIST, CORRECTIONS)


def _shown(row: Row[Any], field: Field, registrar: Registrar) -> str | None:
    """What the file says of a field that everybody in scope may read."""
    value = value_in(row, field, registrar.keyring) if field.pii is OPEN else None
    return None if value is None else text_of_value(value)


async def _standing(reading: Reading, veteran_id: UUID, field: Field, registrar: Registrar) -> Standing:
    """The file by the names of the form that corrects a field."""

    async def recorded(reading: Reading, veteran_id: UUID) -> Mapping[str, Any]:
        row = await get_line(reading.connection, veteran_id, caller=reading.caller)
        return {"value": _shown(row, field, registrar)} if field.pii is OPEN else {}

    return await standing_of_file(reading, veteran_id, recorded)
