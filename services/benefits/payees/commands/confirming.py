"""A second person, who has the paper before him, confirms an account."""

from uuid import UUID

from services.benefits.payees.commands.holding import hold_payee, keep, take_turn
from services.benefits.payees.domain import must_be_same
from services.benefits.payees.parameters import CONFIRMED
from services.benefits.payees.queries import list_counting, opened
from services.benefits.payees.tables import PAYEE_ACCOUNT, payee_of
from shared.approval.ending import decide, refuse
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command
from shared.privacy.keyring import Keyring
from shared.privacy.personal import BankAccount


@command
async def confirm_payee_account(
    tx: Transaction, account_id: UUID, number: BankAccount, *, keyring: Keyring, recusal: Recusal = NOT_RECUSED
) -> None:
    """It is paid into from now on, and what was in force before no longer. `number`: as he reads it on the paper, not
    on the screen; `recusal`: on whom the caller decides nothing.

    Raises `PayeeNotFound`, `PayeeErased`, `ProposalDecided`, `ProposedByOneself`, `DecidesOnOneself`, `DecidesOnKin`,
    `PayeeInvalid`.
    """
    row = await hold_payee(tx, account_id, "", recusal=recusal)
    goes_on = await take_turn(tx, row.person_id)
    payee = payee_of(row)
    payee.must_be_open()
    payee.must_be_anothers(tx.caller.hands)
    must_be_same(opened(row, keyring).number, number)
    why = "corrected" if row.corrects else "replaced"
    for before in await list_counting(tx.connection, goes_on):
        until = max(row.since, before.since)
        ended = {"until": until, "end_code": why, "end_document": row.document, "ended_by": tx.caller.account_id}
        other = row.person_id if row.person_id != before.person_id else None
        await keep(tx, before.account_id, **ended, replaced_by_file=other)
    await decide(tx, PAYEE_ACCOUNT, payee, CONFIRMED)


@command
async def refuse_payee_account(tx: Transaction, account_id: UUID, *, note: str, recusal: Recusal = NOT_RECUSED) -> None:
    """What was in force before goes on. Raises `PayeeNotFound`, `ProposalDecided`, `ProposedByOneself`,
    `DecidesOnOneself`, `DecidesOnKin`."""
    row = await hold_payee(tx, account_id, note, recusal=recusal)
    await refuse(tx, PAYEE_ACCOUNT, payee_of(row), note=note)


@command
async def clear_payee_check(
    tx: Transaction, account_id: UUID, *, document: str, recusal: Recusal = NOT_RECUSED
) -> None:
    """A payment into it failed, and it was found to be right: it is paid into again. By another one than who entered
    it. Raises `PayeeNotFound`, `PayeeNotInForce`, `PayeeNotToCheck`, `ProposedByOneself`, `DecidesOnOneself`,
    `DecidesOnKin`."""
    row = await hold_payee(tx, account_id, document, recusal=recusal)
    payee = payee_of(row)
    payee.must_be_to_check()
    payee.must_be_anothers(tx.caller.hands)
    await keep(tx, account_id, check_payment=None, check_since=None)
