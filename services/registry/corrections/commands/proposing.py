"""A correction of an identity is proposed, on evidence: of whoever has a file or a record as a recipient, and of a
relative or proxy who has neither."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.registry.corrections.commands.identity import check_identity, read_identity
from services.registry.corrections.domain.identity import must_be_known_of_companions
from services.registry.corrections.parameters import IdentityKind
from services.registry.corrections.queries.identities import is_proposed
from services.registry.corrections.queries.subjects import lock_companion, lock_subject
from services.registry.corrections.queries.values import text_of_value
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.database import refusing
from services.registry.recipients.queries import subject_of
from services.registry.settings import Registrar
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
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
    tx: Transaction,
    person_id: UUID,
    wanted: Wanted,
    *,
    registrar: Registrar,
    most_an_hour: int,
    version: int | None = None,
) -> UUID:
    """Propose it to a second person; nothing of the file, or of the recipient, changes yet. Each counts as a search by
    number, since the answer tells whether one is known.

    Raises `TooManySearches`, `VeteranNotFound`, `RecipientNotFound` (each also outside the scope), `FileChanged`,
    `RecipientChanged`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`,
    `ProposalOpen`, `CorrectionInvalid`, `NothingChanges`, `AlreadyRegistered`, `NumberOfRelative`.
    """
    tx.concerns(await subject_of(tx.connection, person_id), purpose=wanted.document)
    await limit_searches(tx, most_an_hour)
    return await _propose_of_subject(tx, person_id, wanted, registrar, version=version)


@command
async def propose_listed_correction(
    tx: Transaction, person_id: UUID, wanted: Wanted, *, registrar: Registrar
) -> UUID:  # fmt: skip
    """The same by a row of a list. Those were counted when it was handed in, and are no searches of an hour; so the
    audit calls it otherwise. Raises the same, but `TooManySearches`."""
    tx.concerns(await subject_of(tx.connection, person_id), purpose=wanted.document)
    return await _propose_of_subject(tx, person_id, wanted, registrar)


@command
async def propose_companion_correction(
    tx: Transaction, veteran_id: UUID, person_id: UUID, wanted: Wanted, *, registrar: Registrar, most_an_hour: int
) -> UUID:
    """The same of a veteran's relative or proxy who has no record of his own. Each counts as a search by number.

    Raises `TooManySearches`, `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`, `PersonIsMerged`,
    `FileErased`, `CompanionNotFound`, `CompanionHasRecord`, `ProposalOpen`, `CorrectionInvalid`, `NothingChanges`,
    `AlreadyRegistered`, `NumberOfAnother`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=wanted.document)
    await limit_searches(tx, most_an_hour)
    _, row = await lock_companion(tx.connection, veteran_id, person_id, tx.caller)
    must_be_known_of_companions(wanted.kind)
    return await _propose(tx, row, wanted, registrar, beside_id=veteran_id)


async def _propose_of_subject(
    tx: Transaction, person_id: UUID, wanted: Wanted, registrar: Registrar, *, version: int | None = None
) -> UUID:
    row = await lock_subject(tx.connection, person_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    return await _propose(tx, row, wanted, registrar)


async def _propose(
    tx: Transaction, row: Row[Any], wanted: Wanted, registrar: Registrar, *, beside_id: UUID | None = None
) -> UUID:
    person_id: UUID = row.veteran_id
    # Before the number is looked for: else an open one would let its proposer ask whose other numbers are, unseen.
    if await is_proposed(tx.connection, person_id, wanted.kind, beside_id=beside_id):
        raise ProposalOpen
    value = read_identity(wanted.kind, wanted.value, tx.now, registrar)
    await check_identity(tx, row, wanted.kind, value, registrar=registrar, of_companion=beside_id is not None)
    correction_id = new_id()
    key = registrar.keyring.unwrap(row.wrapped, person_id)
    table, place = IDENTITY_CORRECTION.name, str(correction_id)
    line = {
        "correction_id": correction_id,
        "person_id": person_id,
        "beside_id": beside_id,
        "kind": wanted.kind,
        "value_sealed": encrypt(text_of_value(value), table, place, person_id, key),
        "evidence": wanted.evidence,
        "document": wanted.document,
        **by(tx),
    }
    with refusing({"uq_identity_correction_open": ProposalOpen()}):
        await tx.connection.execute(insert(IDENTITY_CORRECTION).values(line))
    return correction_id
