"""party-branch-established, party-group-established, party-organisation-corrected, -moved, -dissolved,
-dissolution-revoked →
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
from shared.events.registry.party import PartyOrganisationDissolutionRevoked
from shared.inbox.projection import Delivered, Projection

# What is not told anew stays.
KEEP = text("""
    INSERT INTO party_organisation (party_org_code, kind, org_path, parent_code, established_on, dissolved_on)
    SELECT code, told.kind, standing_at(path), coalesce(parent, held.parent_code),
        coalesce(day, held.established_on), CASE WHEN said THEN ended ELSE held.dissolved_on END
    FROM unnest(CAST(:codes AS text[]), CAST(:kinds AS text[]), CAST(:paths AS text[]), CAST(:parents AS text[]),
                CAST(:days AS date[]), CAST(:ends AS date[]), CAST(:said AS boolean[]))
        AS told (code, kind, path, parent, day, ended, said)
    LEFT JOIN party_organisation AS held ON held.party_org_code = code
    ON CONFLICT (party_org_code) DO UPDATE SET org_path = excluded.org_path, parent_code = excluded.parent_code,
        established_on = excluded.established_on, dissolved_on = excluded.dissolved_on
""")
FOUNDED: Mapping[type[Event], str] = {PartyBranchEstablished: "branch", PartyGroupEstablished: "group"}
# What each tells besides where it stands: in which field, or that there is none.
SAID: Mapping[type[Event], Mapping[str, str | None]] = {
    PartyBranchEstablished: {"day": "established_on"},
    PartyGroupEstablished: {"day": "established_on", "parent": "parent_code"},
    PartyOrganisationCorrected: {"day": "established_on", "parent": "parent_code"},
    PartyOrganisationMoved: {"parent": "parent_code"},
    PartyOrganisationDissolved: {"end": "dissolved_on"},
    PartyOrganisationDissolutionRevoked: {"parent": "parent_code", "end": None},
}
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
    rows = [(*(facts.get(column) for column in _COLUMNS), "end" in facts) for facts in told.values()]
    await connection.execute(KEEP, arrays(("codes", "kinds", "paths", "parents", "days", "ends", "said"), rows))


def _facts(event: Any) -> Mapping[str, Any]:
    kind = FOUNDED.get(type(event)) or event.kind
    said = {column: getattr(event, field) if field else None for column, field in SAID[type(event)].items()}
    return {"code": event.party_org_code, "path": event.org_path, "kind": kind, **said}


PARTY = Projection(
    name="party",
    contracts=(*SAID, *MOVES),
    apply=apply,
    tables=(PARTY_ORGANISATION,),
)
