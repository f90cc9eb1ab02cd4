"""Signing in with a password, going on and signing out in a browser."""

from contextlib import suppress
from urllib.parse import quote

from pydantic import SecretStr
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import activate_account
from services.registry.accounts.schemas import ActivationForm
from services.registry.issuers.driver import AskedIssuers
from services.registry.sessions.commands import end_session, renew, sign_in
from services.registry.sessions.commands.secrets import read_secret
from services.registry.sessions.domain import EndCause, SessionEnded, SessionNotFound
from services.registry.sessions.pages.entering import entered
from services.registry.sessions.schemas import SignInForm
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.session import forget_session, local_path, renewal_of

router = page_router()


@router.get("/sign-in", dependencies=[public()])
async def show_sign_in(view: Viewing, issuers: AskedIssuers, to: str | None = None) -> Response:
    """The form that everybody begins with, and who else signs people in."""
    return view.show("sign-in.html", form=Form(to=local_path(to)), issuers=issuers.named())


@router.post("/sign-in", dependencies=[public(), *asked.CHECKING_A_PASSWORD])
async def start_session(
    view: Viewing, work: asked.Anyone, sent: Sent[SignInForm], terms: asked.Terms, issuers: AskedIssuers
) -> Response:
    """Sign in, and on to where one wanted to go, by way of the enrolment of a second factor where one is missing."""
    async with sent.answering("sign-in.html", issuers=issuers.named()):
        given = await sign_in(
            work,
            terms,
            username=sent.value.username,
            password=sent.value.password,
            code=sent.value.code,
            issued_at=machine_now(),
        )
    return entered(view, given, to=sent.to, idle=terms.idle)


@router.get("/session/renew", dependencies=[public()])
async def renew_session(view: Viewing, work: asked.Anyone, terms: asked.Terms, to: str | None = None) -> Response:
    """Back to where one was: with a new access token, or, once the session is over, by way of the sign-in."""
    try:
        secret = SecretStr(renewal_of(view.request))
        given = await renew(work, terms, secret=secret, issued_at=machine_now())
    except SessionEnded:
        return view.go(f"/sign-in?to={quote(local_path(to), safe='/')}")
    return entered(view, given, to=to, idle=terms.idle)


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
    """Choose the password, and sign in with it; an account with grants, once a second person has confirmed it."""
    async with sent.answering("activation.html"):
        counts = await activate_account(
            work,
            keyring=registrar.keyring,
            username=sent.value.username,
            secret=sent.value.secret,
            password=sent.value.password,
        )
    return sent.done("/sign-in") if counts else sent.view.show("handover.html")
