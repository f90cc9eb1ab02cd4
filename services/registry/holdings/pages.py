"""What an account has in hand, in a browser."""

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_shown
from services.registry.holdings.queries import get_holdings
from shared.auth.permissions import ROLES
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.language import Text
from shared.web.page import Viewing, page_router

router = page_router()

ROLE_WORDS: Mapping[str, Text] = {role.value: Text(facts.zh, facts.en) for role, facts in ROLES.items()} | {
    "denied": Text("禁止访问", "denied")
}


@router.get("/registry/accounts/{account_id}/holdings")
async def list_holdings(account_id: UUID, reading: asked.AccountReading, view: Viewing) -> Response:
    """What is to be handed over or seen to, and where each is."""
    return view.show(
        "holdings.html",
        account=await get_shown(reading.connection, account_id, now=reading.now),
        held=await get_holdings(reading.connection, account_id, now=reading.now),
        role_words=ROLE_WORDS,
        kinds=SOCIAL_ROLE_KIND.by_code(),
    )
