"""Bindings of accounts to users of external issuers: the caller's own first, since `me` would be taken for an id.

One's own is made in a browser (`sessions/pages/external.py`): only the issuer can say who somebody is there.
"""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.accounts.commands import prove_password
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from services.registry.issuers import commands
from services.registry.issuers.domain.answer import Subject
from services.registry.issuers.driver import AskedIssuers
from services.registry.issuers.queries import list_bindings
from services.registry.issuers.schemas import BindingForm, BindingView, MadeBindingView, ProofForm
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["issuers"])


@router.get("/accounts/me/issuers", responses=problems(401, 403))
async def list_own_bindings(reading: asked.OwnGrantReading) -> list[BindingView]:
    """By which issuers the caller is signed in, or would be once he confirms it · 本人的统一认证绑定"""
    return [BindingView.of(row) for row in await list_bindings(reading.connection, reading.caller.account_id)]


@router.post(
    "/accounts/me/issuers/{binding_id}/confirmation",
    status_code=204,
    responses=problems(401, 403, 404, 429),
    dependencies=asked.CHECKING_A_PASSWORD,
)
async def post_binding_confirmation(
    binding_id: UUID, form: ProofForm, work: asked.OwnAccountWork, registrar: asked.Registration
) -> None:
    """Confirm a binding that was made by who keeps accounts · 确认统一认证绑定

    From now on it admits the caller. A wrong password counts like a failed sign-in.
    """
    await prove_password(work, keyring=registrar.keyring, current=form.current_password)
    await commands.confirm_binding(work, binding_id)


@router.post("/accounts/me/issuers/{binding_id}/removal", status_code=204, responses=problems(401, 403, 404))
async def remove_own_binding(binding_id: UUID, work: asked.OwnAccountWork) -> None:
    """End one of the caller's · 解除本人的统一认证绑定

    Where it was confirmed, all his sessions end, this one included.
    """
    await commands.end_binding(work, work.caller.account_id, binding_id)


@router.get("/accounts/{account_id}/bindings", responses=problems(401, 403, 404))
async def list_bindings_of(account_id: UUID, reading: asked.AccountReading) -> list[BindingView]:
    """The bindings of any account · 账号的统一认证绑定"""
    await get_shown(reading.connection, account_id, now=reading.now)
    return [BindingView.of(row) for row in await list_bindings(reading.connection, account_id)]


@router.post("/accounts/{account_id}/bindings", status_code=201, responses=problems(401, 403, 404, 409))
async def post_binding(
    account_id: UUID,
    form: BindingForm,
    work: asked.AccountKeeper,
    issuers: AskedIssuers,
    registrar: asked.Registration,
) -> MadeBindingView:
    """Bind a user of an issuer to an account · 绑定统一认证用户

    It admits nobody before the account's holder confirms it.
    """
    subject = Subject(issuers.get(form.issuer).configured.issuer, form.subject)
    return MadeBindingView(
        binding_id=await commands.propose_binding(
            work, account_id, subject, reason=form.reason, keyring=registrar.keyring
        )
    )


@router.post("/accounts/{account_id}/bindings/{binding_id}/removal", status_code=204, responses=problems(401, 403, 404))
async def remove_binding(account_id: UUID, binding_id: UUID, form: ReasonForm, work: asked.AccountKeeper) -> None:
    """End a binding of an account · 解除统一认证绑定

    Where it was confirmed, all sessions of the account end.
    """
    await commands.end_binding(work, account_id, binding_id, reason=form.reason)
