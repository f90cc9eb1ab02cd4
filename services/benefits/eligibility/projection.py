"""Registry's events of holdings, milestones, relations, terms and contact points, folded into facts with their times.

Each source is a stream of its own, so what it said last stands: all of the fact, where it ends, or that it never was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.eligibility.parameters import AGE, CATEGORIES, CONTACT, RELATIONS, ROLES
from services.benefits.eligibility.tables import PERSON_FACT
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import (
    CategoryCancelled,
    CategoryCorrected,
    CategoryRecognised,
    CategoryRestored,
    CategoryStopped,
    ContactPointVerified,
    ContactPointWithdrawn,
    FamilyRelationCorrected,
    FamilyRelationEnded,
    FamilyRelationRecorded,
    FamilyRelationRevoked,
    SocialRoleAssumed,
    SocialRoleCorrected,
    SocialRoleEnded,
    SocialRoleReopened,
    SocialRoleWithdrawn,
)
from shared.events.registry.ages import AgeMilestoneReached, AgeMilestoneWithdrawn
from shared.inbox.projection import Delivered, Projection

_WHOLE = text("""
    INSERT INTO person_fact (source_id, person_id, fact, value, since, until)
    SELECT * FROM unnest(CAST(:sources AS uuid[]), CAST(:persons AS uuid[]), CAST(:facts AS text[]),
                         CAST(:values AS text[]), CAST(:since AS date[]), CAST(:until AS date[]))
    ON CONFLICT (source_id) DO UPDATE SET person_id = excluded.person_id, fact = excluded.fact,
        value = excluded.value, since = excluded.since, until = excluded.until
""")
_BEGINNINGS = text("""
    UPDATE person_fact SET since = e.day
    FROM unnest(CAST(:sources AS uuid[]), CAST(:days AS date[])) e (source, day)
    WHERE person_fact.source_id = e.source
""")
_ENDS = text("""
    UPDATE person_fact SET until = e.day
    FROM unnest(CAST(:sources AS uuid[]), CAST(:days AS date[])) e (source, day)
    WHERE person_fact.source_id = e.source
""")
_NONE = text("DELETE FROM person_fact WHERE source_id = ANY (CAST(:sources AS uuid[]))")


@dataclass(frozen=True, slots=True)
class Value:
    """Of a person's fact, from a day on and before another."""

    person_id: UUID
    fact: str
    value: str
    since: date | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Begins:
    """It holds from this day on, whatever was said of that before."""

    day: date


@dataclass(frozen=True, slots=True)
class Ends:
    """It holds no longer from this day on; None: it goes on."""

    day: date | None


@dataclass(frozen=True, slots=True)
class Never:
    """It was said by mistake."""


FactChange = Value | Begins | Ends | Never


def _relation(event: FamilyRelationRecorded | FamilyRelationCorrected) -> Value:
    return Value(event.relative_person_id, RELATIONS, event.relation, event.since, event.until)


def _milestone(event: AgeMilestoneReached) -> Value:
    month = event.month
    return Value(event.person_id, AGE, str(event.age), date.fromisoformat(f"{month}-01") if month else None)


def _category(event: CategoryRecognised) -> Value:
    return Value(event.person_id, CATEGORIES, event.category, event.since)


def _restored(event: CategoryRestored) -> Ends | None:
    """Back to what it was before it was stopped or cancelled: a recognition, or an application that was withdrawn."""
    recognised = {"enjoying", "recognised-no-benefit", "suspended"}
    return Ends(None) if event.state in recognised else None


def _contact(event: ContactPointVerified) -> Value:
    return Value(event.person_id, CONTACT, event.channel, event.verified_on)


def _role(event: SocialRoleAssumed | SocialRoleCorrected) -> Value:
    until = event.ended_on if isinstance(event, SocialRoleCorrected) else None
    return Value(event.person_id, ROLES, event.kind, event.assumed_on, until)


# By contract: the field that names the source, and what the event says of it.
SAYS: Mapping[type[Event], tuple[str, Callable[[Any], FactChange | None]]] = {
    CategoryRecognised: ("holding_id", _category),
    CategoryCorrected: ("holding_id", lambda event: Begins(event.since)),
    CategoryStopped: ("holding_id", lambda event: Ends(event.effective_on)),
    CategoryCancelled: ("holding_id", lambda event: Ends(event.effective_on)),
    CategoryRestored: ("holding_id", _restored),
    ContactPointVerified: ("contact_id", _contact),
    ContactPointWithdrawn: ("contact_id", lambda event: Ends(event.withdrawn_on)),
    AgeMilestoneReached: ("milestone_id", _milestone),
    AgeMilestoneWithdrawn: ("milestone_id", lambda event: Never()),
    FamilyRelationRecorded: ("relation_id", _relation),
    FamilyRelationCorrected: ("relation_id", _relation),
    FamilyRelationEnded: ("relation_id", lambda event: Ends(event.ended_on)),
    FamilyRelationRevoked: ("relation_id", lambda event: Never()),
    SocialRoleAssumed: ("role_id", _role),
    SocialRoleCorrected: ("role_id", _role),
    SocialRoleEnded: ("role_id", lambda event: Ends(event.ended_on)),
    SocialRoleReopened: ("role_id", lambda event: Ends(None)),
    SocialRoleWithdrawn: ("role_id", lambda event: Never()),
}


@dataclass(slots=True)
class FactChanges:
    """What a batch says of facts, by source; in each the last that was said stands."""

    whole: dict[UUID, Value] = field(default_factory=dict)
    begin: dict[UUID, date] = field(default_factory=dict)
    end: dict[UUID, date | None] = field(default_factory=dict)
    never: set[UUID] = field(default_factory=set)

    def say(self, source_id: UUID, said: FactChange) -> None:
        """One thing more, in the order in which they were told."""
        match said:
            case Begins(day):
                self.begin[source_id] = day
            case Ends(day):
                self.end[source_id] = day
            case Value() | Never():
                for before in (self.whole, self.begin, self.end):
                    before.pop(source_id, None)
                self.never.discard(source_id)
                if isinstance(said, Value):
                    self.whole[source_id] = said
                else:
                    self.never.add(source_id)


def told(delivered: Sequence[Delivered[Event]]) -> FactChanges:
    """What the batch says."""
    found = FactChanges()
    for each in delivered:
        source, says = SAYS[type(each.event)]
        if (said := says(each.event)) is not None:
            found.say(getattr(each.event, source), said)
    return found


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    found = told(delivered)
    columns = ("sources", "persons", "facts", "values", "since", "until")
    lines = ((s, v.person_id, v.fact, v.value, v.since, v.until) for s, v in found.whole.items())
    changes = (
        (_NONE, {"sources": list(found.never)}),
        (_WHOLE, arrays(columns, lines)),
        (_BEGINNINGS, arrays(("sources", "days"), found.begin.items())),
        (_ENDS, arrays(("sources", "days"), found.end.items())),
    )
    for statement, values in changes:
        if values["sources"]:
            await connection.execute(statement, values)


FACTS = Projection(name="person-facts", contracts=tuple(SAYS), apply=apply, tables=(PERSON_FACT,))
