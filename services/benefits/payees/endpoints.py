"""Accounts over HTTP."""

from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.payees.commands import (
    clear_payee_check,
    confirm_payee_account,
    end_payee_account,
    enter_payee_account,
    refuse_payee_account,
    withdraw_payee_account,
)
from services.benefits.payees.queries import WantedPayees, WantedUnpayable, fetch_payees, fetch_unpayable
from services.benefits.payees.schemas.accounts import (
    ConfirmationPaper,
    PayeeDocument,
    PayeeEnd,
    PayeeMade,
    PayeePaper,
    PayeeView,
    UnpayableView,
    WholePayeeView,
    whole_payee,
)
from services.benefits.payees.schemas.exported import PAYEES, UNPAYABLE
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["payees"])

LIST = "/payee-accounts"
ONE = LIST + "/{account_id:uuid}"
MAY_FAIL = problems(401, 403, 404, 409)
DECIDING = problems(401, 403, 404, 409, 410, 503)


@router.post(LIST, status_code=201, responses=DECIDING)
async def post_payee(form: PayeePaper, work: asked.PayeeKeeper, by: asked.Deciding) -> PayeeMade:
    """Enter the account that somebody is paid into, for another one to confirm · 登记收款账户"""
    said = form.besides()
    made = await enter_payee_account(
        work, form.person_id, form.account, **said, keyring=by.keyring, recusal=by.recusal
    )  # fmt: skip
    return PayeeMade(account_id=made)


@router.get(LIST, responses=problems(401, 403))
async def list_payees(
    reading: asked.PayeeReading,
    keyring: asked.Keys,
    *,
    person: UUID | None = None,
    unit: str | None = Query(None, max_length=24),
    state: str | None = Query(None, max_length=20),
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PayeeView]:
    """The last entered first, masked; `mine`: what the caller is to confirm · 收款账户列表"""
    wanted = WantedPayees(person, unit, state, mine)
    return await fetch_payees(reading, wanted, cursor, limit, view=PayeeView.by(keyring))


@router.get("/payee-accounts-missing", responses=problems(401, 403))
async def list_unpayable(
    reading: asked.PayeeReading,
    *,
    unit: str | None = Query(None, max_length=24),
    lack: str | None = Query(None, max_length=20),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[UnpayableView]:
    """Who is due something and has no account that can be used · 缺账户人员列表"""
    return await fetch_unpayable(reading, WantedUnpayable(unit, lack), cursor, limit, view=UnpayableView.of)


export_route(router, LIST + "/exports", PAYEES)
export_route(router, "/payee-accounts-missing/exports", UNPAYABLE)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_payee(account_id: UUID, reading: asked.PayeeReading, keyring: asked.Keys) -> WholePayeeView:
    """One of them, masked · 查看收款账户"""
    return await whole_payee(reading, account_id, keyring)


@router.post(ONE + "/confirmation", status_code=204, responses=DECIDING)
async def post_confirmation(
    account_id: UUID, form: ConfirmationPaper, work: asked.PayeeConfirmer, by: asked.Deciding
) -> None:
    """A second person, who types the number from the paper, confirms it · 核对收款账户"""
    await confirm_payee_account(work, account_id, form.number, keyring=by.keyring, recusal=by.recusal)


@router.post(ONE + "/refusal", status_code=204, responses=DECIDING)
async def post_payee_refusal(account_id: UUID, form: PayeeEnd, work: asked.PayeeConfirmer, by: asked.Deciding) -> None:
    """A second person refuses it · 驳回收款账户"""
    await refuse_payee_account(work, account_id, note=form.reason, recusal=by.recusal)


@router.post(ONE + "/check", status_code=204, responses=DECIDING)
async def post_payee_check(
    account_id: UUID, form: PayeeDocument, work: asked.PayeeConfirmer, by: asked.Deciding
) -> None:
    """A payment into it failed, and it was found to be right · 核查收款账户无误"""
    await clear_payee_check(work, account_id, document=form.document, recusal=by.recusal)


@router.post(ONE + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_payee_withdrawal(account_id: UUID, form: PayeeEnd, work: asked.PayeeKeeper) -> None:
    """Take back what one entered oneself · 撤回收款账户"""
    await withdraw_payee_account(work, account_id, note=form.reason)


@router.post(ONE + "/end", status_code=204, responses=MAY_FAIL)
async def post_payee_end(account_id: UUID, form: PayeeDocument, work: asked.PayeeKeeper) -> None:
    """Nothing is paid into it any more · 停用收款账户"""
    await end_payee_account(work, account_id, document=form.document)
