"""Reading batches and their payments, and reckoning what is owed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.batches.domain import Claims, Paid, PaymentNotFound, Reckoned, reckoned
from services.benefits.batches.parameters import MONTHS_BACK, OPEN, RELEASED
from services.benefits.batches.tables import PAYMENT, PAYMENT_BATCH
from services.benefits.payments.domain.months import Entitlement, Month
from services.benefits.payments.queries import (
    entitlement_of,
    find_amounts,
    find_people,
    find_suspensions,
    standing_in,
    terms_of,
)
from services.benefits.payments.tables import ENTITLEMENT, OVERPAID_MONTH, OVERPAYMENT
from shared.approval.listed import Proposals
from shared.auth.permissions import permitted
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.keyring import Keyring

T = TypeVar("T")
_PAID, _BATCH = PAYMENT.c, PAYMENT_BATCH.c

PROPOSED = Proposals(
    PAYMENT_BATCH,
    _BATCH.month,
    lambda _caller: select(PAYMENT_BATCH),
    lambda caller: literal(bool(permitted(caller, "payments.release").grants)),
)
"""Batches, of the whole county."""


@dataclass(frozen=True, slots=True)
class WantedPayments:
    """Payments of a batch with a result, or without any."""

    result: str | None = None


def payments_of(batch_id: UUID) -> Select[Any]:
    """With whom each is for."""
    names = (ENTITLEMENT.c.person_id, ENTITLEMENT.c.programme_code)
    return select(PAYMENT, *names).join(ENTITLEMENT).where(_PAID.batch_id == batch_id)


async def fetch_payments(
    reading: Reading,
    batch_id: UUID,
    wanted: WantedPayments,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """In the order of their ids. Raises `ProposalNotFound`."""
    await PROPOSED.get(reading.connection, batch_id, reading.caller)
    found = payments_of(batch_id).where(
        when(wanted.result, lambda said: _PAID.outcome.is_(None) if said == OPEN.code else _PAID.outcome == said)
    )
    return await fetch_page(
        reading.connection, found, by=[_PAID.payment_id], cursor=cursor, limit=limit, view=view
    )  # fmt: skip


async def get_payment(connection: AsyncConnection, batch_id: UUID, payment_id: UUID) -> Row[Any]:
    """Raises `PaymentNotFound`."""
    found = await connection.execute(payments_of(batch_id).where(_PAID.payment_id == payment_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise PaymentNotFound
    return row


async def find_totals(connection: AsyncConnection, batch_id: UUID) -> Mapping[str | None, tuple[int, int]]:
    """Payments and fen of a batch by their result."""
    count, fen = func.count(), func.sum(_PAID.fen)
    wanted = select(_PAID.outcome, count, fen).where(_PAID.batch_id == batch_id).group_by(_PAID.outcome)
    return {outcome: (number, int(total)) for outcome, number, total in await connection.execute(wanted)}


async def find_paid(connection: AsyncConnection) -> Paid:
    """Of all that was released, did not fail and has not come back whole as an overpayment."""
    wanted = (
        select(_PAID.entitlement_id, _PAID.month, func.sum(_PAID.fen))
        .join(PAYMENT_BATCH)
        .where(_BATCH.outcome == RELEASED, stands())
        .group_by(_PAID.entitlement_id, _PAID.month)
    )
    returned = (
        select(OVERPAYMENT.c.entitlement_id, OVERPAID_MONTH.c.month, func.sum(OVERPAID_MONTH.c.fen))
        .join(OVERPAID_MONTH)
        .where(OVERPAYMENT.c.recovered_fen == OVERPAYMENT.c.fen)
        .group_by(OVERPAYMENT.c.entitlement_id, OVERPAID_MONTH.c.month)
    )
    paid = {(own, Month.of(month)): int(fen) for own, month, fen in await connection.execute(wanted)}
    for own, month, fen in await connection.execute(returned):
        key = own, Month.of(month)
        paid[key] = max(paid.get(key, 0) - int(fen), 0)
    return paid


def stands() -> Any:
    """Payments that did not fail."""
    return or_(_PAID.outcome.is_(None), _PAID.outcome != "failed")


async def find_owed(connection: AsyncConnection, last: Month, keyring: Keyring) -> Reckoned:
    """What is due up to a month and was not paid."""
    rows = list(await connection.execute(standing_in(last)))
    spans = await find_suspensions(connection, [row.entitlement_id for row in rows])
    held = [entitlement_of(row, spans.get(row.entitlement_id, ())) for row in rows]
    people = await find_people(connection, list({each.person_id for each in held}))
    paid = await find_paid(connection)
    begun = [*(each.span.first for each in held), *(month for _, month in paid)]
    first = max(min(begun, default=last), last.later(-MONTHS_BACK))
    months = list(takewhile(lambda month: month <= last, (first.later(number) for number in range(MONTHS_BACK + 1))))
    amounts = {month: await find_amounts(connection, rows, month, keyring) for month in months}

    def amount(each: Entitlement, month: Month) -> int | None:
        return amounts[month][each.entitlement_id].fen

    excluding = {
        frozenset({row.programme_code, other}) for row in rows for other in terms_of(row).excludes
    }  # fmt: skip
    return reckoned(months, Claims(held, people, excluding), amount, paid)


async def is_paid_again(connection: AsyncConnection, row: Row[Any]) -> bool:
    """Whether a later batch that was released pays the same entitlement and month."""
    same = and_(_PAID.entitlement_id == row.entitlement_id, _PAID.month == row.month)
    other = (
        select(_PAID.payment_id)
        .join(PAYMENT_BATCH)
        .where(same, _PAID.payment_id > row.payment_id, _BATCH.outcome == RELEASED, stands())
    )
    return await connection.scalar(select(other.exists())) or False
