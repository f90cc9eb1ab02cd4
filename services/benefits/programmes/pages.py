"""Programmes in a browser: which are in force on a day, and one with its clauses."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.benefits.dependencies import ProgrammeReading
from services.benefits.programmes.parameters import GROUP, SLOTS
from services.benefits.programmes.queries import fetch_programmes, get_in_force_on, slot_holders
from services.benefits.programmes.schemas import Code, ProgrammeView
from shared.clock import local_date
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router

router = page_router()

WORDS: Mapping[str, Any] = {"group": GROUP, "slots": SLOTS}


@router.get("/benefits/programmes")
async def list_programmes(
    reading: ProgrammeReading, view: Viewing, *, on: FilterDay = None, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Those in force on a day, and what of the county's promise nobody has taken up yet."""
    day = on or local_date(reading.now)
    page = await fetch_programmes(reading, day, cursor, limit, view=ProgrammeView.of_row)
    held = await slot_holders(reading.connection)
    vacant = [slot for slot in GROUP.slots if slot.code not in held]
    return view.show("programmes.html", page=page, cursor=cursor, on=day, vacant=vacant, **WORDS)


@router.get("/benefits/programmes/{programme_code}")
async def show_programme(
    reading: ProgrammeReading, view: Viewing, programme_code: Code, *, on: FilterDay = None
) -> Response:
    """One of them as of a day, with the rules and what they rest on."""
    day = on or local_date(reading.now)
    version = await get_in_force_on(reading.connection, programme_code, day)
    return view.show("programme.html", programme=ProgrammeView.of(version), on=day, **WORDS)
