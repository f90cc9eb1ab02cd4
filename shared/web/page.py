"""A page: a router of them, and what one is shown with.

    router = page_router()

    @router.get("/benefits/cases/{case_id}")
    async def show_case(case_id: UUID, reading: asked.CaseReading, view: Viewing) -> Response:
        return view.show("case.html", case=await get_case(reading.connection, case_id))

Who may see it is said as in the API, by the same dependencies. Templates begin with
`{% extends "part.html" if part else "layout.html" %}`: the same is a page, and a fragment of one when htmx asks.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from shared.auth.caller import Caller
from shared.auth.hands import are_of
from shared.auth.permissions import ROLES, HeldRoles, permission
from shared.clock import now
from shared.http.browser import PageRoute, language_of
from shared.http.router import Router
from shared.refusal import Language
from shared.web.crosssite import HARMLESS, same_site
from shared.web.menu import HOME, SELF, groups_for, short_for
from shared.web.templating import environment_of, rendered, room_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

OF_A_PAGE = frozenset({"cursor", "limit", "done"})
"""What an address says of one page of a list, or of what was done just before."""


def page_router() -> APIRouter:
    """For the pages of a room. Their paths are whole: `/benefits/cases`."""
    return Router(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(same_site)])


Page = Callable[..., Awaitable[Response]]


def add_form(router: APIRouter, path: str, act: object, *, show: Page, send: Page) -> None:
    """A form that is shown and sent at the same address, for the room in which the act stands."""
    # By its module a page finds the templates of its room; by its name, which no other has, the audit says what was
    # refused.
    called = "_".join(part for part in path.strip("/").replace("-", "_").split("/")[1:] if part[0] != "{")
    for method, page, name in (("GET", show, f"show_{called}"), ("POST", send, called)):
        page.__module__, page.__doc__ = act.__module__, act.__doc__
        router.add_api_route(path, page, methods=[method], name=name)


@dataclass(frozen=True, slots=True)
class View:
    """How one request is answered by a page. `room` is the package whose templates are shown."""

    request: Request
    room: str

    @property
    def language(self) -> Language:
        return language_of(self.request)

    @property
    def is_part(self) -> bool:
        """htmx asks for a part of a page that is on show."""
        return "hx-request" in self.request.headers

    @property
    def held(self) -> HeldRoles:
        """All roles of who is signed in, whatever the page admits; none before a sign-in."""
        held: HeldRoles = getattr(self.request.state, "held", HeldRoles())
        return held

    @property
    def reader(self) -> UUID | None:
        """The account of who is signed in: it stands in the foot, on paper too. Tokens say no names."""
        caller: Caller | None = getattr(self.request.state, "caller", None)
        return caller.account_id if caller else None

    def by_reader(self, *done_by: UUID | None) -> bool:
        """He did it, or somebody in his stead: what another is to decide is not offered him."""
        caller: Caller | None = getattr(self.request.state, "caller", None)
        return caller is not None and are_of(caller.hands, done_by)

    def may(self, name: str) -> bool:
        """Whether a grant of the reader admits to this somewhere: what he may not do is not offered."""
        return self.held.may(permission(name))

    def show(
        self, template: str, status: int = 200, *, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> Response:
        """The template with these facts."""
        found = environment_of(self.room, self.language).get_template(template)
        html = rendered(found, {**self._surroundings(), **facts})
        return HTMLResponse(html, status, {**HEADERS, "Content-Language": self.language, **(headers or {})})

    def go(self, path: str) -> Response:
        """On to another page of this site, after something was done there or here."""
        if self.is_part:
            return Response(None, 204, {**HEADERS, "HX-Redirect": path})
        return Response(None, 303, {**HEADERS, "Location": path})

    def here(self, **changed: str | None) -> str:
        """This address with some parameters changed; None leaves one out."""
        query = {**self.request.query_params, **changed}
        kept = urlencode({name: value for name, value in query.items() if value})
        return f"{self.request.url.path}?{kept}" if kept else self.request.url.path

    def narrowed_beside(self, fields: str) -> Mapping[str, str]:
        """What the list at this address is narrowed by, and none of these fields shows: of whom it is, say."""
        query = self.request.query_params.items()
        own = {name: value for name, value in query if value and name not in OF_A_PAGE}
        return {name: value for name, value in own.items() if f'name="{name}"' not in fields}

    def shown_at(self) -> str:
        """An address that shows this page when it is asked for: that of one which only takes what is sent to it is the
        nearest above it that shows something."""
        if self.request.method in HARMLESS or self._shows(self.request.url.path):
            return self.here()
        steps = self.request.url.path.split("/")
        above = ("/".join(steps[:length]) for length in range(len(steps) - 1, 1, -1))
        return next((path for path in above if self._shows(path)), HOME.path)

    def _shows(self, path: str) -> bool:
        """Whether this service has a page there."""
        scope = {**self.request.scope, "method": "GET", "path": path}
        pages = (route for route in self.request.app.routes if isinstance(route, PageRoute))
        return any(page.matches(scope)[0] is Match.FULL for page in pages)

    def _surroundings(self) -> dict[str, Any]:
        """What every template knows."""
        path = self.request.url.path
        return {
            "language": self.language,
            "part": self.is_part,
            "path": path,
            "here": self.here,
            "shown_at": self.shown_at,
            "narrowed_beside": self.narrowed_beside,
            "roles": self.held.roles,
            "role_names": ROLES,
            "reader": self.reader,
            "by_reader": self.by_reader,
            "may": self.may,
            "site_name": self.request.app.state.settings.site_name,
            "menu": groups_for(self.held),
            "short_menu": short_for(self.held),
            "home": HOME,
            "self_entry": SELF,
            "made_at": now(),
        }


async def view_of(request: Request) -> View:
    """The view of the room whose page is asked for."""
    return View(request, room_of(request.scope["endpoint"].__module__))


Viewing = Annotated[View, Depends(view_of)]
