"""Suspending, resuming, ending and correcting an entitlement, each for a reason and by a document.

`recusal`: on whom the caller decides nothing; each raises `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.benefits.amounts.queries import find_tables
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payments.commands.storage import Done, keep, keep_suspensions, one_at_a_time, record
from services.benefits.payments.domain.entitlements import (
    Act,
    EntitlementChanged,
    EntitlementInvalid,
    EntitlementNotApproved,
    EntitlementNotFound,
    corrected,
    ended,
    must_go_together,
    resumed,
    suspended,
)
from services.benefits.payments.domain.months import Month, Span
from services.benefits.payments.parameters import NOT_APPROVED
from services.benefits.payments.queries import (
    find_granted,
    find_held,
    granted_of,
    list_acts,
    lock_entitlement,
    terms_of,
)
from services.benefits.payments.rules import faults_of_amount
from services.benefits.payments.tables import ENTITLEMENT
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import BenefitCorrected, BenefitResumed, BenefitStopped, BenefitSuspended
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Change:
    """From which month on, for what reason and by which document; of an end, the last month."""

    month: Month
    reason_code: str
    document: str

    def done(self, act: Act) -> Done:
        """What is kept of it."""
        return Done(act, self.month, self.document, self.reason_code)


@dataclass(frozen=True, slots=True)
class Correction:
    """For which months it was to be, and how much where the programme says the most alone; `facts` that papers prove,
    in place of those before, None leaves them."""

    first: Month
    last: Month | None
    fen: int | None
    facts: Mapping[str, int | str] | None
    reason_code: str
    document: str


@command
async def suspend_entitlement(
    tx: Transaction, entitlement_id: UUID, change: Change, *, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """Not paid from the month on.

    Raises `EntitlementNotFound`, `EntitlementChanged`, `EntitlementEnded`, `EntitlementSuspended`,
    `EntitlementInvalid`.
    """
    row = await _locked(tx, entitlement_id, change.document, recusal, version)
    held = suspended(await find_held(tx.connection, row), change.month)
    await keep_suspensions(tx, row, held)
    await keep(tx, row, held)
    event = BenefitSuspended(**_told(row), from_month=str(change.month), reason=change.reason_code)
    await _record(tx, row, change.done(Act.SUSPENDED), event)


@command
async def resume_entitlement(
    tx: Transaction, entitlement_id: UUID, change: Change, *, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """Paid from the month on again.

    Raises `EntitlementNotFound`, `EntitlementChanged`, `EntitlementEnded`, `EntitlementNotSuspended`,
    `EntitlementInvalid`.
    """
    row = await _locked(tx, entitlement_id, change.document, recusal, version)
    held = resumed(await find_held(tx.connection, row), change.month)
    await keep_suspensions(tx, row, held)
    await keep(tx, row, held)
    event = BenefitResumed(**_told(row), from_month=str(change.month), reason=change.reason_code)
    await _record(tx, row, change.done(Act.RESUMED), event)


@command
async def end_entitlement(
    tx: Transaction, entitlement_id: UUID, change: Change, *, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """Paid for the month for the last time.

    Raises `EntitlementNotFound`, `EntitlementChanged`, `EntitlementEnded`, `EntitlementInvalid`.
    """
    row = await _locked(tx, entitlement_id, change.document, recusal, version)
    await keep(tx, row, ended(await find_held(tx.connection, row), change.month))
    event = BenefitStopped(**_told(row), from_month=str(change.month.later(1)), reason=change.reason_code)
    await _record(tx, row, change.done(Act.ENDED), event)


@command
async def correct_entitlement(
    tx: Transaction,
    entitlement_id: UUID,
    correction: Correction,
    *,
    keyring: Keyring,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """It was to be otherwise: from another month on, to another one or without an end, of another amount.

    Raises `EntitlementNotFound`, `EntitlementChanged`, `EntitlementNotApproved`, `EntitlementInvalid`,
    `EntitlementExists`, `EntitlementExcluded`.
    """
    row = await _locked(tx, entitlement_id, correction.document, recusal, version)
    if any(done.reason_code == NOT_APPROVED for done in await list_acts(tx.connection, entitlement_id)):
        raise EntitlementNotApproved
    held = corrected(await find_held(tx.connection, row), correction.first, correction.last)
    await _must_be_payable(tx, row, correction)
    await one_at_a_time(tx, row.goes_on)
    others = await find_granted(tx.connection, row.goes_on, besides=entitlement_id)
    must_go_together(replace(granted_of(row), span=held.span), others)
    sealed = _sealed(row.person_id, correction.facts, keyring) if correction.facts is not None else {}
    await keep(tx, row, held, fen=correction.fen, **sealed)
    event = BenefitCorrected(
        **_told(row),
        from_month=str(correction.first),
        through_month=str(correction.last) if correction.last else None,
        reason=correction.reason_code,
    )
    done = Done(Act.CORRECTED, correction.first, correction.document, correction.reason_code)
    await _record(tx, row, done, event)


async def _must_be_payable(tx: Transaction, row: Row[Any], correction: Correction) -> None:
    """Raises `EntitlementInvalid`."""
    tables = await find_tables(tx.connection)
    span = Span(correction.first, correction.last)
    faults = faults_of_amount(terms_of(row), span, correction.facts or {}, correction.fen, tables)
    if faults:
        raise EntitlementInvalid(fields=faults)


async def _locked(
    tx: Transaction, entitlement_id: UUID, document: str, recusal: Recusal, version: int | None
) -> Row[Any]:
    tx.concerns(f"entitlement {entitlement_id}", purpose=document)
    row = await lock_entitlement(tx.connection, entitlement_id, Month.of(local_date(tx.now)))
    tx.caller.must_cover(row.org_path, EntitlementNotFound())
    if version not in {None, row.version}:
        raise EntitlementChanged
    await must_not_be_recused(tx, recusal, row.person_id)
    return row


def _sealed(person_id: UUID, facts: Mapping[str, int | str], keyring: Keyring) -> dict[str, bytes | None]:
    """Under a key of their own, so that dropping the key makes them unreadable, backups included."""
    if not facts:
        return {"data_key": None, "facts": None}
    key, wrapped = keyring.new_key(person_id)
    said = json.dumps(dict(facts), ensure_ascii=False)
    return {
        "data_key": wrapped,
        "facts": encrypt(said, ENTITLEMENT.name, ENTITLEMENT.c.facts.name, person_id, key),
    }


def _told(row: Row[Any]) -> dict[str, Any]:
    names = ("entitlement_id", "person_id", "programme_code", "org_path")
    return {name: row._mapping[name] for name in names}


async def _record(tx: Transaction, row: Row[Any], done: Done, event: Any) -> None:
    await record(tx, row.entitlement_id, row.version + 1, done, event, synthetic=row.synthetic)
