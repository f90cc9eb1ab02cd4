"""Pages and the API: how each learns who asks, and in which language.

A page takes the cookies a browser sends by itself and no bearer token; the API takes bearer tokens and no cookie. So
what another site can make a browser send never reaches the API.
"""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials
from starlette.responses import Response

from shared.language import preferred_language
from shared.refusal import Language

LANGUAGE_COOKIE = "language"
_LANGUAGES: dict[str, Language] = {"zh-CN": "zh-CN", "en": "en"}


class PageRoute(APIRoute):
    """A route whose answers people read. `shared/web/page.py` makes routers of them.

    A filter that was left empty is absent, as the same field of JSON would be: `?unit=&on=2019-04-30` names no unit.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_without_empty(request: Request) -> Response:
            filled = parse_qsl(request.scope["query_string"].decode("latin-1"))
            request.scope["query_string"] = urlencode(filled).encode("ascii")
            return await answer(request)

        return answer_without_empty


def is_page(request: Request) -> bool:
    """Whether a page is asked for: by its route; where no route is known, by what a browser sends with it."""
    route = request.scope.get("route")
    if route is not None:
        return isinstance(route, PageRoute)
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers


def is_secure(request: Request) -> bool:
    """Whether the browser speaks HTTPS. Plain HTTP is for an installation on one's own machine."""
    return request.url.scheme == "https"


def session_cookie(request: Request) -> str:
    """The name of the cookie that holds the access token. `__Host-`: no other host of the domain can set it."""
    return "__Host-session" if is_secure(request) else "session"


def token_of(request: Request, bearer: HTTPAuthorizationCredentials | None) -> str | None:
    """The access token that came with the request, not yet verified."""
    if is_page(request):
        return request.cookies.get(session_cookie(request)) or None
    return bearer.credentials if bearer else None


def language_of(request: Request) -> Language:
    """Chosen on a page; else the one that the browser or program prefers."""
    chosen = _LANGUAGES.get(request.cookies.get(LANGUAGE_COOKIE, "")) if is_page(request) else None
    return chosen or preferred_language(request.headers.get("accept-language", ""))
