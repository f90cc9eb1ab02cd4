"""Events folded into messages owed. Nothing is sent here: the sender does that, from what this has committed."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.domain import notification_id
from services.notifications.deliveries.rules import RULES
from services.notifications.deliveries.tables import PROMISE
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

# A delivery is begun together with its promise and never touched here again. It is no table of the projection: in a
# rebuild the promises are made anew beside the old ones, while the deliveries stay what they are.
_PROMISE = text("""
    WITH owed AS (
        SELECT * FROM unnest(
            CAST(:notification_id AS uuid[]), CAST(:cause_event_id AS uuid[]), CAST(:cause_type AS text[]),
            CAST(:template AS text[]), CAST(:person_id AS uuid[]), CAST(:org_path AS text[]), CAST(:facts AS text[]),
            CAST(:promised_at AS timestamptz[]), CAST(:correlation_id AS text[]), CAST(:synthetic AS boolean[])
        ) e (notification_id, cause_event_id, cause_type, template, person_id, org_path, facts, promised_at,
             correlation_id, synthetic)
    ), begun AS (
        INSERT INTO delivery (notification_id, state, attempts, next_attempt_at, changed_at)
        SELECT notification_id, 'pending', 0, promised_at, promised_at FROM owed
        ON CONFLICT (notification_id) DO NOTHING
    )
    INSERT INTO promise (notification_id, cause_event_id, cause_type, template, person_id, org_path, facts, promised_at,
                         correlation_id, synthetic)
    SELECT notification_id, cause_event_id, cause_type, template, person_id, text2ltree(org_path), CAST(facts AS jsonb),
           promised_at, correlation_id, synthetic
    FROM owed
    ON CONFLICT (notification_id) DO NOTHING
""")


def promises(delivered: Sequence[Delivered[Event]]) -> Iterator[dict[str, Any]]:
    """The rows of `promise` that these events owe, each once."""
    seen = set()
    for each in delivered:
        for rule in RULES:
            if isinstance(each.event, rule.contract):
                person_id = rule.person(each.event)
                identity = notification_id(each.id, rule.template, person_id)
                if identity not in seen:
                    seen.add(identity)
                    yield {
                        "notification_id": identity,
                        "cause_event_id": each.id,
                        "cause_type": each.type,
                        "template": rule.template,
                        "person_id": person_id,
                        "org_path": rule.org_path(each.event),
                        "facts": msgspec.json.encode(dict(rule.facts(each.event)), order="sorted").decode(),
                        "promised_at": each.time,
                        "correlation_id": each.correlation_id,
                        "synthetic": each.synthetic,
                    }


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """Owe the messages, in one statement; applying it again changes nothing."""
    owed = list(promises(delivered))
    if owed:
        await connection.execute(_PROMISE, {column: [row[column] for row in owed] for column in owed[0]})


PROMISES = Projection(
    name="promises",
    contracts=tuple(dict.fromkeys(rule.contract for rule in RULES)),
    apply=apply,
    tables=(PROMISE,),
)
