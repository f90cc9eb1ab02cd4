"""What is under public notice, for everybody, without a sign-in."""

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.awards.parameters import AWARDS, LEVELS
from services.benefits.publicity.queries import fetch_applications_on_show, list_nominees_on_show
from shared.calendar.queries import find_calendar
from shared.http.pages import Cursor
from shared.http.per_address import limited_per_address
from shared.web.page import Viewing, page_router

router = page_router()

MOST = 100
# As many at once from one address as a household has telephones.
AT_ONCE = limited_per_address(8)


@router.get("/benefits/public/publicity", dependencies=[AT_ONCE])
async def show_on_show(reading: asked.PublicityReading, view: Viewing, *, cursor: Cursor = None) -> Response:
    """What is on show today, until when, and how to object."""
    calendar = await find_calendar(reading.connection)
    page = await fetch_applications_on_show(reading, cursor, MOST)
    nominees = [] if cursor else await list_nominees_on_show(reading)
    until = {each.number: each.until(calendar) for each in (*page.items, *nominees)}
    return view.show(
        "public-publicity.html", page=page, cursor=cursor, nominees=nominees, until=until, awards=AWARDS, levels=LEVELS
    )
