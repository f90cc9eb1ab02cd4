"""Accounts: the caller's own first, since `me` would be taken for an account's id."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from services.registry import dependencies as asked
from services.registry.accounts import commands
from services.registry.accounts.domain.account import AccountState, Kind
from services.registry.accounts.queries import (
    WantedAccounts,
    fetch_accounts,
    fetch_history,
    fetch_own_accesses,
    get_shown,
)
from services.registry.accounts.schemas import (
    ACCOUNTS,
    AccessView,
    AccountEventView,
    AccountForm,
    AccountView,
    ActivationForm,
    NamesForm,
    OpenedAccountView,
    PasswordForm,
    ReasonForm,
    SlipView,
)
from shared.export.answering import export_route
from shared.http.dependencies import public
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["accounts"])

Name = Annotated[str | None, Query(min_length=1, max_length=60, description="part of the user name or the name shown")]


@router.post(
    "/activation",
    status_code=204,
    responses={202: {"description": "It counts once a security administrator has confirmed it"}, **problems(401, 429)},
    dependencies=[public(), *asked.CHECKING_A_PASSWORD],
)
async def post_activation(
    form: ActivationForm, response: Response, work: asked.Anyone, registrar: asked.Registration
) -> None:
    """Choose the password of an account with the secret on its slip, once · 激活账号

    Unknown user and wrong, used or expired secret are answered alike, and as slowly. 202: the slip is from who keeps
    accounts, and nobody signs in before a security administrator has asked the holder whether it was he.
    """
    counts = await commands.activate_account(
        work, keyring=registrar.keyring, username=form.username, secret=form.secret, password=form.password
    )
    if not counts:
        response.status_code = 202


export_route(router, "/account-exports", ACCOUNTS)


@router.get("/accounts/me", responses=problems(401, 403, 404))
async def show_own_account(reading: asked.OwnGrantReading) -> AccountView:
    """The caller's own account · 查看本人账号"""
    return AccountView.of(await get_shown(reading.connection, reading.caller.account_id, now=reading.now))


@router.get("/accounts/me/accesses", responses=problems(401, 403, 404))
async def list_own_accesses(
    reading: asked.OwnFileReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[AccessView]:
    """Who had to do with the caller's own file · 本人档案办理、查阅记录

    The latest first: views in clear, changes, and what was refused.
    """
    return await fetch_own_accesses(reading, cursor, limit, view=AccessView.of)


@router.post(
    "/accounts/me/password",
    status_code=204,
    responses=problems(401, 403, 404, 429),
    dependencies=asked.CHECKING_A_PASSWORD,
)
async def post_own_password(form: PasswordForm, work: asked.OwnAccountWork, registrar: asked.Registration) -> None:
    """Change the caller's own password · 修改本人密码

    Every session of his ends, so that an idempotency key is of no use. A wrong current one counts like a failed
    sign-in.
    """
    await commands.change_own_password(
        work,
        keyring=registrar.keyring,
        current=form.current_password,
        password=form.new_password,
    )


@router.post("/accounts/me/sign-out", status_code=204, responses=problems(401, 403, 404))
async def post_own_sign_out(work: asked.OwnAccountWork) -> None:
    """End every session of the caller, this one included, in all services · 本人全部退出登录"""
    await commands.sign_out_everywhere(work, work.caller.account_id)


@router.post("/accounts", status_code=201, responses=problems(401, 403, 409))
async def post_account(form: AccountForm, work: asked.AccountKeeper) -> OpenedAccountView:
    """Open an account · 开立账号

    Nobody can sign in to it before it is activated, and it may do nothing before a grant.
    """
    account_id = await commands.open_account(
        work, username=form.username, display_name=form.display_name, kind=form.kind
    )
    return OpenedAccountView(account_id=account_id)


@router.get("/accounts", responses=problems(401, 403))
async def list_accounts(
    reading: asked.AccountReading,
    *,
    state: AccountState | None = None,
    kind: Kind | None = None,
    name: Name = None,
    is_held: Annotated[bool | None, Query(description="it was said which person its holder is")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AccountView]:
    """Accounts in the order they were opened · 账号列表"""
    return await fetch_accounts(reading, WantedAccounts(state, kind, name, is_held), cursor, limit, view=AccountView.of)


@router.get("/accounts/{account_id}", responses=problems(401, 403, 404))
async def show_account(account_id: UUID, reading: asked.AccountReading) -> AccountView:
    """One account · 查看账号"""
    return AccountView.of(await get_shown(reading.connection, account_id, now=reading.now))


@router.get("/accounts/{account_id}/history", responses=problems(401, 403, 404))
async def show_account_history(
    account_id: UUID, reading: asked.AccountReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[AccountEventView]:
    """What was done to an account, and tried, the latest first · 账号办理记录"""
    await get_shown(reading.connection, account_id, now=reading.now)
    return await fetch_history(reading, account_id, cursor, limit, view=AccountEventView.of)


@router.post("/accounts/{account_id}/activation", responses=problems(401, 403, 404, 409))
async def post_account_activation(account_id: UUID, form: ReasonForm, work: asked.AccountKeeper) -> SlipView:
    """A secret for the holder of an account to choose a password with · 签发激活单

    Valid for 72 hours; an account in use is reset.

    An idempotency key has no effect: asked again, it answers a new secret, and the one before is worth nothing.
    """
    slip = await commands.issue_activation(work, account_id, reason=form.reason)
    return SlipView.of(slip)


@router.post("/accounts/{account_id}/disabling", status_code=204, responses=problems(401, 403, 404, 409))
async def post_disabling(account_id: UUID, form: ReasonForm, work: asked.AccountKeeper) -> None:
    """Nobody signs in to it any more · 停用账号

    Its sessions end here at once, in the other services within seconds.
    """
    await commands.disable_account(work, account_id, reason=form.reason)


@router.post("/accounts/{account_id}/enabling", status_code=204, responses=problems(401, 403, 404, 409))
async def post_enabling(account_id: UUID, form: ReasonForm, work: asked.AccountKeeper) -> None:
    """It may be used again, with the password it had · 启用账号"""
    await commands.enable_account(work, account_id, reason=form.reason)


@router.post("/accounts/{account_id}/unlocking", status_code=204, responses=problems(401, 403, 404))
async def post_unlocking(account_id: UUID, work: asked.AccountKeeper, registrar: asked.Registration) -> None:
    """Its holder has no longer to wait because of failed sign-ins · 解除登录等待"""
    await commands.unlock_account(work, account_id, keyring=registrar.keyring)


@router.post("/accounts/{account_id}/names", status_code=204, responses=problems(401, 403, 404, 409))
async def post_names(account_id: UUID, form: NamesForm, work: asked.AccountKeeper) -> None:
    """Call it otherwise · 更改用户名、显示名"""
    await commands.rename_account(work, account_id, username=form.username, display_name=form.display_name)


@router.post("/accounts/{account_id}/sign-out", status_code=204, responses=problems(401, 403, 404))
async def post_sign_out(account_id: UUID, form: ReasonForm, work: asked.AccountKeeper) -> None:
    """End every session of an account, in all services · 强制退出登录"""
    await commands.sign_out_everywhere(work, account_id, reason=form.reason)
