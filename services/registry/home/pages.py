"""The first page, and the language of all of them."""

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.home.queries import TO_DO, list_waiting
from shared.http.browser import LANGUAGE_COOKIE, is_secure
from shared.http.dependencies import public
from shared.refusal import Language
from shared.web.menu import SERVICES
from shared.web.page import Viewing, page_router
from shared.web.session import local_path

YEAR_SECONDS = 365 * 86_400

router = page_router()


@router.get("/")
async def show_home(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """What is due, and where everything else is."""
    has_waiting = any(view.may(each.act) for each in TO_DO)
    return view.show("home.html", services=SERVICES, has_waiting=has_waiting)


@router.get("/registry/waiting")
async def show_waiting(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """What of the register waits for who is signed in; a part of the first page."""
    return view.show("waiting.html", waiting=await list_waiting(reading))


@router.get("/status")
async def show_status(_reading: asked.StatusReading, view: Viewing) -> Response:
    """How each service stands, said by itself."""
    return view.show("status.html", services=SERVICES)


@router.post("/language", dependencies=[public()])
async def choose_language(view: Viewing, language: Annotated[Language, Form()], to: Annotated[str, Form()]) -> Response:
    """Show pages in this language from now on."""
    answer = view.go(local_path(to))
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_SECONDS,
        secure=is_secure(view.request),
        httponly=True,
        samesite="lax",
    )
    return answer
