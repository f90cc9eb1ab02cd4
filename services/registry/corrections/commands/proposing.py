"""A correction of an identity is proposed, on evidence; refused by a second person, or taken back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from services.registry.corrections.commands.identity import check_identity, read_identity
from services.registry.corrections.parameters import IdentityKind
from services.registry.corrections.queries.identities import is_proposed, lock_identity_correction
from services.registry.corrections.queries.subjects import lock_subject
from services.registry.corrections.queries.values import text_of_value
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.database import refusing
from services.registry.recipients.queries import subject_of
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.ending import refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.command import Transaction, command
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.personal import Personal


@dataclass(frozen=True)
class Wanted:
    """What is to be corrected, to what, and on which document."""

    kind: IdentityKind
    value: Personal
    evidence: str
    document: str


@command
async def propose_identity_correction(
    tx: Transaction, person_id: UUID, wanted: Wanted, *, registrar: Registrar, version: int | None = None
) -> UUID:
    """Propose it to a second person; nothing of the file, or of the recipient, changes yet.

    Raises `VeteranNotFound`, `RecipientNotFound` (each also outside the scope), `FileChanged`, `RecipientChanged`,
    `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `ProposalOpen`,
    `CorrectionInvalid`, `NothingChanges`, `AlreadyRegistered`, `NumberOfRelative`.
    """
    tx.concerns(await subject_of(tx.connection, person_id), purpose=wanted.document)
    row = await lock_subject(tx.connection, person_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    # Before the number is looked for: else an open one would let its proposer ask whose other numbers are, unseen.
    if await is_proposed(tx.connection, person_id, wanted.kind):
        raise ProposalOpen
    value = read_identity(wanted.kind, wanted.value, tx.now, registrar)
    await check_identity(tx, row, wanted.kind, value, registrar=registrar)
    correction_id = new_id()
    key = registrar.keyring.unwrap(row.wrapped, person_id)
    table, place = IDENTITY_CORRECTION.name, str(correction_id)
    line = {
        "correction_id": correction_id,
        "person_id": person_id,
        "kind": wanted.kind,
        "value_sealed": encrypt(text_of_value(value), table, place, person_id, key),
        "evidence": wanted.evidence,
        "document": wanted.document,
        "proposed_by": tx.caller.account_id,
        "proposed_at": tx.now,
    }
    with refusing({"uq_identity_correction_open": ProposalOpen()}):
        await tx.connection.execute(insert(IDENTITY_CORRECTION).values(line))
    return correction_id


@command
async def refuse_identity_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`."""
    proposed = await lock_identity_correction(tx.connection, correction_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=reason)
    await refuse(tx, IDENTITY_CORRECTION, proposed, reason=reason)


@command
async def withdraw_identity_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    proposed = await lock_identity_correction(tx.connection, correction_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=reason)
    await withdraw(tx, IDENTITY_CORRECTION, proposed, reason=reason)
