"""Looking deliveries up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.consents.queries import find_consents, find_told_no_jobs
from services.notifications.contacts.domain import Bar, obstacle
from services.notifications.contacts.queries import Reach, find_bars, find_opt_outs, find_reaches, find_survivors
from services.notifications.deliveries.domain import DeliveryNotFound
from services.notifications.deliveries.parameters import DeliveryState
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from services.notifications.templates.parameters import JOB_PUSH, TEMPLATES
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.promises.told import MessageState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides about messages to persons; of a file that was merged what holds of its survivor."""

    survivors: Mapping[UUID, UUID]
    reaches: Mapping[tuple[UUID, str], Reach]
    bars: Mapping[UUID, Bar]
    refused: frozenset[tuple[UUID, str]]
    consents: frozenset[tuple[UUID, str]]

    def reach(self, row: Row[Any]) -> Reach | None:
        """Where the message of a row would go. A template that is gone is a KeyError."""
        return self.reaches.get((self.survivors[row.person_id], TEMPLATES[row.template].channel))

    def obstacle(self, row: Row[Any], now: datetime) -> str | None:
        """Why it may not be sent; None when it may. What is no news is not sent, whatever hinders it besides: nobody is
        to look for a number for it."""
        if row.is_past:
            return "out-of-date"
        template, person_id, found = TEMPLATES[row.template], self.survivors[row.person_id], self.reach(row)
        purpose, holds = template.purpose, template.holds
        return obstacle(
            found.point.standing if found else None,
            opted_out=(person_id, purpose.code) in self.refused,
            bar=self.bars.get(person_id),
            consented=purpose.consent is None or (person_id, purpose.consent) in self.consents,
            outdated=holds is not None and now > row.requested_at + holds,
        )


async def find_deciding(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Deciding:
    """About these messages. What few are sent for is asked only where one of them is."""
    survivors = await find_survivors(connection, {row.person_id for row in rows})
    persons = set(survivors.values())
    reaches, bars = await find_reaches(connection, persons), await find_bars(connection, persons)
    refused, consents = await find_opt_outs(connection, persons), frozenset[tuple[UUID, str]]()
    purposes = {TEMPLATES[row.template].purpose for row in rows if row.template in TEMPLATES}
    if any(purpose.consent for purpose in purposes):
        consents = await find_consents(connection, persons)
    if JOB_PUSH in purposes:
        refused |= {(person_id, JOB_PUSH.code) for person_id in await find_told_no_jobs(connection, persons)}
    return Deciding(survivors, reaches, bars, refused, consents)


@dataclass(frozen=True, slots=True)
class WantedDeliveries:
    """Deliveries that agree with everything that is given: owed by the event `cause`; to `person`."""

    cause: UUID | None = None
    person: UUID | None = None
    state: DeliveryState | None = None


async def fetch_deliveries(
    reading: Reading, wanted: WantedDeliveries, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Deliveries of the caller's scope, the latest first: a notification id begins with the time of the cause."""
    found = deliveries_within(reading.caller).where(
        when(wanted.cause, lambda cause: REQUEST.c.cause_event_id == cause),
        when(wanted.person, lambda person: REQUEST.c.person_id == person),
        when(wanted.state, lambda state: DELIVERY.c.state == state),
    )
    order = [REQUEST.c.notification_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def list_messages(connection: AsyncConnection, causes: Sequence[UUID]) -> list[MessageState]:
    """What became of the messages that these events owe; one that has not begun waits."""
    state = func.coalesce(DELIVERY.c.state, DeliveryState.PENDING)
    joined = REQUEST.outerjoin(DELIVERY, DELIVERY.c.notification_id == REQUEST.c.notification_id)
    owed = select(REQUEST.c.cause_event_id, state, DELIVERY.c.reason).select_from(joined)
    rows = await connection.execute(
        owed.where(REQUEST.c.cause_event_id == any_(bindparam("causes", type_=ARRAY(Uuid)))).order_by(
            REQUEST.c.notification_id
        ),
        {"causes": list(causes)},
    )
    return [MessageState(*row) for row in rows]


async def get_delivery(connection: AsyncConnection, caller: Caller, notification_id: UUID) -> Row[Any]:
    """Raises `DeliveryNotFound`, also outside the caller's scope."""
    wanted = deliveries_within(caller).where(REQUEST.c.notification_id == notification_id)
    row: Row[Any] | None = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise DeliveryNotFound
    return row


def deliveries_within(caller: Caller) -> Select[Any]:
    """Deliveries of the caller's scope."""
    return (
        select(
            REQUEST.c.notification_id,
            REQUEST.c.person_id,
            REQUEST.c.template,
            REQUEST.c.facts,
            REQUEST.c.cause_event_id,
            REQUEST.c.cause_type,
            REQUEST.c.requested_at,
            DELIVERY.c.state,
            DELIVERY.c.reason,
            DELIVERY.c.channel,
            DELIVERY.c.attempts,
            DELIVERY.c.next_attempt_at,
            DELIVERY.c.changed_at,
        )
        .join(DELIVERY, DELIVERY.c.notification_id == REQUEST.c.notification_id)
        .where(within(REQUEST.c.org_path, caller))
    )


async def count_suppressed(connection: AsyncConnection, caller: Caller) -> int:
    """How many messages of the caller's scope were not sent, but for those that are no news to anybody."""
    suppressed = (DELIVERY.c.state == DeliveryState.SUPPRESSED, ~REQUEST.c.is_past)
    found = deliveries_within(caller).where(*suppressed).subquery()
    return await connection.scalar(select(func.count()).select_from(found)) or 0


async def list_left_behind(connection: AsyncConnection) -> list[Row[Any]]:
    """Every delivery that is `sending`, with what its outcome needs; for a sender that alone is at work and has none
    in hand. Left out is what a sleeping sender's transaction still holds."""
    statement = (
        select(
            REQUEST.c.notification_id,
            REQUEST.c.template,
            REQUEST.c.cause_event_id,
            REQUEST.c.correlation_id,
            DELIVERY.c.attempts,
        )
        .join(DELIVERY, DELIVERY.c.notification_id == REQUEST.c.notification_id)
        .where(DELIVERY.c.state == DeliveryState.SENDING)
        .with_for_update(of=DELIVERY, skip_locked=True)
    )
    return list(await connection.execute(statement))


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Whether a message is to be sent now, and whether one was left `sending` by another sender."""

    due: bool
    left_behind: bool


# The states are written out: with values that come later, PostgreSQL uses neither partial index.
_OUTSTANDING = text("""
    SELECT EXISTS (
               SELECT FROM delivery JOIN notification_request USING (notification_id)
               WHERE state = 'pending' AND (next_attempt_at <= :now OR changed_at > :now)
           ) AS due,
           EXISTS (
               SELECT FROM delivery JOIN notification_request USING (notification_id) WHERE state = 'sending'
           ) AS left_behind
""")


async def find_outstanding(connection: AsyncConnection, *, now: datetime) -> Outstanding:
    """What a sender that alone is at work and has nothing in hand finds to do at `now`."""
    row = (await connection.execute(_OUTSTANDING, {"now": now})).one()
    return Outstanding(row.due, row.left_behind)


# The states are written out: with values that come later, or with both at once, PostgreSQL uses neither partial index
# and reads every delivery there ever was.
COUNT_OPEN = text("""
    SELECT (
               SELECT count(*) FROM delivery JOIN notification_request USING (notification_id) WHERE state = 'pending'
           ) AS pending,
           (
               SELECT count(*) FROM delivery JOIN notification_request USING (notification_id) WHERE state = 'sending'
           ) AS sending
""")


async def count_open(connection: AsyncConnection) -> dict[str, int]:
    """How many deliveries that are owed are pending and how many sending."""
    found = (await connection.execute(COUNT_OPEN)).one()
    return {DeliveryState.PENDING.value: found.pending, DeliveryState.SENDING.value: found.sending}


# Out of the partial index again.
OLDEST_DUE = text("""
    SELECT min(next_attempt_at) FROM delivery JOIN notification_request USING (notification_id) WHERE state = 'pending'
""")


async def oldest_due(connection: AsyncConnection) -> datetime | None:
    """When the first delivery that is owed and not sent was or will be due."""
    found: datetime | None = await connection.scalar(OLDEST_DUE)
    return found
