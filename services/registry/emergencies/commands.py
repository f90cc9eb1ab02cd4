"""Looking at what was done by an emergency grant."""

from uuid import UUID

from sqlalchemy import insert

from services.registry.database import refusing
from services.registry.emergencies.domain import EmergencyReviewed
from services.registry.emergencies.queries import get_emergency
from services.registry.emergencies.tables import EMERGENCY_REVIEW
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.queries import roles_at
from shared.command import Transaction, command


@command
async def review_emergency(tx: Transaction, grant_id: UUID, *, note: str) -> None:
    """The caller has looked at what its holder did; `note` says what came of it. Once, when it is over.

    Raises `EmergencyNotFound`, `NotTheReviewer`, `RoleIsLent`, `EmergencyReviewed`, `EmergencyInForce`.
    """
    tx.concerns(f"grant {grant_id}")
    emergency = await get_emergency(tx.connection, grant_id, tx.caller, lock=True)
    tx.concerns(f"grant {grant_id} of account {emergency.account_id}", purpose=note)
    own, _ = await roles_at(tx.connection, tx.caller, emergency.org_path)
    if not own:
        raise RoleIsLent
    emergency.check_review(tx.caller.account_id, now=tx.now)
    review = {"grant_id": grant_id, "reviewed_by": tx.caller.account_id, "reviewed_at": tx.now, "note": note}
    with refusing({"pk_emergency_review": EmergencyReviewed()}):
        await tx.connection.execute(insert(EMERGENCY_REVIEW).values(review))
