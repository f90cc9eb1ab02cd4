"""Divisions in a browser: a list of them is taken over."""

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.divisions.commands import import_divisions
from services.registry.divisions.schemas import DivisionListForm
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()


@router.get("/registry/divisions/import")
async def show_import(_reading: asked.DivisionKeeperReading, view: Viewing) -> Response:
    """The form that hands a list in."""
    return view.show("division-list.html", form=Form())


@router.post("/registry/divisions/import")
async def take_over(work: asked.DivisionKeeper, sent: Sent[DivisionListForm]) -> Response:
    """Take it over whole, or nothing of it; what it changed is told."""
    async with sent.answering("division-list.html"):
        content = await sent.value.lines.read()
        imported = await import_divisions(sent.keyed(work, content), content=content)
    return sent.view.show("divisions-imported.html", imported=imported)
