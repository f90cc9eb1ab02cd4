"""Signing in, going on and signing out in a browser."""

from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from pydantic import SecretStr
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import activate_account, sign_out_everywhere
from services.registry.accounts.schemas import ActivationForm
from services.registry.sessions.commands import EnrolmentDue, SignedIn, end_session, renew, sign_in
from services.registry.sessions.commands.secrets import read_secret
from services.registry.sessions.domain import EndCause, SessionEnded, SessionNotFound
from services.registry.sessions.queries import sessions_of
from services.registry.sessions.schemas import SessionView, SignInForm
from services.registry.sessions.tables import SESSION
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.http.pages import Cursor, Limit, fetch_page
from shared.web.forms import Form
from shared.web.page import View, Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.session import forget_session, keep_renewal, keep_session, local_path, renewal_of

router = page_router()

ENROLMENT = "/session/second-factor"


@router.get("/sign-in", dependencies=[public()])
async def show_sign_in(view: Viewing, to: str | None = None) -> Response:
    """The form that everybody begins with."""
    return view.show("sign-in.html", form=Form(to=local_path(to)))


@router.post("/sign-in", dependencies=[public(), *asked.CHECKING_A_PASSWORD])
async def start_session(view: Viewing, work: asked.Anyone, sent: Sent[SignInForm], terms: asked.Terms) -> Response:
    """Sign in, and on to where one wanted to go, by way of the enrolment of a second factor where one is missing."""
    async with sent.answering("sign-in.html"):
        given = await sign_in(
            work,
            terms,
            username=sent.value.username,
            password=sent.value.password,
            code=sent.value.code,
            issued_at=machine_now(),
        )
    if isinstance(given, EnrolmentDue):
        answer = view.go(ENROLMENT)
        keep_session(answer, view.request, token=given.access_token, seconds=given.expires_in)
        return answer
    return _kept(view, given, to=local_path(sent.to), idle=terms.idle)


@router.get("/session/renew", dependencies=[public()])
async def renew_session(view: Viewing, work: asked.Anyone, terms: asked.Terms, to: str | None = None) -> Response:
    """Back to where one was: with a new access token, or, once the session is over, by way of the sign-in."""
    try:
        secret = SecretStr(renewal_of(view.request))
        given = await renew(work, terms, secret=secret, issued_at=machine_now())
    except SessionEnded:
        return view.go(f"/sign-in?to={quote(local_path(to), safe='/')}")
    return _kept(view, given, to=local_path(to), idle=terms.idle)


@router.post("/session/end", dependencies=[public()])
async def stop_session(view: Viewing, work: asked.Anyone, terms: asked.Terms) -> Response:
    """Sign out."""
    with suppress(SessionEnded, SessionNotFound):
        renewal = read_secret(SecretStr(renewal_of(view.request)), terms.keyring)
        await end_session(work, renewal.session_id, cause=EndCause.SIGNED_OUT)
    answer = view.go("/sign-in")
    forget_session(answer, view.request)
    return answer


@router.get("/session/activation", dependencies=[public()])
async def show_activation(view: Viewing) -> Response:
    """For whoever has a slip."""
    return view.show("activation.html", form=Form())


@router.post("/session/activation", dependencies=[public(), *asked.CHECKING_A_PASSWORD])
async def activate(work: asked.Anyone, sent: Sent[ActivationForm], registrar: asked.Registration) -> Response:
    """Choose the password, and sign in with it."""
    async with sent.answering("activation.html"):
        await activate_account(
            work,
            keyring=registrar.keyring,
            username=sent.value.username,
            secret=sent.value.secret,
            password=sent.value.password,
        )
    return sent.done("/sign-in")


@router.get("/me/sessions")
async def list_own_sessions(
    reading: asked.OwnGrantReading, view: Viewing, terms: asked.Terms, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Where one is signed in."""
    caller = reading.caller
    page = await fetch_page(
        reading.connection,
        sessions_of(caller.account_id, idle=terms.idle, longest=terms.longest, now=reading.now),
        by=[SESSION.c.session_id],
        cursor=cursor,
        limit=limit,
        newest_first=True,
        view=lambda row: SessionView.of(row, asking=caller.session_id),
    )
    return view.show("sessions.html", page=page, cursor=cursor)


@router.post("/me/sessions/{session_id}/end")
async def stop_own_session(session_id: UUID, work: asked.AccountHolder, sent: Sent[Pressed]) -> Response:
    """End one of them."""
    await end_session(sent.keyed(work), session_id, cause=EndCause.SIGNED_OUT, account_id=work.caller.account_id)
    return sent.done("/me/sessions")


@router.post("/me/sessions/end")
async def stop_own_sessions(view: Viewing, work: asked.AccountHolder, sent: Sent[Pressed]) -> Response:
    """End all of them, this one included."""
    await sign_out_everywhere(sent.keyed(work), work.caller.account_id)
    answer = sent.done("/sign-in")
    forget_session(answer, view.request)
    return answer


def _kept(view: View, given: SignedIn, *, to: str, idle: timedelta) -> Response:
    answer = view.go(to)
    keep_session(answer, view.request, token=given.access_token, seconds=given.expires_in)
    keep_renewal(
        answer, view.request, secret=given.renewal_secret.get_secret_value(), seconds=int(idle.total_seconds())
    )
    return answer
