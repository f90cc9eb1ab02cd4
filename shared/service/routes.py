"""How the route of a request is found.

FastAPI tries one after the other, in the order of the rooms: registry has fourteen hundred, and the last took as long
to find as a small page takes to make.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

# The first two parts of a path; None: whatever stands there, or nothing.
Start = tuple[str, str | None]


def index(app: FastAPI) -> None:
    """Call once, when the application is complete: a route is then found by how its path begins."""
    plain = [route for route in app.routes if isinstance(route, APIRoute)]
    # Of a router that was included nobody knows what it takes.
    paths = [getattr(route, "path", "/{any}") for route in app.routes if not isinstance(route, APIRoute)]
    others = {_parts(path)[0] for path in paths}
    app.router.middleware_stack = Finder(app.router, app.router.middleware_stack, plain, others)


class Finder:
    """Asks the first route that takes a request whole, as FastAPI would find it. What none takes is FastAPI's: another
    method, a slash too many, nothing; and all that begins as one of `others` does."""

    def __init__(self, router: APIRouter, tries_all: ASGIApp, routes: Sequence[APIRoute], others: set[str]) -> None:
        self._router = router
        self._tries_all = tries_all
        open_to_all = any(first.startswith("{") for first in (*others, *(_parts(each.path)[0] for each in routes)))
        self._routes = {} if open_to_all else _by_start(routes, others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            first, second = _parts(scope["path"])
            for route in self._routes.get((first, second)) or self._routes.get((first, None), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found, router=self._router)
                    await route.handle(scope, receive, send)
                    return
        await self._tries_all(scope, receive, send)


def _by_start(routes: Sequence[APIRoute], others: set[str]) -> Mapping[Start, Sequence[APIRoute]]:
    """Those that may answer a path that begins so, in their order."""
    starts = [(_start_of(each.path), each) for each in routes]
    known = {start for start, _ in starts} | {(first, None) for (first, _), _ in starts}
    found: dict[Start, list[APIRoute]] = defaultdict(list)
    for first, second in known:
        if first not in others:
            found[first, second] = [each for start, each in starts if start in {(first, second), (first, None)}]
    return found


def _start_of(path: str) -> Start:
    first, second = _parts(path)
    return first, None if "{" in second else second


def _parts(path: str) -> tuple[str, str]:
    """The first two; a second that is not there is empty."""
    _, first, second = [*path.split("/", 3), "", ""][:3]
    return first, second
