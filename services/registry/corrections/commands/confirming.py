"""The second person: a correction of an identity holds once he has read the same from the document."""

from uuid import UUID

from services.registry.corrections.commands.identity import check_identity, read_identity, write_identity
from services.registry.corrections.domain.identity import must_agree
from services.registry.corrections.queries.identities import get_details, lock_identity_correction, proposed_text
from services.registry.corrections.queries.subjects import lock_subject
from services.registry.corrections.queries.values import text_of_value
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.recipients.queries import is_recipient, subject_of
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.ending import decide
from shared.command import Transaction, command
from shared.events.registry import IdentityCorrected
from shared.privacy.personal import Personal


@command
async def confirm_identity_correction(
    tx: Transaction, correction_id: UUID, *, typed: Personal, registrar: Registrar
) -> None:  # fmt: skip
    """What was proposed holds from now on, and what was said before is kept. Of a recipient without a file nothing is
    told: whoever knows of him has his id alone.

    Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`,
    `TypedOtherwise`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`,
    `CorrectionInvalid`, `NothingChanges`, `AlreadyRegistered`, `NumberOfRelative`.
    """
    proposed = await lock_identity_correction(tx.connection, correction_id, tx.caller)
    details = await get_details(tx.connection, proposed)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=details.document)
    proposed.must_be_open()
    proposed.must_be_anothers(tx.caller.account_id)
    row = await lock_subject(tx.connection, proposed.person_id, tx.caller)
    must_be_living(row.state)
    must_be_readable(row)
    value = read_identity(proposed.kind, typed, tx.now, registrar)
    must_agree(text_of_value(value), proposed_text(details.value_sealed, proposed, row.wrapped, registrar.keyring))
    await check_identity(tx, row, proposed.kind, value, registrar=registrar)
    await write_identity(tx, row, proposed.kind, value, registrar=registrar, document=details.document)
    await decide(tx, IDENTITY_CORRECTION, proposed, "confirmed")
    if await is_recipient(tx.connection, row.veteran_id):
        return
    event = IdentityCorrected(
        person_id=row.veteran_id, org_path=row.org_path, kind=proposed.kind.value, evidence=proposed.evidence
    )
    await publish_change(tx, row, [event])
