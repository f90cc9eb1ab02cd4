"""Hand-overs of accounts, confirmed."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.handovers.commands import confirm_handover
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["accounts"])


@router.post("/accounts/{account_id}/handover/confirmation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_handover_confirmation(
    account_id: UUID, work: asked.HandoverConfirmer, settings: asked.Configuration
) -> None:
    """Confirm that its holder himself has chosen the password with the slip · 核实账号本人

    From now on the account works again. Ask him first, face to face or by telephone. Neither who issued the slip nor
    the holder confirms it.
    """
    await confirm_handover(work, account_id, centre_code=settings.centre_code)
