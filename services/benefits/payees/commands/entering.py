"""An account is entered by one, and is used once another has confirmed it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.queries import going_on, hold_veteran
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payees.commands.holding import hold_payee, take_turn
from services.benefits.payees.domain import (
    NOTHING_TO_CORRECT,
    Account,
    PayeeErased,
    PayeeInvalid,
    PayeeSame,
    must_be_possible,
    number_digests,
    plain_number,
    sealed_form,
)
from services.benefits.payees.queries import count_others, is_proposed, list_counting, opened
from services.benefits.payees.tables import PAYEE_ACCOUNT, payee_of
from shared.approval.ending import withdraw
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring


@command
async def enter_payee_account(
    tx: Transaction,
    person_id: UUID,
    said: Account,
    *,
    since: date,
    document: str,
    keyring: Keyring,
    corrects: bool = False,
    compared: bool = False,
    recusal: Recusal = NOT_RECUSED,
) -> UUID:
    """For another one to confirm; from now on nothing is paid to the person until it is confirmed, refused or taken
    back. Of a file that was merged it is the account of the one that goes on. `corrects`: the account in force was
    wrong; `compared`: the number is as it is on the card; `recusal`: on whom the caller decides nothing. Answers the
    account.

    Raises `VeteranNotKnownYet` (also outside the scope), `PayeeErased`, `DecidesOnOneself`, `DecidesOnKin`,
    `PayeeInvalid`, `PayeeSame`, `ProposalOpen`.
    """
    account_id, today = new_id(), local_date(tx.now)
    # Whose account somebody tried to change is told of an attempt that was refused.
    tx.concerns(f"person {person_id}", purpose=document)
    person_id = await going_on(tx.connection, person_id)
    person = await hold_veteran(tx.connection, person_id)
    tx.caller.must_cover(person.org_path, VeteranNotKnownYet())
    if person.is_erased:
        raise PayeeErased
    await must_not_be_recused(tx, recusal, person_id)
    goes_on = await take_turn(tx, person_id)
    account = replace(said, number=plain_number(said.number))
    digests = number_digests(keyring.fingerprint_secrets.values(), account.number)
    others = await count_others(tx.connection, digests, goes_on)
    must_be_possible(account, since=since, today=today, persons=others, compared=compared)
    before = await list_counting(tx.connection, goes_on)
    if corrects and not before:
        raise PayeeInvalid(fields=[NOTHING_TO_CORRECT])
    if any(opened(row, keyring) == account for row in before):
        raise PayeeSame
    if await is_proposed(tx.connection, goes_on):
        raise ProposalOpen
    key, wrapped = keyring.new_key(person_id)
    sealed = encrypt(sealed_form(account), PAYEE_ACCOUNT.name, PAYEE_ACCOUNT.c.sealed.name, person_id, key)
    row = {
        "account_id": account_id,
        "person_id": person_id,
        "data_key": wrapped,
        "sealed": sealed,
        "digest": digests[0],
        "bank": account.bank,
        "holder": account.holder,
        "reason": account.reason,
        "document": document,
        "since": since,
        "corrects": corrects,
        **by(tx),
    }
    with refusing({"uq_payee_account_open": ProposalOpen()}):
        await tx.connection.execute(insert(PAYEE_ACCOUNT).values(row))
    tx.concerns(f"payee-account {account_id}", purpose=document)
    return account_id


@command
async def withdraw_payee_account(tx: Transaction, account_id: UUID, *, note: str) -> None:
    """Take back what one entered oneself; what was in force before goes on. Raises `PayeeNotFound`, `ProposalNotFound`
    (another's), `ProposalDecided`."""
    row = await hold_payee(tx, account_id, note)
    await withdraw(tx, PAYEE_ACCOUNT, payee_of(row), note=note)
