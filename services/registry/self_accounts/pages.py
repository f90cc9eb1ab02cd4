"""An account for a person's own affairs, opened at a station, which prints the slip."""

from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import find_account_of
from services.registry.accounts.schemas import SlipView
from services.registry.self_accounts.commands import open_self_account, reissue_self_activation
from services.registry.veterans.queries.files import get_place
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

_AT = "/registry/persons/{veteran_id}/account"


@router.get(_AT)
async def show_self_account(veteran_id: UUID, reading: asked.SelfAccountReading, view: Viewing) -> Response:
    """What the slip is for, and the button that makes it."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = await find_account_of(reading.connection, veteran_id)
    return view.show("self-account.html", veteran_id=veteran_id, account=found)


@router.post(_AT)
async def issue_self_slip(
    veteran_id: UUID, reading: asked.SelfAccountReading, work: asked.SelfAccountOpener, sent: Sent[Pressed]
) -> Response:
    """The slip, shown this once, to be printed: of a new account, or anew for one there is."""
    found = await find_account_of(reading.connection, veteran_id)
    issue = open_self_account if found is None else reissue_self_activation
    slip = await issue(work, veteran_id)
    return sent.view.show("self-slip.html", veteran_id=veteran_id, slip=SlipView.of(slip))
