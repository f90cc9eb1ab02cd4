"""Looking deliveries up."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.parameters import State
from services.notifications.deliveries.tables import DELIVERY, PROMISE
from shared.auth.caller import Caller
from shared.auth.scope import within


def deliveries_within(caller: Caller, *, cause: UUID | None, person: UUID | None, state: State | None) -> Select[Any]:
    """Deliveries of the caller's scope; to be paged by notification id, which begins with the time of the cause."""
    statement = (
        select(
            PROMISE.c.notification_id,
            PROMISE.c.person_id,
            PROMISE.c.template,
            PROMISE.c.cause_event_id,
            PROMISE.c.cause_type,
            PROMISE.c.promised_at,
            DELIVERY.c.state,
            DELIVERY.c.reason,
            DELIVERY.c.channel,
            DELIVERY.c.attempts,
            DELIVERY.c.next_attempt_at,
            DELIVERY.c.changed_at,
        )
        .join(DELIVERY, DELIVERY.c.notification_id == PROMISE.c.notification_id)
        .where(within(PROMISE.c.org_path, caller))
    )
    wanted = {PROMISE.c.cause_event_id: cause, PROMISE.c.person_id: person, DELIVERY.c.state: state}
    return statement.where(*(column == value for column, value in wanted.items() if value is not None))


async def list_in_hand(connection: AsyncConnection) -> list[Row[Any]]:
    """Every delivery that is `sending`, with what its settlement needs."""
    statement = (
        select(PROMISE.c.notification_id, PROMISE.c.template, PROMISE.c.cause_event_id, PROMISE.c.correlation_id)
        .join(DELIVERY, DELIVERY.c.notification_id == PROMISE.c.notification_id)
        .where(DELIVERY.c.state == State.SENDING)
    )
    return list(await connection.execute(statement))


async def count_unsettled(connection: AsyncConnection) -> dict[str, int]:
    """How many deliveries are pending and how many sending."""
    unsettled = (State.PENDING, State.SENDING)
    statement = (
        select(DELIVERY.c.state, func.count().label("waiting"))
        .where(DELIVERY.c.state.in_(unsettled))
        .group_by(DELIVERY.c.state)
    )
    found = {row.state: row.waiting for row in await connection.execute(statement)}
    return {state.value: found.get(state, 0) for state in unsettled}
