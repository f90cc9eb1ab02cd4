"""The session of a browser: a cookie with the access token, and what happens when it has run out."""

from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from shared.http.answers import answer_refusal
from shared.http.browser import is_page, is_secure, session_cookie
from shared.http.refusals import status_of
from shared.refusal import Refusal
from shared.web.page import View
from shared.web.problems import ROOM

HOME_PATH = "/"
RENEWAL_PATH = "/session"
RENEW = "/session/renew"
# Never written into a page again, whatever the form they were typed into.
SECRETS = ("password", "secret", "token", "one_time")


def renewal_cookie(request: Request) -> str:
    """The name of the cookie that a new access token is given for."""
    return "__Secure-renewal" if is_secure(request) else "renewal"


def keep_session(response: Response, request: Request, *, token: str, seconds: int) -> None:
    """Keep the access token in the browser, for as long as it is valid."""
    _keep(response, request, session_cookie(request), token, seconds=seconds, path="/")


def keep_renewal(response: Response, request: Request, *, secret: str, seconds: int) -> None:
    """Keep what the next access token is given for; sent to `/session/…` alone."""
    _keep(response, request, renewal_cookie(request), secret, seconds=seconds, path=RENEWAL_PATH)


def renewal_of(request: Request) -> str:
    """What the next access token is given for; empty when the browser has none."""
    return request.cookies.get(renewal_cookie(request), "")


def keep_sign_in(response: Response, request: Request, *, sealed: str, seconds: int) -> None:
    """Keep what a sign-in by an external issuer is known by on its way back."""
    _keep(response, request, _sign_in_cookie(request), sealed, seconds=seconds, path="/")


def sign_in_of(request: Request) -> str:
    """What was kept; empty when there is none."""
    return request.cookies.get(_sign_in_cookie(request), "")


def forget_sign_in(response: Response, request: Request) -> None:
    _keep(response, request, _sign_in_cookie(request), "", seconds=0, path="/")


def _sign_in_cookie(request: Request) -> str:
    """`__Host-`: no other host of the domain can put one of its own in its place."""
    return "__Host-sign-in" if is_secure(request) else "sign-in"


def forget_session(response: Response, request: Request) -> None:
    """Forget both."""
    _keep(response, request, session_cookie(request), "", seconds=0, path="/")
    _keep(response, request, renewal_cookie(request), "", seconds=0, path=RENEWAL_PATH)


def local_path(path: str | None) -> str:
    """The path when it leads to a page of this site, else the first page: nobody is sent elsewhere by a link to us.

    Of ASCII, as browsers send addresses: a header holds nothing else.
    """
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return HOME_PATH
    return path if path.isascii() and path.isprintable() else HOME_PATH


async def answer_unauthenticated(request: Request, refusal: Refusal) -> Response:
    """A page that is asked for: by way of the renewal, and back. What was sent: kept on a page, to be sent again."""
    if not is_page(request):
        return await answer_refusal(request, refusal)
    view = View(request, ROOM)
    if view.is_part:
        shown = request.headers.get("hx-current-url", "").partition(str(request.base_url).rstrip("/"))[2]
        return Response(None, 401, {"HX-Redirect": _renewing(local_path(shown))})
    if request.method in {"GET", "HEAD"}:
        return view.go(_renewing(view.here()))
    return view.show("expired.html", status_of(type(refusal)), kept=await _kept(request))


def _renewing(path: str) -> str:
    return f"{RENEW}?to={quote(path, safe='/')}"


async def _kept(request: Request) -> list[tuple[str, str]]:
    """What was typed, without secrets and files."""
    form = await request.form()
    return [
        (name, value)
        for name, value in form.multi_items()
        if not isinstance(value, UploadFile) and not any(secret in name for secret in SECRETS)
    ]


def _keep(response: Response, request: Request, name: str, value: str, *, seconds: int, path: str) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=is_secure(request), httponly=True, samesite="lax"
    )
