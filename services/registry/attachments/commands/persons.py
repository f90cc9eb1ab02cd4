"""Attaching to what is a person's, taking it back, and seeing it in clear."""

from uuid import UUID

from sqlalchemy import delete

from services.registry.attachments.commands.storing import Holder, store, take_away
from services.registry.attachments.domain import Owner, Prepared, must_take
from services.registry.attachments.parameters import BELONGINGS, Kind
from services.registry.attachments.queries.persons import get_attachment, get_key, lock_owner, must_be_shown, owner_of
from services.registry.attachments.tables import ATTACHMENT, ATTACHMENT_CONTENT, OF_PERSONS
from services.registry.recipients.queries import subject_of
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.domain.purpose import must_need
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.privacy.keyring import Keyring


@command
async def attach(
    tx: Transaction, owner: Owner[Kind], prepared: Prepared, *, keyring: Keyring, paper: str | None = None
) -> UUID:
    """Keep it under the person's key; answers the attachment's id. A photograph takes the place of the one before.

    Raises `OwnerNotFound` (also outside the scope), `NotResponsible`, `NotAllowed`, `FileErased`, `PersonIsMerged`,
    `PersonIsDeregistered`, `AlreadyAttached`, `TooManyAttachments`.
    """
    tx.concerns(f"{owner.kind} {owner.owner_id}", purpose=owner.kind)
    row = await lock_owner(tx.connection, owner, tx.caller)
    tx.concerns(await subject_of(tx.connection, row.veteran_id), purpose=owner.kind)
    must_take(owner.kind, row.state)
    person_id, key = await get_key(tx.connection, owner, keyring)
    return await store(tx, OF_PERSONS, owner, prepared, holder=Holder(person_id, key), paper=paper)


@command
async def withdraw_attachment(tx: Transaction, attachment_id: UUID, *, reason: str) -> None:
    """The content is gone for good; that it was there, and why it went, is kept.

    Raises `AttachmentNotFound` (also outside the scope), `NotResponsible`, `NotAllowed`, `FileErased`.
    """
    tx.concerns(f"attachment {attachment_id}", purpose=reason)
    row = await get_attachment(tx.connection, attachment_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, row.person_id), purpose=reason)
    await lock_owner(tx.connection, owner_of(row), tx.caller)
    # Of two who withdraw it, or one while another replaces it, the second finds it gone.
    row = await get_attachment(tx.connection, attachment_id, tx.caller)
    await take_away(tx, OF_PERSONS, row, reason)


@command(keeps_answer=False)
async def disclose_attachment(
    tx: Transaction, attachment_id: UUID, *, purpose: str, reason: str, most_an_hour: int
) -> UUID:
    """Record that the caller is about to see it; answers the id of the viewing.

    The content is read after this has committed (`queries.open_content`). Each showing is recorded, and counts with all
    that an account is shown in clear.
    Raises `AttachmentNotFound` (also outside the scope), `NotResponsible`, `NotAttachedByYou`, `HoldingIsDecided`,
    `PurposeUnfit`, `TooManyDisclosures`.
    """
    tx.concerns(f"attachment {attachment_id}", purpose=purpose)
    row = await get_attachment(tx.connection, attachment_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, row.person_id), purpose=purpose)
    await must_be_shown(tx.connection, row, tx.caller)
    belonging = BELONGINGS[Kind(row.kind)]
    if belonging.group is not None:
        must_need(purpose, belonging.group)
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    return await record_viewing(tx, row.person_id, purpose=purpose, reason=reason, fields=[belonging.seen_as])


async def forget_attachments(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: of whose key stays. Else all goes with the key."""
    for table in (ATTACHMENT, ATTACHMENT_CONTENT):
        await tx.connection.execute(delete(table).where(table.c.person_id == person_id))
