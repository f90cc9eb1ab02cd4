"""party-branch-established, party-group-established → `party_organisation`; it goes with its unit."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.party.tables import PARTY_ORGANISATION
from shared.auth.moved import MOVES, follow
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import PartyBranchEstablished, PartyGroupEstablished
from shared.inbox.projection import Delivered, Projection

ESTABLISH = text("""
    INSERT INTO party_organisation (party_org_code, kind, org_path, parent_code, established_on)
    SELECT code, kind, standing_at(path), parent, day
    FROM unnest(CAST(:codes AS text[]), CAST(:kinds AS text[]), CAST(:paths AS text[]), CAST(:parents AS text[]),
                CAST(:days AS date[])) AS established (code, kind, path, parent, day)
""")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """One statement a batch; another when units moved."""
    if any(isinstance(each.event, MOVES) for each in deliveries):
        await follow(connection, PARTY_ORGANISATION.c.org_path)
    rows = [_row(delivered.event) for delivered in deliveries if not isinstance(delivered.event, MOVES)]
    await connection.execute(ESTABLISH, arrays(("codes", "kinds", "paths", "parents", "days"), rows))


def _row(event: Event) -> tuple[object, ...]:
    if isinstance(event, PartyBranchEstablished):
        return (event.party_org_code, "branch", event.org_path, None, event.established_on)
    if isinstance(event, PartyGroupEstablished):
        return (event.party_org_code, "group", event.org_path, event.parent_code, event.established_on)
    raise TypeError(f"{type(event).__name__} is no Party organisation")


PARTY = Projection(
    name="party",
    contracts=(PartyBranchEstablished, PartyGroupEstablished, *MOVES),
    apply=apply,
    tables=(PARTY_ORGANISATION,),
)
