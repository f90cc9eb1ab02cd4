"""The county's programmes for everybody, without a sign-in: those in force today, and what they rest on."""

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.programmes.pages.staff import WORDS, in_words, vacant_in
from services.benefits.programmes.queries import fetch_programmes, get_in_force_on, slot_holders
from services.benefits.programmes.schemas import Code, ProgrammeView
from shared.clock import local_date
from shared.http.pages import Cursor
from shared.http.per_address import limited_per_address
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/benefits/public/programmes"
MOST = 100
# As many at once from one address as a household has telephones.
AT_ONCE = limited_per_address(8)


@router.get(LIST, dependencies=[AT_ONCE])
async def list_for_everybody(
    reading: asked.ProgrammePublicReading, view: Viewing, *, cursor: Cursor = None
) -> Response:
    """Those in force today, and what of the county's promise nobody has taken up yet."""
    today = local_date(reading.now)
    page = await fetch_programmes(reading, today, cursor, MOST, view=ProgrammeView.of_row)
    vacant = vacant_in(await slot_holders(reading.connection))
    return view.show("public-programmes.html", page=page, cursor=cursor, vacant=vacant, **WORDS)


@router.get(LIST + "/{programme_code}", dependencies=[AT_ONCE])
async def show_to_everybody(reading: asked.ProgrammePublicReading, view: Viewing, programme_code: Code) -> Response:
    """One of them, with its rules and what they rest on."""
    today = local_date(reading.now)
    running = await get_in_force_on(reading.connection, programme_code, today)
    named = await in_words(reading, running, today)
    return view.show("public-programme.html", programme=ProgrammeView.of(running), **named, **WORDS)
