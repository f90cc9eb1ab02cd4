"""Which person the holder of an account is, in a browser."""

from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.account_holders.commands import name_account_holder, remove_account_holder
from services.registry.account_holders.queries import list_holders
from services.registry.account_holders.schemas import HolderForm
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

_AT = "/registry/accounts/{account_id}/holder"


@router.get("/registry/accounts/{account_id}/holders")
async def show_holders(account_id: UUID, reading: asked.AccountReading, view: Viewing) -> Response:
    """Who was named, and by whom."""
    account = await get_shown(reading.connection, account_id, now=reading.now)
    return view.show("holders.html", account=account, holders=await list_holders(reading.connection, account_id))


@router.get(_AT)
async def show_naming(account_id: UUID, reading: asked.HolderNaming, view: Viewing) -> Response:
    """The form that names one."""
    return view.show(
        "holder-form.html", form=Form(), account=await get_shown(reading.connection, account_id, now=reading.now)
    )


@router.post(_AT)
async def name(
    account_id: UUID, reading: asked.HolderNaming, work: asked.HolderNamer, sent: Sent[HolderForm]
) -> Response:
    """Name him."""
    account = await get_shown(reading.connection, account_id, now=reading.now)
    async with sent.answering("holder-form.html", account=account):
        said = sent.value
        await name_account_holder(sent.keyed(work), account_id, person_id=said.person_id, document=said.document)
    return sent.done(f"/registry/accounts/{account_id}")


@router.get(f"{_AT}/removal")
async def show_holder_removal(account_id: UUID, reading: asked.HolderRemoving, view: Viewing) -> Response:
    """The form that asks why."""
    return view.show(
        "holder-removal.html", form=Form(), account=await get_shown(reading.connection, account_id, now=reading.now)
    )


@router.post(f"{_AT}/removal")
async def remove(
    account_id: UUID, reading: asked.HolderRemoving, work: asked.HolderRemover, sent: Sent[ReasonForm]
) -> Response:
    """Take it back."""
    account = await get_shown(reading.connection, account_id, now=reading.now)
    async with sent.answering("holder-removal.html", account=account):
        await remove_account_holder(sent.keyed(work), account_id, reason=sent.value.reason)
    return sent.done(f"/registry/accounts/{account_id}")
