"""Who is shown in clear: that is recorded first."""

from uuid import UUID

from sqlalchemy import select

from services.registry.case_parties.parameters import SHOWN
from services.registry.case_parties.queries import find_party, reach_party
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.domain.standing import FileErased
from services.registry.veterans.tables import DATA_KEY
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly


@command(keeps_answer=False)
async def disclose_case_party(
    tx: Transaction, party_id: UUID, *, purpose: str, reason: str, most_an_hour: int
) -> UUID:  # fmt: skip
    """Record that the caller is about to see name and number; answers the id of the viewing. As of a file
    (`disclose_fields`): the values are read once this has committed.

    Raises `CasePartyNotFound` (also outside the scope), `FileErased`, `TooManyDisclosures`.
    """
    found = await find_party(tx.connection, party_id)
    if found is not None:
        tx.concerns(f"case {found.case_id}", purpose=purpose)
    party = await reach_party(tx.connection, party_id, tx.caller)
    key = select(DATA_KEY.c.person_id).where(DATA_KEY.c.person_id == party.person_id)
    if await tx.connection.scalar(key) is None:
        raise FileErased
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    return await record_viewing(tx, party.person_id, purpose=purpose, reason=reason, fields=SHOWN)
