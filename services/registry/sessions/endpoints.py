"""Signing in, going on, signing out."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.sessions.commands import end_session, renew, sign_in
from services.registry.sessions.domain import EndCause
from services.registry.sessions.queries import fetch_own_sessions
from services.registry.sessions.schemas import RenewalForm, SessionView, SignInForm, TokenView
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["sessions"])


@router.post("/tokens", responses=problems(401, 429), dependencies=[public(), *asked.CHECKING_A_PASSWORD])
async def post_token(
    form: SignInForm, work: asked.Anyone, terms: asked.Terms
) -> TokenView:  # fmt: skip
    """Sign in · 登录

    Unknown user, wrong password and an account that may not sign in are answered alike, and as slowly; who gave the
    right password is asked for the code of his second factor (401 `second-factor-needed`),
    and told when it was used before (401 `sign-in-code-used`).
    """
    signed_in = await sign_in(
        work, terms, username=form.username, password=form.password, code=form.code, issued_at=machine_now()
    )
    return TokenView.of(signed_in)


@router.post("/tokens/renewal", responses=problems(401), dependencies=[public()])
async def post_renewal(form: RenewalForm, work: asked.Anyone, terms: asked.Terms) -> TokenView:
    """Go on: a new access token and a new renewal secret for the one that was answered last · 续期

    An older one ends the session; the last one is answered again within ten seconds.
    """
    signed_in = await renew(work, terms, secret=form.renewal_secret, issued_at=machine_now())
    return TokenView.of(signed_in)


@router.get("/accounts/me/sessions", responses=problems(401, 403))
async def list_own_sessions(
    reading: asked.OwnGrantReading, terms: asked.Terms, cursor: Cursor = None, limit: Limit = 50
) -> Page[SessionView]:
    """The caller's sessions that go on, the last begun first · 本人的登录"""
    return await fetch_own_sessions(
        reading, terms, cursor, limit, view=lambda row: SessionView.of(row, asking=reading.caller.session_id)
    )


@router.post("/accounts/me/sessions/{session_id}/sign-out", status_code=204, responses=problems(401, 403, 404))
async def post_session_sign_out(session_id: UUID, work: asked.OwnAccountWork) -> None:
    """End one session of the caller: it is not renewed, and its access token runs out within minutes · 退出一处登录"""
    await end_session(work, session_id, cause=EndCause.SIGNED_OUT, account_id=work.caller.account_id)
