"""Signing in and out in a browser, and one's own account."""

from urllib.parse import quote

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import change_own_password, sign_in
from services.registry.accounts.domain import SignInLimits
from services.registry.accounts.queries import get_account
from services.registry.accounts.schemas import PasswordForm, SignInForm
from services.registry.settings import Settings
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.permissions import ROLES
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.session import forget_session, keep_session, local_path

router = page_router()


@router.get("/sign-in", dependencies=[public()])
async def show_sign_in(view: Viewing, to: str | None = None) -> Response:
    """The form that everybody begins with."""
    return view.show("sign-in.html", form=Form(to=local_path(to)))


@router.post("/sign-in", dependencies=[public(), asked.PASSWORD_CHECKS])
async def start_session(
    view: Viewing,
    work: asked.Anyone,
    sent: Sent[SignInForm],
    settings: asked.Configuration,
    key: asked.TokenSigningKey,
) -> Response:
    """Sign in, and on to where one wanted to go."""
    async with sent.answering("sign-in.html"):
        account_id = await sign_in(
            work, username=sent.value.username, password=sent.value.password, limits=_limits(settings)
        )
    terms = TokenTerms(settings.token_issuer, settings.token_audience, settings.token_lifetime_seconds)
    answer = sent.done(local_path(sent.to))
    token = issue_token(key, terms, account_id, at=machine_now())
    keep_session(answer, view.request, token=token, seconds=terms.lifetime_seconds)
    return answer


@router.get("/session/renew", dependencies=[public()])
async def renew_session(view: Viewing, to: str | None = None) -> Response:
    """Back to where one was, by way of the sign-in."""
    return view.go(f"/sign-in?to={quote(local_path(to), safe='/')}")


@router.post("/session/end", dependencies=[public()])
async def stop_session(view: Viewing) -> Response:
    """Sign out."""
    answer = view.go("/sign-in")
    forget_session(answer, view.request)
    return answer


@router.get("/me")
async def show_me(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """One's own account and grants."""
    account = await get_account(reading.connection, reading.caller.account_id)
    return view.show("me.html", account=account, grants=reading.caller.grants, role_words=ROLES)


@router.get("/me/password")
async def show_own_password(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """The form to change it."""
    return view.show("password.html", form=Form())


@router.post("/me/password", dependencies=[asked.PASSWORD_CHECKS])
async def save_own_password(
    work: asked.AccountHolder, sent: Sent[PasswordForm], settings: asked.Configuration
) -> Response:
    """Change it."""
    async with sent.answering("password.html"):
        await change_own_password(
            asked.with_confidential_key(sent.keyed(work), settings),
            current=sent.value.current_password,
            password=sent.value.new_password,
            limits=_limits(settings),
        )
    return sent.done("/me")


def _limits(settings: Settings) -> SignInLimits:
    return SignInLimits(settings.sign_in_tries, settings.sign_in_lock_seconds)
