"""Sending again what was not sent for want of a way to reach the person: another attempt of the same message, so that
nobody is told twice (N4)."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update

from services.notifications.contacts.queries import must_answer_for
from services.notifications.deliveries.domain import (
    UNREACHED,
    DeliveryNotFound,
    NotToBeSentAgain,
    StillUnreachable,
    is_unreached,
)
from services.notifications.deliveries.parameters import REASONS, DeliveryState
from services.notifications.deliveries.queries import find_deciding
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from services.notifications.templates.parameters import TEMPLATES
from shared.auth.scope import within
from shared.command import Transaction, command

# Locked: of two who press the button at once, the second finds it under way.
_LOCKED: Select[Any] = (
    select(REQUEST.c.notification_id, REQUEST.c.person_id, REQUEST.c.org_path, REQUEST.c.template,
           REQUEST.c.requested_at, REQUEST.c.is_past, DELIVERY.c.state, DELIVERY.c.reason)
    .join(DELIVERY, DELIVERY.c.notification_id == REQUEST.c.notification_id)
    .order_by(REQUEST.c.notification_id)
    .with_for_update(of=DELIVERY)
)  # fmt: skip


@command
async def send_again(tx: Transaction, notification_id: UUID) -> None:
    """Let the message be due once more.

    Raises `DeliveryNotFound` (also outside the scope), `NotToBeSentAgain`, `StillUnreachable`.
    """
    tx.concerns(f"delivery {notification_id}")
    row = (await tx.connection.execute(_LOCKED.where(REQUEST.c.notification_id == notification_id))).one_or_none()
    if row is None:
        raise DeliveryNotFound
    tx.caller.must_cover(row.org_path, DeliveryNotFound())
    if not is_unreached(DeliveryState(row.state), row.reason):
        raise NotToBeSentAgain
    [hindered] = await _obstacles(tx, [row])
    if hindered:
        raise StillUnreachable(reason_zh=REASONS[hindered].zh, reason_en=REASONS[hindered].en)
    await _let_be_due(tx, [notification_id])


@command
async def send_all_again(tx: Transaction, person_id: UUID) -> int:
    """Let all that the person was not told for want of a contact point be due once more, within the caller's scope;
    how many that are. What he does not want to be told is left as it is.

    Raises `PersonNotKnownYet`, `StillUnreachable`.
    """
    tx.concerns(f"person {person_id}")
    await must_answer_for(tx.connection, tx.caller, person_id)
    unreached = _LOCKED.where(
        REQUEST.c.person_id == person_id,
        within(REQUEST.c.org_path, tx.caller),
        DELIVERY.c.state == DeliveryState.SUPPRESSED,
        DELIVERY.c.reason.in_(UNREACHED),
    )
    rows = (await tx.connection.execute(unreached)).all()
    hindrances = await _obstacles(tx, rows)
    for each in hindrances:
        if each in UNREACHED:
            raise StillUnreachable(reason_zh=REASONS[each].zh, reason_en=REASONS[each].en)
    free = [row.notification_id for row, each in zip(rows, hindrances, strict=True) if each is None]
    await _let_be_due(tx, free)
    return len(free)


async def _obstacles(tx: Transaction, rows: Sequence[Row[Any]]) -> list[str | None]:
    """In their order, what would keep the sender from sending each now."""
    deciding = await find_deciding(tx.connection, rows)
    # Of a template that is gone since, the sender will say so.
    return [deciding.obstacle(row, tx.now) if row.template in TEMPLATES else None for row in rows]


async def _let_be_due(tx: Transaction, notification_ids: Collection[UUID]) -> None:
    due = {"state": DeliveryState.PENDING, "next_attempt_at": tx.now, "changed_at": tx.now}
    await tx.connection.execute(update(DELIVERY).where(DELIVERY.c.notification_id.in_(notification_ids)).values(due))
