"""Cases go with their unit: whose staff may see them is asked of today's tree. And who is a party to one, as registry
tells: nobody mediates the matter of one, nor that of his kin; each party is a stream, and what was said of it last
stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.tables import CASE, CASE_PARTY
from shared.auth.moved import MOVES, Moved, follow
from shared.database.bulk import arrays
from shared.events.registry.case_parties import CasePartyCorrected, CasePartyNamed, CasePartyRemoved
from shared.inbox.projection import Delivered, Projection

_SAID = text("""
    INSERT INTO case_party (party_id, case_id, person_id)
    SELECT * FROM unnest(CAST(:parties AS uuid[]), CAST(:cases AS uuid[]), CAST(:persons AS uuid[]))
    ON CONFLICT (party_id) DO UPDATE SET case_id = excluded.case_id, person_id = excluded.person_id
""")
_NONE = text("DELETE FROM case_party WHERE party_id = ANY (CAST(:parties AS uuid[]))")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """After the directory: who opens a case holds the unit's row there until the case can be seen here."""
    await follow(connection, CASE.c.org_path)


# The cases are this service's own; a rebuild has nothing to make anew.
CASES_FOLLOW = Projection("cases-follow", MOVES, apply, ())


async def keep_parties(connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    last = {each.event.party_id: each.event for each in delivered}
    gone: list[UUID] = sorted(party for party, event in last.items() if isinstance(event, CasePartyRemoved))
    said = sorted((party, event.case_id, event.person_id) for party, event in last.items() if party not in set(gone))
    if gone:
        await connection.execute(_NONE, {"parties": gone})
    if said:
        await connection.execute(_SAID, arrays(("parties", "cases", "persons"), said))


PARTIES = Projection(
    name="case-parties",
    contracts=(CasePartyNamed, CasePartyCorrected, CasePartyRemoved),
    apply=keep_parties,
    tables=(CASE_PARTY,),
)
