"""Which category an application or a holding is of, is sensitive: who sees it, and why, is recorded."""

from uuid import UUID

from services.registry.categories.commands.keeping import concern
from services.registry.categories.domain.holding import HoldingIsDecided
from services.registry.categories.queries.holdings import get_holding
from services.registry.network.domain import UnitKind
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.parameters.groups import GROUPS, Group
from shared.approval.levels import levels_of
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly


@command(keeps_answer=False)
async def open_category(tx: Transaction, holding_id: UUID, *, purpose: str, reason: str, most_an_hour: int) -> UUID:
    """Record that the caller is about to see it; answers the id of the viewing. A room sees what it is asked about.

    Raises `HoldingNotFound` (also outside the scope), `HoldingIsDecided`, `TooManyDisclosures`.
    """
    row = await get_holding(tx.connection, holding_id, tx.caller)
    await concern(tx, row.person_id, purpose)
    levels = levels_of(tx.caller, row.org_path)
    if row.waits_for is None and not {UnitKind.STATION, UnitKind.CENTRE} & {*levels}:
        raise HoldingIsDecided
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    return await record_viewing(
        tx, row.person_id, purpose=purpose, reason=reason, fields=GROUPS[Group.CATEGORIES].fields
    )
