"""Which person the holder of an account is."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.account_holders.commands import name_account_holder, remove_account_holder
from services.registry.account_holders.queries import list_holders
from services.registry.account_holders.schemas import HolderForm, HolderView
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["accounts"])


@router.get("/accounts/{account_id}/holders", responses=problems(401, 403, 404))
async def list_account_holders(account_id: UUID, reading: asked.AccountReading) -> list[HolderView]:
    """Which person its holder is, and who was named before · 账号持有人"""
    await get_shown(reading.connection, account_id, now=reading.now)
    return [HolderView.of(row) for row in await list_holders(reading.connection, account_id)]


@router.post("/accounts/{account_id}/holder", status_code=204, responses=problems(401, 403, 404, 409))
async def post_account_holder(account_id: UUID, form: HolderForm, work: asked.HolderNamer) -> None:
    """Name the person that the holder of an account for work is · 登记账号持有人

    On himself, his kin and, standing in for him, others decide nothing. His own affairs he sees with an account of its
    own (`POST /veterans/{veteran_id}/account`).
    """
    await name_account_holder(work, account_id, person_id=form.person_id, document=form.document)


@router.post("/accounts/{account_id}/holder/removal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_holder_removal(account_id: UUID, form: ReasonForm, work: asked.HolderRemover) -> None:
    """Take it back: it was somebody else · 撤销账号持有人登记

    Neither whoever named him nor he himself does that.
    """
    await remove_account_holder(work, account_id, reason=form.reason)
