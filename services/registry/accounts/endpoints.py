"""Sign-in and accounts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import change_own_password, open_account, sign_in
from services.registry.accounts.domain import SignInLimits
from services.registry.accounts.queries import ACCOUNTS
from services.registry.accounts.schemas import (
    AccountForm,
    AccountView,
    OpenedAccountView,
    PasswordForm,
    SignInForm,
    TokenView,
)
from services.registry.accounts.tables import ACCOUNT
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems

router = APIRouter(tags=["accounts"])


async def get_sign_in_limits(settings: asked.Configuration) -> SignInLimits:
    """When an account is locked after failed sign-ins."""
    return SignInLimits(settings.sign_in_tries, settings.sign_in_lock_seconds)


Limits = Annotated[SignInLimits, Depends(get_sign_in_limits)]


@router.post("/tokens", responses=problems(401), dependencies=[public(), asked.PASSWORD_CHECKS])
async def post_token(
    form: SignInForm,
    response: Response,
    *,
    work: asked.Anyone,
    settings: asked.Configuration,
    key: asked.TokenSigningKey,
    limits: Limits,
) -> TokenView:
    """Sign in. Unknown user, wrong password and locked account are answered alike, and as slowly."""
    account_id = await sign_in(work, username=form.username, password=form.password, limits=limits)
    terms = TokenTerms(settings.token_issuer, settings.token_audience, settings.token_lifetime_seconds)
    response.headers["Cache-Control"] = "no-store"
    return TokenView(
        access_token=issue_token(key, terms, account_id, at=machine_now()), expires_in=settings.token_lifetime_seconds
    )


@router.post("/accounts", status_code=201, responses=problems(401, 403, 409))
async def post_account(
    form: AccountForm, work: asked.AccountKeeper, settings: asked.Configuration
) -> OpenedAccountView:  # fmt: skip
    """Open an account. It may do nothing until it is given grants."""
    account_id = await open_account(
        asked.with_confidential_key(work, settings),
        username=form.username,
        display_name=form.display_name,
        password=form.password,
    )
    return OpenedAccountView(account_id=account_id)


@router.get("/accounts", responses=problems(401, 403))
async def list_accounts(
    reading: asked.AccountReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[AccountView]:  # fmt: skip
    """Accounts in the order they were opened."""
    return await fetch_page(
        reading.connection, ACCOUNTS, by=[ACCOUNT.c.account_id], cursor=cursor, limit=limit, view=AccountView.of
    )


@router.post(
    "/accounts/me/password",
    status_code=204,
    responses=problems(401, 403, 404),
    dependencies=[asked.PASSWORD_CHECKS],
)
async def post_own_password(
    form: PasswordForm, work: asked.AccountHolder, settings: asked.Configuration, limits: Limits
) -> None:
    """Change the caller's own password. A wrong current one counts like a failed sign-in."""
    await change_own_password(
        asked.with_confidential_key(work, settings),
        current=form.current_password,
        password=form.new_password,
        limits=limits,
    )
