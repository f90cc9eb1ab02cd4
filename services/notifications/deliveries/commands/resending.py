"""Sending again what was not sent for want of a way to reach the person: another attempt of the same message, so that
nobody is told twice (N4)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update

from services.notifications.contacts.domain import obstacle
from services.notifications.contacts.queries import (
    find_bars,
    find_opt_outs,
    find_reaches,
    find_survivors,
    must_answer_for,
)
from services.notifications.deliveries.domain import (
    UNREACHED,
    DeliveryNotFound,
    NotToBeSentAgain,
    StillUnreachable,
    is_unreached,
)
from services.notifications.deliveries.parameters import REASONS, State
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from services.notifications.templates.parameters import TEMPLATES
from shared.auth.scope import within
from shared.command import Transaction, command

# Locked: of two who press the button at once, the second finds it under way.
_LOCKED: Select[Any] = (
    select(REQUEST.c.notification_id, REQUEST.c.person_id, REQUEST.c.org_path, REQUEST.c.template, DELIVERY.c.state,
           DELIVERY.c.reason)
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
    if not is_unreached(State(row.state), row.reason):
        raise NotToBeSentAgain
    if hindered := await _obstacle(tx, row):
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
        DELIVERY.c.state == State.SUPPRESSED,
        DELIVERY.c.reason.in_(UNREACHED),
    )
    rows = (await tx.connection.execute(unreached)).all()
    hindrances = [await _obstacle(tx, row) for row in rows]
    for each in hindrances:
        if each in UNREACHED:
            raise StillUnreachable(reason_zh=REASONS[each].zh, reason_en=REASONS[each].en)
    free = [row.notification_id for row, each in zip(rows, hindrances, strict=True) if each is None]
    await _let_be_due(tx, free)
    return len(free)


async def _obstacle(tx: Transaction, row: Row[Any]) -> str | None:
    """What would keep the sender from sending it now."""
    template = TEMPLATES.get(row.template)
    if template is None:  # gone since: the sender will say so
        return None
    person_id = (await find_survivors(tx.connection, [row.person_id]))[row.person_id]
    reaches = await find_reaches(tx.connection, [person_id])
    opt_outs = await find_opt_outs(tx.connection, [person_id])
    found = reaches.get((person_id, template.channel))
    opted_out = (person_id, template.purpose.code) in opt_outs
    bar = (await find_bars(tx.connection, [person_id])).get(person_id)
    return obstacle(found.point.standing if found else None, opted_out=opted_out, bar=bar)


async def _let_be_due(tx: Transaction, notification_ids: Collection[UUID]) -> None:
    due = {"state": State.PENDING, "next_attempt_at": tx.now, "changed_at": tx.now}
    await tx.connection.execute(update(DELIVERY).where(DELIVERY.c.notification_id.in_(notification_ids)).values(due))
