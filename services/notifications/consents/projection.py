"""Consents and wishes to be told of work, folded into what holds now."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.consents.tables import CONSENT, JOB_WISH
from shared.database.bulk import arrays
from shared.events.benefits import (
    JobPreferenceCorrected,
    JobPreferenceRecorded,
    JobPreferenceRevoked,
    JobPushOptedIn,
    JobPushOptedOut,
)
from shared.events.registry import ConsentRecorded, ConsentWithdrawn
from shared.inbox.projection import Delivered, Projection

_CONSENTS = text("""
    INSERT INTO consent (consent_id, person_id, purpose, holds, version)
    SELECT * FROM unnest(CAST(:consent_id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:purpose AS text[]),
                         CAST(:holds AS boolean[]), CAST(:version AS integer[]))
    ORDER BY 1
    ON CONFLICT (consent_id) DO UPDATE SET holds = excluded.holds, version = excluded.version
    WHERE consent.version < excluded.version
""")
_WISHES = text("""
    INSERT INTO job_wish (entry_id, person_id, wished_on, stands, is_told, version)
    SELECT * FROM unnest(CAST(:entry_id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:wished_on AS date[]),
                         CAST(:stands AS boolean[]), CAST(:is_told AS boolean[]), CAST(:version AS integer[]))
    ORDER BY 1
    ON CONFLICT (entry_id) DO UPDATE
    SET person_id = excluded.person_id, wished_on = excluded.wished_on, stands = excluded.stands,
        is_told = excluded.is_told, version = excluded.version
    WHERE job_wish.version < excluded.version
""")

ConsentEvent = ConsentRecorded | ConsentWithdrawn
WishEvent = (
    JobPreferenceRecorded | JobPreferenceCorrected | JobPushOptedIn | JobPushOptedOut | JobPreferenceRevoked
)  # fmt: skip


async def apply_consents(connection: AsyncConnection, delivered: Sequence[Delivered[ConsentEvent]]) -> None:
    """The last event of each consent says whether it holds; applying it again changes nothing."""
    rows = {
        each.event.consent_id: (
            each.event.consent_id,
            each.event.person_id,
            each.event.purpose,
            isinstance(each.event, ConsentRecorded),
            each.sequence,
        )
        for each in sorted(delivered, key=lambda each: each.sequence)
    }
    names = ("consent_id", "person_id", "purpose", "holds", "version")
    await connection.execute(_CONSENTS, arrays(names, rows.values()))


async def apply_wishes(connection: AsyncConnection, delivered: Sequence[Delivered[WishEvent]]) -> None:
    """The last event of each wish says whether it stands, and whether he is told; applying it again changes nothing. Of
    a file one stands at most, whichever was recorded, or is told of, first."""
    rows = {
        each.event.entry_id: (
            each.event.entry_id,
            each.event.person_id,
            each.event.wished_on,
            not isinstance(each.event, JobPreferenceRevoked),
            _is_told(each.event),
            each.sequence,
        )
        for each in sorted(delivered, key=lambda each: each.sequence)
    }
    names = ("entry_id", "person_id", "wished_on", "stands", "is_told", "version")
    await connection.execute(_WISHES, arrays(names, rows.values()))


def _is_told(event: WishEvent) -> bool:
    """A wish that was stopped and resumed has the day of the resumption alone."""
    return not isinstance(event, JobPreferenceRevoked) and event.opted_out_on is None


CONSENTS = Projection(
    name="consents", contracts=(ConsentRecorded, ConsentWithdrawn), apply=apply_consents, tables=(CONSENT,)
)
JOB_WISHES = Projection(
    name="job-wishes",
    contracts=(
        JobPreferenceRecorded,
        JobPreferenceCorrected,
        JobPushOptedIn,
        JobPushOptedOut,
        JobPreferenceRevoked,
    ),
    apply=apply_wishes,
    tables=(JOB_WISH,),
)
