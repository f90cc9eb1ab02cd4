"""Which person the holder of an account is, in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.account_holders.commands import name_account_holder, remove_account_holder
from services.registry.account_holders.queries import list_holders
from services.registry.account_holders.schemas import HolderForm
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from shared.web.deciding import Decided, Matter, deciding
from shared.web.page import Viewing, page_router

router = page_router()

_AT = "/registry/accounts/{account_id}/holder"


@router.get("/registry/accounts/{account_id}/holders")
async def show_holders(account_id: UUID, reading: asked.AccountReading, view: Viewing) -> Response:
    """Who was named, and by whom."""
    account = await get_shown(reading.connection, account_id, now=reading.now)
    return view.show("holders.html", account=account, holders=await list_holders(reading.connection, account_id))


async def _account(matter: Matter[None]) -> Mapping[str, Any]:
    return {"account": await get_shown(matter.reading.connection, matter.about, now=matter.reading.now)}


@deciding(router, _AT, "accounts.name-holder", HolderForm, "holder-form.html", shown=_account)
async def name(decided: Decided[None, HolderForm]) -> str:
    """Name him."""
    said = decided.said
    await name_account_holder(decided.work, decided.about, person_id=said.person_id, document=said.document)
    return f"/registry/accounts/{decided.about}"


@deciding(router, f"{_AT}/removal", "accounts.remove-holder", ReasonForm, "holder-removal.html", shown=_account)
async def remove(decided: Decided[None, ReasonForm]) -> str:
    """Take it back."""
    await remove_account_holder(decided.work, decided.about, reason=decided.said.reason)
    return f"/registry/accounts/{decided.about}"
