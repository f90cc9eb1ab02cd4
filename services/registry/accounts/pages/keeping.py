"""The accounts of the county: opened, activated by a slip, disabled, called otherwise."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import (
    disable_account,
    enable_account,
    issue_activation,
    open_account,
    rename_account,
    sign_out_everywhere,
    unlock_account,
)
from services.registry.accounts.domain.account import CHANGES, AccountState, Kind
from services.registry.accounts.parameters import HELD, KINDS, STATES
from services.registry.accounts.queries import WantedAccounts, fetch_accounts, fetch_history, get_shown
from services.registry.accounts.schemas import (
    ACCOUNTS,
    AccountEventView,
    AccountForm,
    AccountView,
    NamesForm,
    ReasonForm,
    SlipView,
)
from shared.command import Work
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Text
from shared.trail.words import act_of, attempts_at, result_of
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing, last_done

router = page_router()

LIST = "/registry/accounts"

WORDS: Mapping[str, Any] = {
    "act_of": act_of,
    "result_of": result_of,
    "kinds": KINDS,
    "states": STATES,
    "held": HELD,
    "state_words": {state.code: state for state in STATES},
    "kind_words": {kind.code: kind for kind in KINDS},
}
Name = Annotated[str | None, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to an account for a reason: its heading, what it comes to, and the command."""

    title: Text
    effect: Text
    command: Callable[[Work, UUID, str], Awaitable[None]]


async def _disable(work: Work, account_id: UUID, reason: str) -> None:
    await disable_account(work, account_id, reason=reason)


async def _enable(work: Work, account_id: UUID, reason: str) -> None:
    await enable_account(work, account_id, reason=reason)


async def _sign_out(work: Work, account_id: UUID, reason: str) -> None:
    await sign_out_everywhere(work, account_id, reason=reason)


ActName = Literal["disabling", "enabling", "sign-out"]
ACTS: Mapping[ActName, Act] = {
    "disabling": Act(
        Text("停用账号", "Disable the account"),
        Text("停用后不能登录，已登录的在数秒内退出。", "Nobody signs in to it, and its sessions end within seconds."),
        _disable,
    ),
    "enabling": Act(
        Text("启用账号", "Enable the account"),
        Text("恢复使用，密码不变。", "It may be used again, with the password it had."),
        _enable,
    ),
    "sign-out": Act(
        Text("强制退出登录", "End all sessions"),
        Text("该账号在各系统的登录均在数秒内退出。", "Every session of the account ends within seconds."),
        _sign_out,
    ),
}


@router.get("/registry/accounts")
async def list_of_accounts(
    reading: asked.AccountReading,
    view: Viewing,
    *,
    state: AccountState | None = None,
    kind: Kind | None = None,
    name: Name = None,
    is_held: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """In the order they were opened."""
    wanted = WantedAccounts(state, kind, name, is_held)
    page = await fetch_accounts(reading, wanted, cursor, limit, view=AccountView.of)
    return view.show("accounts.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, ACCOUNTS)


@router.get("/registry/accounts/new")
async def show_new_account(reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that opens one."""
    return view.show("account-form.html", form=Form({"kind": Kind.PERSON}), account=None, **WORDS)


@router.post("/registry/accounts/new")
async def open_new_account(work: asked.AccountKeeper, sent: Sent[AccountForm]) -> Response:
    """Open it; the slip is made next."""
    async with sent.answering("account-form.html", account=None, **WORDS):
        said = sent.value
        account_id = await open_account(
            sent.keyed(work), username=said.username, display_name=said.display_name, kind=said.kind
        )
    return sent.done(f"/registry/accounts/{account_id}")


@router.get("/registry/accounts/{account_id}")
async def show_one_account(
    account_id: UUID,
    reading: asked.AccountReading,
    view: Viewing,
    *,
    done: Literal["handover"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """One account, and what was done to it."""
    account = await _account(reading, account_id)
    history = await fetch_history(reading, account_id, cursor, limit, view=AccountEventView.of)
    attempts = attempts_at(view.request.app)
    shown: Mapping[str, Any] = {"account": account, "attempts": attempts, "done": done}
    return view.show("account.html", history=history, cursor=cursor, **shown, **WORDS)


@router.get("/registry/accounts/{account_id}/names")
async def show_names(account_id: UUID, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that calls it otherwise."""
    account = await _account(reading, account_id)
    form = Form(_names_of(account), account.version)
    return view.show("account-form.html", form=form, account=account, **WORDS)


@router.post("/registry/accounts/{account_id}/names")
async def save_names(
    account_id: UUID, reading: asked.AccountKeeperReading, work: asked.AccountKeeper, sent: Sent[NamesForm]
) -> Response:
    """Call it otherwise."""
    stands = partial(_standing, reading, account_id)
    account = await _account(reading, account_id)
    async with sent.answering("account-form.html", stands=stands, account=account, **WORDS):
        said = sent.value
        await rename_account(
            sent.keyed(work),
            account_id,
            username=said.username,
            display_name=said.display_name,
            version=sent.version,
        )
    return sent.done(f"/registry/accounts/{account_id}")


@router.post("/registry/accounts/{account_id}/unlocking")
async def unlock(
    account_id: UUID, work: asked.AccountKeeper, registrar: asked.Registration, sent: Sent[Pressed]
) -> Response:  # fmt: skip
    """Its holder need not wait any longer."""
    await unlock_account(sent.keyed(work), account_id, keyring=registrar.keyring)
    return sent.done(f"/registry/accounts/{account_id}")


@router.get("/registry/accounts/{account_id}/activation")
async def show_activation(account_id: UUID, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that issues a slip."""
    return view.show("slip-form.html", form=Form(), account=await _account(reading, account_id))


@router.post("/registry/accounts/{account_id}/activation")
async def issue_slip(
    account_id: UUID, reading: asked.AccountKeeperReading, work: asked.AccountKeeper, sent: Sent[ReasonForm]
) -> Response:
    """The slip, shown this once, to be printed. Asked again, another; the one before is worth nothing."""
    async with sent.answering("slip-form.html", account=await _account(reading, account_id)):
        slip = await issue_activation(work, account_id, reason=sent.value.reason)
    return sent.view.show("slip.html", slip=SlipView.of(slip))


@router.get("/registry/accounts/{account_id}/{act}")
async def show_act(account_id: UUID, act: ActName, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that asks why."""
    return view.show("account-act.html", form=Form(), account=await _account(reading, account_id), act=ACTS[act])


@router.post("/registry/accounts/{account_id}/{act}")
async def do_act(
    account_id: UUID,
    act: ActName,
    *,
    reading: asked.AccountKeeperReading,
    work: asked.AccountKeeper,
    sent: Sent[ReasonForm],
) -> Response:
    """Do it."""
    async with sent.answering("account-act.html", account=await _account(reading, account_id), act=ACTS[act]):
        await ACTS[act].command(sent.keyed(work), account_id, sent.value.reason)
    return sent.done(f"/registry/accounts/{account_id}")


def _names_of(account: AccountView) -> Mapping[str, str]:
    return {"username": account.username, "display_name": account.display_name}


async def _standing(reading: Reading, account_id: UUID) -> Standing:
    """The account by the names of the form that calls it otherwise."""
    account = await _account(reading, account_id)
    at, by = await last_done(reading.connection, CHANGES, f"account {account_id}")
    return Standing(account.version, _names_of(account), at, by)


async def _account(reading: Reading, account_id: UUID) -> AccountView:
    return AccountView.of(await get_shown(reading.connection, account_id, now=reading.now))
