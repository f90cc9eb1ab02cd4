"""Events folded into messages owed. Nothing is sent here, and no delivery begun: see `consumer`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.domain import notification_id
from services.notifications.deliveries.rules import RULES
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.inbox.projection import Delivered

_KEEP = text("""
    INSERT INTO notification_request (notification_id, cause_event_id, cause_type, template, person_id, org_path, facts,
                                      requested_at,
                         correlation_id, synthetic, is_past)
    SELECT notification_id, cause_event_id, cause_type, template, person_id, standing_at(owed.path),
           CAST(facts AS jsonb), requested_at, correlation_id, synthetic, is_past
    FROM unnest(
        CAST(:notification_id AS uuid[]), CAST(:cause_event_id AS uuid[]), CAST(:cause_type AS text[]),
        CAST(:template AS text[]), CAST(:person_id AS uuid[]), CAST(:org_path AS text[]), CAST(:facts AS text[]),
        CAST(:requested_at AS timestamptz[]), CAST(:correlation_id AS text[]), CAST(:synthetic AS boolean[]),
        CAST(:is_past AS boolean[])
    ) AS owed (notification_id, cause_event_id, cause_type, template, person_id, path, facts, requested_at,
               correlation_id, synthetic, is_past)
    ON CONFLICT (notification_id) DO NOTHING
""")


def requests(delivered: Sequence[Delivered[Event]]) -> Iterator[dict[str, Any]]:
    """The rows of `notification_request` that these events owe, each once."""
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
                        "requested_at": each.time,
                        "correlation_id": each.correlation_id,
                        "synthetic": each.synthetic,
                        "is_past": rule.is_past(each.event),
                    }


async def keep_requests(connection: AsyncConnection, owed: Sequence[Mapping[str, Any]]) -> None:
    """Keep the rows that `requests` gave, in one statement; doing it again changes nothing."""
    await connection.execute(_KEEP, arrays(tuple(owed[0]), (row.values() for row in owed)))
