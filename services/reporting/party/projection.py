"""party-branch-established, party-group-established, party-organisation-corrected, -moved, -dissolved →
`party_organisation`; it goes with its unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.party.tables import PARTY_ORGANISATION
from shared.auth.moved import MOVES, follow
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import (
    PartyBranchEstablished,
    PartyGroupEstablished,
    PartyOrganisationCorrected,
    PartyOrganisationDissolved,
    PartyOrganisationMoved,
)
from shared.inbox.projection import Delivered, Projection

# What is not told anew stays.
KEEP = text("""
    INSERT INTO party_organisation (party_org_code, kind, org_path, parent_code, established_on, dissolved_on)
    SELECT code, told.kind, standing_at(path), coalesce(parent, held.parent_code),
        coalesce(day, held.established_on), coalesce(ended, held.dissolved_on)
    FROM unnest(CAST(:codes AS text[]), CAST(:kinds AS text[]), CAST(:paths AS text[]), CAST(:parents AS text[]),
                CAST(:days AS date[]), CAST(:ends AS date[])) AS told (code, kind, path, parent, day, ended)
    LEFT JOIN party_organisation AS held ON held.party_org_code = code
    ON CONFLICT (party_org_code) DO UPDATE SET org_path = excluded.org_path, parent_code = excluded.parent_code,
        established_on = excluded.established_on, dissolved_on = excluded.dissolved_on
""")
_COLUMNS = ("code", "kind", "path", "parent", "day", "end")


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """One statement a batch, another when units moved: of several events of an organisation the last holds."""
    if any(isinstance(each.event, MOVES) for each in deliveries):
        await follow(connection, PARTY_ORGANISATION.c.org_path)
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for delivered in deliveries:
        if not isinstance(delivered.event, MOVES):
            facts = _facts(delivered.event)
            told[facts["code"]].update(facts)
    rows = [tuple(facts.get(column) for column in _COLUMNS) for facts in told.values()]
    await connection.execute(KEEP, arrays(("codes", "kinds", "paths", "parents", "days", "ends"), rows))


def _facts(event: Event) -> Mapping[str, Any]:
    match event:
        case PartyBranchEstablished():
            return _standing(event) | {"kind": "branch", "day": event.established_on}
        case PartyGroupEstablished():
            return _standing(event) | {"kind": "group", "parent": event.parent_code, "day": event.established_on}
        case PartyOrganisationCorrected():
            return _standing(event) | {"kind": event.kind, "parent": event.parent_code, "day": event.established_on}
        case PartyOrganisationMoved():
            return _standing(event) | {"kind": event.kind, "parent": event.parent_code}
        case PartyOrganisationDissolved():
            return _standing(event) | {"kind": event.kind, "end": event.dissolved_on}
    raise TypeError(f"{type(event).__name__} is no Party organisation")


def _standing(event: Any) -> dict[str, Any]:
    return {"code": event.party_org_code, "path": event.org_path}


PARTY = Projection(
    name="party",
    contracts=(
        PartyBranchEstablished,
        PartyGroupEstablished,
        PartyOrganisationCorrected,
        PartyOrganisationMoved,
        PartyOrganisationDissolved,
        *MOVES,
    ),
    apply=apply,
    tables=(PARTY_ORGANISATION,),
)
