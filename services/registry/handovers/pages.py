"""The hand-over of an account, confirmed in a browser."""

from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_shown
from services.registry.handovers.commands import confirm_handover
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

_AT = "/registry/accounts/{account_id}/handover"


@router.get(_AT)
async def show_handover(account_id: UUID, reading: asked.HandoverReading, view: Viewing) -> Response:
    """What is to be asked, and the button that confirms it."""
    return view.show("handover.html", account=await get_shown(reading.connection, account_id, now=reading.now))


@router.post(_AT)
async def confirm(
    account_id: UUID, work: asked.HandoverConfirmer, settings: asked.Configuration, sent: Sent[Pressed]
) -> Response:  # fmt: skip
    """The holder himself has chosen the password."""
    await confirm_handover(sent.keyed(work), account_id, centre_code=settings.centre_code)
    return sent.done(f"/registry/accounts/{account_id}?done=handover")
