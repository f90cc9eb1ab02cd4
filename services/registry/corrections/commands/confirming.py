"""The second person: a correction of an identity holds once he has read the same from the document."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.corrections.commands.identity import check_identity, read_identity, write_identity
from services.registry.corrections.commands.parties import lock_cases_by_number, take_over_parties
from services.registry.corrections.commands.registration_day import write_registration_day
from services.registry.corrections.domain.identity import IdentityProposal, must_agree
from services.registry.corrections.parameters import IdentityKind
from services.registry.corrections.queries.identities import (
    Details,
    get_details,
    lock_identity_correction,
    proposed_text,
)
from services.registry.corrections.queries.subjects import lock_companion, lock_subject, subject_of_correction
from services.registry.corrections.queries.values import text_of_value
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.families.commands import keeping as relatives
from services.registry.grants.queries import must_propose_still
from services.registry.kin.queries import must_not_be_recused
from services.registry.proxies import commands as proxies
from services.registry.recipients.queries import is_recipient
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.domain.values import Value
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.ending import decide
from shared.command import Transaction, command
from shared.events.registry import IdentityCorrected
from shared.events.registry.records import RegistrationDayCorrected
from shared.privacy.personal import Personal


@command
async def confirm_identity_correction(
    tx: Transaction, correction_id: UUID, *, typed: Personal, registrar: Registrar
) -> None:  # fmt: skip
    """What was proposed holds from now on, and what was said before is kept. Of a recipient without a file nothing is
    told: whoever knows of him has his id alone. Who was known by that number as a party to cases alone is told of as
    the party who he is.

    Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`,
    `ProposerMayNoLonger`, `TypedOtherwise`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`,
    `FileErased`, `CorrectionInvalid`, `NothingChanges`, `AlreadyRegistered`, `NumberOfRelative`, `DecidesOnOneself`,
    `DecidesOnKin`, `CasePartyChanged`.
    """
    proposed, details = await _lock_another(tx, correction_id, of_companion=False)
    cases = await lock_cases_by_number(tx, proposed.kind, typed, registrar=registrar)
    row = await lock_subject(tx.connection, proposed.person_id, tx.caller)
    must_be_living(row.state)
    must_be_readable(row)
    value = await _read(tx, row, (proposed, details), typed, registrar)
    how: dict[str, Any] = {"registrar": registrar, "document": details.document}
    told: IdentityCorrected | RegistrationDayCorrected
    if isinstance(value, date) and proposed.kind is IdentityKind.REGISTRATION_DAY:
        told = await write_registration_day(tx, row, value, evidence=proposed.evidence, **how)
    else:
        await take_over_parties(tx, row, value, cases=cases, **how)
        await write_identity(tx, row, proposed.kind, value, **how)
        told = IdentityCorrected(
            person_id=row.veteran_id, org_path=row.org_path, kind=proposed.kind.value, evidence=proposed.evidence
        )
    await decide(tx, IDENTITY_CORRECTION, proposed, "confirmed")
    if not await is_recipient(tx.connection, row.veteran_id):
        await publish_change(tx, row, [told])


@command
async def confirm_companion_correction(
    tx: Transaction, correction_id: UUID, *, typed: Personal, registrar: Registrar
) -> None:
    """The same of a relative or proxy: told of what he is to the veteran by whose file it was proposed.

    Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`,
    `ProposerMayNoLonger`, `TypedOtherwise`,
    `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`, `CompanionNotFound`, `CompanionHasRecord`,
    `CorrectionInvalid`, `NothingChanges`, `AlreadyRegistered`, `NumberOfAnother`, `DecidesOnOneself`, `DecidesOnKin`,
    `CasePartyChanged`.
    """
    proposed, details = await _lock_another(tx, correction_id, of_companion=True)
    cases = await lock_cases_by_number(tx, proposed.kind, typed, registrar=registrar)
    file, row = await lock_companion(tx.connection, proposed.of_file, proposed.person_id, tx.caller)
    value = await _read(tx, row, (proposed, details), typed, registrar)
    how: dict[str, Any] = {"registrar": registrar, "document": details.document}
    await take_over_parties(tx, row, value, cases=cases, **how)
    await write_identity(tx, row, proposed.kind, value, **how)
    await decide(tx, IDENTITY_CORRECTION, proposed, "confirmed")
    told = {"kind": proposed.kind.value, "evidence": proposed.evidence}
    await relatives.tell_identity_corrected(tx, file, proposed.person_id, **told)
    await proxies.tell_identity_corrected(tx, file, proposed.person_id, **told)


async def _lock_another(
    tx: Transaction, correction_id: UUID, *, of_companion: bool
) -> tuple[IdentityProposal, Details]:
    """What another has proposed, still to be decided."""
    proposed = await lock_identity_correction(tx.connection, correction_id, tx.caller, of_companion=of_companion)
    details = await get_details(tx.connection, proposed)
    subject = await subject_of_correction(tx.connection, proposed.person_id, proposed.beside_id)
    tx.concerns(subject, purpose=details.document)
    proposed.must_be_open()
    proposed.must_be_anothers(tx.caller.hands)
    await must_not_be_recused(tx, proposed.person_id)
    await must_propose_still(tx.connection, proposed.proposed_by, "veterans.propose-identity", now=tx.now)
    return proposed, details


async def _read(
    tx: Transaction, row: Row[Any], what: tuple[IdentityProposal, Details], typed: Personal, registrar: Registrar
) -> Value:
    """What was typed, which is what was proposed, and what the file may say."""
    proposed, details = what
    value = read_identity(proposed.kind, typed, tx.now, registrar)
    must_agree(text_of_value(value), proposed_text(details.value_sealed, proposed, row.wrapped, registrar.keyring))
    of_companion = proposed.beside_id is not None
    await check_identity(tx, row, proposed.kind, value, registrar=registrar, of_companion=of_companion)
    return value
