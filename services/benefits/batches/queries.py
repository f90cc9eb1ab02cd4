"""Reading batches and their payments, and reckoning what is owed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.batches.domain import Owed, Paid, Payable, PaymentNotFound, Reckoned, payable, reckoned
from services.benefits.batches.parameters import MONTHS_BACK, OPEN, PART_ROWS, RELEASED
from services.benefits.batches.tables import PAYMENT, PAYMENT_BATCH, PAYMENT_HELD_BACK
from services.benefits.directory.queries import survivors
from services.benefits.payees.parameters import WRONG_ACCOUNT
from services.benefits.payees.queries import find_payable
from services.benefits.payees.tables import PAYEE_ACCOUNT
from services.benefits.payments.domain.months import Entitlement, Month
from services.benefits.payments.queries import (
    entitlement_of,
    find_amounts_by,
    find_papers,
    find_people,
    find_suspensions,
    standing_in,
)
from services.benefits.payments.tables import ENTITLEMENT, OVERPAID_MONTH, OVERPAYMENT, WITHDRAWN, WRITTEN_OFF
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
    """Payments of a batch with a result, or without any, in one of its parts; these stay what they are, whatever
    results there are."""

    result: str | None = None
    part: int | None = None


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
        when(wanted.result, lambda said: _PAID.outcome.is_(None) if said == OPEN.code else _PAID.outcome == said),
        when(wanted.part, lambda part: _PAID.payment_id.in_(_of_part(batch_id, part))),
    )
    return await fetch_page(
        reading.connection, found, by=[_PAID.payment_id], cursor=cursor, limit=limit, view=view
    )  # fmt: skip


def _of_part(batch_id: UUID, part: int) -> Select[Any]:
    place = func.row_number().over(order_by=_PAID.payment_id).label("place")
    ranked = select(_PAID.payment_id, place).where(_PAID.batch_id == batch_id).subquery()
    first = (part - 1) * PART_ROWS + 1
    return select(ranked.c.payment_id).where(ranked.c.place.between(first, first + PART_ROWS - 1))


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


def stands() -> Any:
    """Payments that did not fail."""
    return or_(_PAID.outcome.is_(None), _PAID.outcome != "failed")


async def find_paid(connection: AsyncConnection) -> Paid:
    """Of all that was released and did not fail, less what came back of overpayments."""
    wanted = (
        select(_PAID.entitlement_id, _PAID.month, func.sum(_PAID.fen))
        .join(PAYMENT_BATCH)
        .where(_BATCH.outcome == RELEASED, stands())
        .group_by(_PAID.entitlement_id, _PAID.month)
    )
    paid = {(own, Month.of(month)): int(fen) for own, month, fen in await connection.execute(wanted)}
    for each in await list_asked_back(connection):
        key = each.entitlement_id, each.month
        paid[key] = max(paid.get(key, 0) - each.returned_fen, 0)
    return paid


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A month of an overpayment; `open_fen` is still to come back, or was written off of what went out until then."""

    entitlement_id: UUID
    month: Month
    returned_fen: int
    open_fen: int


# Of a month of an overpayment that was ended: what was released until then, and stands.
_WENT_OUT = (
    select(func.coalesce(func.sum(_PAID.fen), 0))
    .join(PAYMENT_BATCH)
    .where(_PAID.entitlement_id == OVERPAYMENT.c.entitlement_id, _PAID.month == OVERPAID_MONTH.c.month)
    .where(_BATCH.outcome == RELEASED, _BATCH.decided_at <= OVERPAYMENT.c.ended_at, stands())
    .correlate(OVERPAYMENT, OVERPAID_MONTH)
    .scalar_subquery()
)


async def list_asked_back(connection: AsyncConnection) -> Sequence[AskedBack]:
    """The months of all overpayments. What came back of one is of its first months; of one that was withdrawn nothing
    is open. A payment that failed after the write-off never went out: what is paid instead of it is not written off."""
    over, months = OVERPAYMENT.c, OVERPAID_MONTH.c
    names = (over.overpayment_id, over.entitlement_id, over.recovered_fen, over.end, months.month, months.fen)
    wanted = select(*names, _WENT_OUT.label("went_out")).join(OVERPAID_MONTH)
    left: dict[UUID, int] = {}
    found: list[AskedBack] = []
    for row in await connection.execute(wanted.order_by(over.overpayment_id, months.month)):
        rest = left.get(row.overpayment_id, row.recovered_fen)
        back = min(row.fen, rest)
        left[row.overpayment_id] = rest - back
        of = {WITHDRAWN: 0, WRITTEN_OFF: min(row.fen, int(row.went_out))}.get(row.end, row.fen)
        found.append(AskedBack(row.entitlement_id, Month.of(row.month), back, max(of - back, 0)))
    return found


async def find_owed(connection: AsyncConnection, last: Month, keyring: Keyring) -> Reckoned:
    """What is due up to a month and was not paid, as far back as a batch looks."""

    def looked_at(held: Sequence[Entitlement], paid: Paid) -> Iterator[Month]:
        begun = [*(each.span.first for each in held), *(month for _, month in paid)]
        first = max(min(begun, default=last), last.later(-MONTHS_BACK))
        return takewhile(lambda month: month <= last, (first.later(number) for number in range(MONTHS_BACK + 1)))

    return await _reckon(connection, last, keyring, looked_at)


async def find_over(connection: AsyncConnection, last: Month, keyring: Keyring) -> Sequence[Owed]:
    """What was paid up to a month and was not due, however long ago."""

    def looked_at(_held: Sequence[Entitlement], paid: Paid) -> Iterator[Month]:
        return iter(sorted({month for _, month in paid if month <= last}))

    return (await _reckon(connection, last, keyring, looked_at)).over


async def _reckon(
    connection: AsyncConnection,
    last: Month,
    keyring: Keyring,
    looked_at: Callable[[Sequence[Entitlement], Paid], Iterator[Month]],
) -> Reckoned:
    rows = list(await connection.execute(standing_in(last)))
    spans = await find_suspensions(connection, [row.entitlement_id for row in rows])
    held = [entitlement_of(row, spans.get(row.entitlement_id, ())) for row in rows]
    people = await find_people(connection, list({each.person_id for each in held}))
    paid = await find_paid(connection)
    months = list(looked_at(held, paid))
    papers = await find_papers(connection, rows, keyring)
    amounts = {month: await find_amounts_by(connection, rows, month, papers) for month in months}

    def amount(each: Entitlement, month: Month) -> int | None:
        return amounts[month][each.entitlement_id].fen

    return reckoned(months, held, people, amount, paid)


async def find_accounts(connection: AsyncConnection, owed: Reckoned) -> Payable:
    """What of it goes into which account, and what is held back."""
    entitlements = list({line.entitlement_id for line in owed.lines})
    survivor, held = survivors(), ENTITLEMENT.c
    goes_on = func.coalesce(survivor.c.goes_on, held.person_id)
    wanted = (
        select(held.entitlement_id, goes_on.label("goes_on"))
        .outerjoin(survivor, survivor.c.veteran_id == held.person_id)
        .where(held.entitlement_id == func.any(entitlements))
    )
    whose = {row.entitlement_id: row.goes_on for row in await connection.execute(wanted)}
    accounts = await find_payable(connection, set(whose.values()))
    return payable(owed.lines, {own: accounts[person] for own, person in whose.items()})


async def find_left_out(connection: AsyncConnection, batch_id: UUID) -> set[tuple[UUID, Month]]:
    """Of a batch, by entitlement and month."""
    left = PAYMENT_HELD_BACK.c
    wanted = select(left.entitlement_id, left.month).where(left.batch_id == batch_id)
    return {(own, Month.of(month)) for own, month in await connection.execute(wanted)}


async def fetch_held_back(
    reading: Reading, batch_id: UUID, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What was left out of a batch, with whom it is for. Raises `ProposalNotFound`."""
    await PROPOSED.get(reading.connection, batch_id, reading.caller)
    left = PAYMENT_HELD_BACK.c
    names = (ENTITLEMENT.c.person_id, ENTITLEMENT.c.programme_code)
    found = select(PAYMENT_HELD_BACK, *names).join(ENTITLEMENT).where(left.batch_id == batch_id)
    by = [left.entitlement_id, left.month]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view)


async def would_be_paid_twice(connection: AsyncConnection, row: Row[Any]) -> bool:
    """Whether a payment that failed, were it called paid after all, would come on top of what other payments of the
    month pay that stand: more, together, than was ever owed for it when one of them was reckoned."""
    same = (_PAID.entitlement_id == row.entitlement_id, _PAID.month == row.month, _BATCH.outcome == RELEASED)
    others = func.sum(_PAID.fen).filter(stands(), _PAID.payment_id != row.payment_id)
    wanted = select(func.coalesce(others, 0), func.max(_PAID.beside_fen + _PAID.fen)).join(PAYMENT_BATCH)
    standing, most = (await connection.execute(wanted.select_from(PAYMENT).where(*same))).one()
    return bool(standing) and int(standing) + row.fen > int(most)


async def find_failed_beside(connection: AsyncConnection, row: Row[Any]) -> tuple[UUID, date] | None:
    """Of an account that is to be checked since this payment failed, another payment that failed for it, the first by
    its day; what failed before somebody last looked is older than the mark."""
    held = PAYEE_ACCOUNT.c
    wanted = (
        select(_PAID.payment_id, _PAID.result_on)
        .join(PAYEE_ACCOUNT, held.account_id == _PAID.account_id)
        .where(held.check_payment == row.payment_id, _PAID.payment_id != row.payment_id)
        .where(_PAID.reason_code.in_(WRONG_ACCOUNT), _PAID.result_on >= held.check_since)
        .order_by(_PAID.result_on, _PAID.payment_id)
        .limit(1)
    )
    found = (await connection.execute(wanted)).one_or_none()
    return found and (found.payment_id, found.result_on)


async def is_asked_back(connection: AsyncConnection, row: Row[Any]) -> bool:
    """Whether the month of a payment is one of an overpayment that was neither withdrawn nor written off."""
    over = OVERPAYMENT.c
    month = (over.entitlement_id == row.entitlement_id, OVERPAID_MONTH.c.month == row.month, over.end.is_(None))
    asked = select(over.overpayment_id).join(OVERPAID_MONTH).where(*month)
    return await connection.scalar(select(asked.exists())) or False
