"""Proposing a batch, releasing, refusing or withdrawing it, and taking its results back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select, update

from services.benefits.batches.domain import (
    MONTH_AHEAD,
    AccountsMissing,
    Batch,
    BatchInvalid,
    BatchNotReleased,
    BatchOutdated,
    NothingOwed,
    PaymentAskedBack,
    PaymentMadeAgain,
    PaymentNotFound,
    Result,
    must_be_clear,
    must_be_possible_on,
)
from services.benefits.batches.parameters import RELEASED
from services.benefits.batches.queries import (
    PROPOSED,
    find_accounts,
    find_failed_beside,
    find_left_out,
    find_owed,
    is_asked_back,
    payments_of,
    would_be_paid_twice,
)
from services.benefits.batches.tables import PAYMENT, PAYMENT_BATCH, PAYMENT_HELD_BACK, batch_of
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payees.commands.ending import look_into
from services.benefits.payees.parameters import WRONG_ACCOUNT
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import standing_in
from services.benefits.payments.tables import ENTITLEMENT
from shared.approval.ending import decide, refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.database.locks import of_text
from shared.events.benefits import BenefitPaid, PaymentBatchIssued, PaymentFailed
from shared.events.contract import Event
from shared.ids import new_id
from shared.privacy.keyring import Keyring

# Whoever reckons what was paid, and whoever says what became of it, waits for the other.
_TURN = select(func.pg_advisory_xact_lock(*of_text("payment batches")))


@command
async def propose_payment_batch(tx: Transaction, *, month: Month, document: str, keyring: Keyring) -> UUID:
    """All that is owed up to the month, for a second person to release; what there is no account for is left out, and
    owed on. Answers the batch.

    Raises `BatchInvalid`, `NothingOwed`, `AccountsMissing`, `ProposalOpen`: one at a time.
    """
    batch_id = new_id()
    tx.concerns(f"payment-batch {batch_id}", purpose=document)
    if month > Month.of(local_date(tx.now)):
        raise BatchInvalid(fields=[MONTH_AHEAD])
    await tx.connection.execute(_TURN)
    owed = await find_owed(tx.connection, month, keyring)
    if not owed.lines:
        raise NothingOwed
    paid = await find_accounts(tx.connection, owed)
    if not paid.lines:
        raise AccountsMissing(payments=len(owed.lines))
    row = {
        "batch_id": batch_id,
        "month": month.first_day,
        "payments": len(paid.lines),
        "fen": paid.fen,
        "overpaid_fen": owed.overpaid_fen,
        "unpriced": owed.unpriced,
        "held_back": len(paid.held_back),
        "held_back_fen": paid.held_back_fen,
        "digest": paid.digest,
        **by(tx),
        "events": 0,
    }
    with refusing({"uq_payment_batch_open": ProposalOpen()}):
        await tx.connection.execute(insert(PAYMENT_BATCH).values(row))
    lines = [
        {
            "payment_id": new_id(),
            "batch_id": batch_id,
            "entitlement_id": line.entitlement_id,
            "month": line.month.first_day,
            "fen": line.fen,
            "beside_fen": line.beside,
            "account_id": account_id,
        }
        for line, account_id in paid.lines
    ]
    await tx.connection.execute(insert(PAYMENT), lines)
    left_out = [
        {
            "batch_id": batch_id,
            "entitlement_id": line.entitlement_id,
            "month": line.month.first_day,
            "fen": line.fen,
            "lack": lack,
        }
        for line, lack in paid.held_back
    ]
    if left_out:
        await tx.connection.execute(insert(PAYMENT_HELD_BACK), left_out)
    return batch_id


@command
async def release_payment_batch(
    tx: Transaction, batch_id: UUID, *, keyring: Keyring, recusal: Recusal = NOT_RECUSED
) -> None:
    """A second person has it paid, into the accounts of when it was proposed; it still is what is owed, and they still
    are the accounts. What was left out stays so, whatever account there is by now. `recusal`: on whom the
    caller decides nothing: where it pays one of them, somebody else releases it.

    Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`, `BatchOutdated`.
    """
    row = await _locked(tx, batch_id, None)
    await tx.connection.execute(_TURN)
    batch = batch_of(row)
    batch.must_be_open()
    batch.must_be_anothers(tx.caller.hands)
    paid_to = await tx.connection.scalars(payments_of(batch_id).with_only_columns(ENTITLEMENT.c.person_id).distinct())
    await must_not_be_recused(tx, recusal, *paid_to.all())
    month = Month.of(row.month)
    paid = await find_accounts(tx.connection, await find_owed(tx.connection, month, keyring))
    if paid.without(await find_left_out(tx.connection, batch_id)).digest != batch.digest:
        raise BatchOutdated
    await decide(tx, PAYMENT_BATCH, batch, RELEASED)
    await _count(tx, batch_id, 1)
    event = PaymentBatchIssued(batch_id=batch_id, month=str(month), payments=row.payments, amount_fen=row.fen)
    tx.publish(event, sequence=1, effective_on=local_date(tx.now))


@command
async def refuse_payment_batch(tx: Transaction, batch_id: UUID, *, note: str) -> None:
    """Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`."""
    await refuse(tx, PAYMENT_BATCH, await _proposal(tx, batch_id, note), note=note)


@command
async def withdraw_payment_batch(tx: Transaction, batch_id: UUID, *, note: str) -> None:
    """Take one's own back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    await withdraw(tx, PAYMENT_BATCH, await _proposal(tx, batch_id, note), note=note)


@command
async def record_payment_results(
    tx: Transaction,
    batch_id: UUID,
    results: Sequence[Result],
    *,
    on: date,
    document: str,
    rest_paid: bool = False,
    takes_turn: bool = True,
    recusal: Recusal = NOT_RECUSED,
) -> int:
    """What became of payments; `rest_paid`: all that have no result then were paid. What failed is owed again, and what
    was paid may come back. A trial of many takes no turn: no other batch waits until it is over, and what it finds may
    have changed by then. `recusal`: on whom the caller decides nothing: that a payment to one of them failed, so that
    it is made again, somebody else says. Answers how many have another result now.

    Raises `ProposalNotFound`, `BatchNotReleased`, `BatchInvalid`, `PaymentNotFound`, `DecidesOnOneself`,
    `DecidesOnKin`, `StandsInForParty`, `PaymentMadeAgain`, `PaymentAskedBack`.
    """
    must_be_clear(results)
    batch = await _of_results(tx, batch_id, document, takes_turn=takes_turn)
    if batch.outcome != RELEASED:
        raise BatchNotReleased
    must_be_possible_on(on, batch.month, today=local_date(tx.now))
    wanted = payments_of(batch_id) if rest_paid else _named(batch_id, results)
    held = {row.payment_id: row for row in await tx.connection.execute(wanted)}
    if any(each.payment_id not in held for each in results):
        raise PaymentNotFound
    failed = [held[each.payment_id].person_id for each in results if each.outcome == "failed"]
    await must_not_be_recused(tx, recusal, *failed)
    said = {each.payment_id: each for each in results}
    if rest_paid:
        said |= {own: Result(own, "paid") for own, row in held.items() if own not in said and row.outcome is None}
    places = await _places(tx, wanted)
    changed = [
        each
        for own, each in said.items()
        if (held[own].outcome, held[own].reason_code) != (each.outcome, each.reason_code)
    ]
    for sequence, each in enumerate(changed, batch.events + 1):
        row = held[each.payment_id]
        event = await _record(tx, row, each, on, places[row.entitlement_id].org_path)
        synthetic = places[row.entitlement_id].synthetic
        tx.publish(event, sequence=sequence, synthetic=synthetic, effective_on=on)
    await _count(tx, batch_id, batch.events + len(changed))
    return len(changed)


async def _of_results(tx: Transaction, batch_id: UUID, document: str, *, takes_turn: bool) -> Row[Any]:
    """The batch before the turn: who waits for a trial of its results keeps nobody else waiting."""
    row = await _locked(tx, batch_id, document)
    if takes_turn:
        await tx.connection.execute(_TURN)
    return row


async def _record(tx: Transaction, row: Row[Any], result: Result, on: date, org_path: str) -> Event:
    if result.outcome == "paid" and row.outcome is not None and await would_be_paid_twice(tx.connection, row):
        raise PaymentMadeAgain
    if result.outcome == "failed" and await is_asked_back(tx.connection, row):
        raise PaymentAskedBack
    known = {"outcome": result.outcome, "reason_code": result.reason_code, "result_on": on}
    own = PAYMENT.c.payment_id == row.payment_id
    await tx.connection.execute(update(PAYMENT).where(own).values(known))
    other = await find_failed_beside(tx.connection, row) if row.reason_code in WRONG_ACCOUNT else None
    await look_into(tx, row.account_id, row.payment_id, reason_code=result.reason_code, on=on, other=other)
    told: dict[str, Any] = {
        **{name: row._mapping[name] for name in ("payment_id", "batch_id", "entitlement_id", "person_id")},
        "programme_code": row.programme_code,
        "org_path": org_path,
        "month": str(Month.of(row.month)),
        "amount_fen": row.fen,
    }
    return BenefitPaid(**told) if result.reason_code is None else PaymentFailed(**told, reason=result.reason_code)


async def _count(tx: Transaction, batch_id: UUID, events: int) -> None:
    """So many were published about it and its payments."""
    own = PAYMENT_BATCH.c.batch_id == batch_id
    await tx.connection.execute(update(PAYMENT_BATCH).where(own).values(events=events))


def _named(batch_id: UUID, results: Sequence[Result]) -> Select[Any]:
    """Those of its payments that something is said of."""
    return payments_of(batch_id).where(PAYMENT.c.payment_id.in_([each.payment_id for each in results]))


async def _places(tx: Transaction, payments: Select[Any]) -> Mapping[UUID, Row[Any]]:
    """Entitlements of payments, with the units of their persons now."""
    own = payments.with_only_columns(PAYMENT.c.entitlement_id)
    wanted = standing_in(Month.of(local_date(tx.now))).where(ENTITLEMENT.c.entitlement_id.in_(own))
    return {row.entitlement_id: row for row in await tx.connection.execute(wanted)}


async def _proposal(tx: Transaction, batch_id: UUID, purpose: str) -> Batch:
    return batch_of(await _locked(tx, batch_id, purpose))


async def _locked(tx: Transaction, batch_id: UUID, purpose: str | None) -> Row[Any]:
    tx.concerns(f"payment-batch {batch_id}", purpose=purpose or "")
    return await PROPOSED.lock(tx.connection, batch_id, tx.caller)
