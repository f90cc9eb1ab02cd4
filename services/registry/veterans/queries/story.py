"""What was done with somebody's file or record, as its audit rows tell it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, any_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.veterans.parameters.acts import ACTS, OF_A_PAIR
from shared.audit.record import DONE
from shared.audit.tables import AUDIT
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.registry import VeteransMerged
from shared.outbox.tables import OUTBOX

MOST = 50
_OF_A_FILE = AUDIT.c.action == any_(
    literal(list(ACTS), ARRAY(Text()))
)  # a hundred: as a list each is a value of its own


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done. `by` is the name of the account, None when it is not one of ours; `about` says
    with which, masked, where a story is of several."""

    at: datetime
    action: str
    by: str | None
    purpose: str
    about: str = ""


async def list_story(connection: AsyncConnection, person_id: UUID) -> Sequence[Act]:
    """The newest first, `MOST` at most, of before there was a file as well; what was refused is for auditors. What two
    persons did about a pair of files is about that pair, and stands in the stream of each."""
    own = AUDIT.c.subject.in_([f"veteran {person_id}", f"recipient {person_id}"])
    of_a_pair = (AUDIT.c.action == OF_A_PAIR) & AUDIT.c.recorded_at.in_(_stream(VeteransMerged, person_id))
    return await _list(connection, _OF_A_FILE, or_(own, of_a_pair))


async def list_acts(connection: AsyncConnection, subject: str, acts: Sequence[str] = ()) -> Sequence[Act]:
    """The same of anything that acts are about, of these `acts` where some are given; what they are called stands in
    `shared/trail`."""
    return await _list(connection, AUDIT.c.subject == subject, *([AUDIT.c.action.in_(acts)] if acts else []))


async def list_acts_about(connection: AsyncConnection, subjects: Collection[str], acts: Sequence[str]) -> Sequence[Act]:
    """These `acts` about any of the subjects."""
    return await _list(connection, AUDIT.c.subject.in_(list(subjects)), AUDIT.c.action.in_(acts))


async def list_told(
    connection: AsyncConnection, event: type[Event], key: UUID | str, *, own: str, subjects: Collection[str] = ()
) -> Sequence[Act]:
    """What was done with the subject `own`, and of what was done with the others, what the stream of `key` tells: it
    stands in the story of a file, which has one of its own."""
    told = AUDIT.c.subject.in_(list(subjects)) & AUDIT.c.recorded_at.in_(_stream(event, key))
    return await _list(connection, or_(AUDIT.c.subject == own, told))


def _stream(event: type[Event], key: UUID | str) -> Select[Any]:
    """When the events of this aggregate were recorded."""
    return select(OUTBOX.c.recorded_at).where(
        OUTBOX.c.topic == published(event).topic, OUTBOX.c.aggregate_id == str(key)
    )


async def _list(connection: AsyncConnection, *wanted: ColumnElement[bool]) -> Sequence[Act]:
    rows = await connection.execute(
        select(AUDIT.c.recorded_at, AUDIT.c.action, ACCOUNT.c.display_name, AUDIT.c.purpose)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == AUDIT.c.account_id)
        .where(AUDIT.c.result == DONE, *wanted)
        .order_by(AUDIT.c.recorded_at.desc(), AUDIT.c.audit_id.desc())
        .limit(MOST)
    )
    return [Act(*row) for row in rows]
