"""What an account has in hand."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.holdings.queries import get_holdings
from services.registry.holdings.schemas import HoldingsView
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["accounts"])


@router.get("/accounts/{account_id}/holdings", responses=problems(401, 403, 404))
async def show_holdings(account_id: UUID, reading: asked.AccountReading) -> HoldingsView:
    """What has to be handed over, or seen to, before or after an account is disabled · 账号待移交事项

    Cases belong to units, not to accounts: those of a mediator are handed over in benefits.
    """
    return HoldingsView.of(await get_holdings(reading.connection, account_id, now=reading.now))
