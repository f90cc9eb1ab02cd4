"""Cases go with their unit. And who is a party to one, as registry tells: nobody mediates the matter of one, nor that
of his kin; each party is a stream, and what was said of it last stands. And which mergers were taken back, so that
their cases come back."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.tables import CASE, CASE_PARTY, REVOKED_MERGER
from shared.auth.moved import following
from shared.database.bulk import arrays
from shared.events.registry import OrgUnitClosing
from shared.events.registry.case_parties import CasePartyCorrected, CasePartyNamed, CasePartyRemoved
from shared.events.registry.org_units import OrgUnitMergerRevoked
from shared.inbox.projection import Delivered, Projection

_SAID = text("""
    INSERT INTO case_party (party_id, case_id, person_id, until, sequence)
    SELECT * FROM unnest(CAST(:parties AS uuid[]), CAST(:cases AS uuid[]), CAST(:persons AS uuid[]),
                         CAST(:days AS date[]), CAST(:sequences AS bigint[]))
    ON CONFLICT (party_id) DO UPDATE SET case_id = excluded.case_id, person_id = excluded.person_id,
        until = excluded.until, sequence = excluded.sequence
    WHERE case_party.sequence < excluded.sequence
""")
_REVOKED = text("""
    INSERT INTO revoked_merger (org_code, successor_code)
    SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:successors AS text[]))
    ON CONFLICT (org_code) DO UPDATE SET successor_code = excluded.successor_code
""")
_CLOSING = text("DELETE FROM revoked_merger WHERE org_code = ANY (CAST(:codes AS text[]))")


# After the directory: who opens a case holds the unit's row there until the case can be seen here.
CASES_FOLLOW = following("cases-follow", CASE.c.org_path)


async def keep_parties(connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    last = {each.event.party_id: each for each in sorted(delivered, key=attrgetter("sequence"))}
    said = [_said(last[party_id]) for party_id in sorted(last)]
    await connection.execute(_SAID, arrays(("parties", "cases", "persons", "days", "sequences"), said))


def _said(each: Delivered[Any]) -> tuple[Any, ...]:
    told = each.event
    until = told.removed_on if isinstance(told, CasePartyRemoved) else None
    return told.party_id, told.case_id, told.person_id, until, each.sequence


PARTIES = Projection(
    name="case-parties",
    contracts=(CasePartyNamed, CasePartyCorrected, CasePartyRemoved),
    apply=keep_parties,
    tables=(CASE_PARTY,),
)


async def keep_mergers(
    connection: AsyncConnection, delivered: Sequence[Delivered[OrgUnitMergerRevoked | OrgUnitClosing]]
) -> None:
    """Of several events of an organisation the last stands: one that is merged anew gives its cases away again."""
    last = {each.event.org_code: each.event for each in delivered}
    back = {code: told.successor_code for code, told in last.items() if isinstance(told, OrgUnitMergerRevoked)}
    if closing := sorted(last.keys() - back.keys()):
        await connection.execute(_CLOSING, {"codes": closing})
    if back:
        await connection.execute(_REVOKED, arrays(("codes", "successors"), sorted(back.items())))


MERGERS = Projection(
    name="revoked-mergers",
    contracts=(OrgUnitMergerRevoked, OrgUnitClosing),
    apply=keep_mergers,
    tables=(REVOKED_MERGER,),
)
