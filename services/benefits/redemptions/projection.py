"""Who is whose relative, as registry tells of it. Each relation is a stream: what was said of it last stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.kin.tables import KIN
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import (
    FamilyRelationCorrected,
    FamilyRelationEnded,
    FamilyRelationRecorded,
    FamilyRelationRevoked,
)
from shared.inbox.projection import Delivered, Projection

_COLUMNS = ("relations", "veterans", "relatives", "kinds", "since", "until")
_SAID = text("""
    INSERT INTO discount_kin (relation_id, veteran_id, relative_id, relation, since, until)
    SELECT * FROM unnest(CAST(:relations AS uuid[]), CAST(:veterans AS uuid[]), CAST(:relatives AS uuid[]),
                         CAST(:kinds AS text[]), CAST(:since AS date[]), CAST(:until AS date[]))
    ON CONFLICT (relation_id) DO UPDATE SET veteran_id = excluded.veteran_id, relative_id = excluded.relative_id,
        relation = excluded.relation, since = excluded.since, until = excluded.until
""")
_ENDED = text("""
    UPDATE discount_kin SET until = e.day
    FROM unnest(CAST(:relations AS uuid[]), CAST(:days AS date[])) e (relation, day)
    WHERE discount_kin.relation_id = e.relation
""")
_NONE = text("DELETE FROM discount_kin WHERE relation_id = ANY (CAST(:relations AS uuid[]))")


@dataclass(slots=True)
class RelationChanges:
    """What a batch says, by relation; in each the last that was said stands."""

    said: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    ended: dict[UUID, Any] = field(default_factory=dict)
    none: set[UUID] = field(default_factory=set)

    def say(self, event: Any) -> None:
        """One event more, in the order in which they were told."""
        if isinstance(event, FamilyRelationEnded):
            self.ended[event.relation_id] = event.ended_on
            return
        self.ended.pop(event.relation_id, None)
        self.said.pop(event.relation_id, None)
        self.none.discard(event.relation_id)
        if isinstance(event, FamilyRelationRevoked):
            self.none.add(event.relation_id)
        else:
            who = (event.person_id, event.relative_person_id)
            self.said[event.relation_id] = event.relation_id, *who, event.relation, event.since, event.until


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    told = RelationChanges()
    for each in delivered:
        told.say(each.event)
    changes = (
        (_NONE, {"relations": list(told.none)}),
        (_SAID, arrays(_COLUMNS, told.said.values())),
        (_ENDED, arrays(("relations", "days"), told.ended.items())),
    )
    for statement, values in changes:
        if values["relations"]:
            await connection.execute(statement, values)


RELATIVES = Projection(
    name="discount-kin",
    contracts=(FamilyRelationRecorded, FamilyRelationCorrected, FamilyRelationEnded, FamilyRelationRevoked),
    apply=apply,
    tables=(KIN,),
)
