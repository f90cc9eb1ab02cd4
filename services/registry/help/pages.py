"""Help in a browser: whom to call, for everybody; and for who is signed in, a page about his role."""

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.help.domain import day_of, places_of, ways_back_of
from services.registry.help.parameters import KINDS
from shared.auth.roles import Role
from shared.http.dependencies import public
from shared.web.page import Viewing, page_router

router = page_router()


@router.get("/help", dependencies=[public()])
async def show_help(view: Viewing, settings: asked.Configuration) -> Response:
    """Whom to call, what to do without a sign-in, and a page for each role."""
    return view.show("help.html", operator_line=settings.operator_line)


@router.get("/help/{role}")
async def show_help_of_role(
    role: Role, _reading: asked.OwnGrantReading, view: Viewing, settings: asked.Configuration
) -> Response:
    """The day of a role, the pages that it may open, what goes wrong there, and the way back."""
    return view.show(
        "help-of-role.html",
        role=role,
        day=day_of(role),
        places=places_of(role),
        mistakes=[(kind, ways_back_of(role, kind)) for kind in KINDS],
        operator_line=settings.operator_line,
    )
