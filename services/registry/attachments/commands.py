"""Attaching, taking it back, and seeing it in clear."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from services.registry.attachments.domain import (
    AlreadyAttached,
    Owner,
    Prepared,
    TooManyAttachments,
    must_take,
)
from services.registry.attachments.parameters import BELONGINGS, REPLACED, Kind
from services.registry.attachments.queries import get_attachment, get_key, lock_owner, must_be_shown, owner_of
from services.registry.attachments.tables import ATTACHMENT, ATTACHMENT_CONTENT, sealed_content
from services.registry.database import refusing
from services.registry.recipients.queries import subject_of
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.domain.purpose import must_need
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.ids import new_id
from shared.privacy.encryption import DataKey, encrypt_bytes
from shared.privacy.keyring import Keyring

_HELD = ATTACHMENT.c


@command
async def attach(
    tx: Transaction, owner: Owner, prepared: Prepared, *, keyring: Keyring, paper: str | None = None
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
    digest = key.digest(prepared.content)
    await _must_have_room(tx, owner, digest)
    await _keep(tx, person_id, prepared, digest, key)
    attachment_id = new_id()
    line = {
        "attachment_id": attachment_id,
        "person_id": person_id,
        "kind": owner.kind,
        "owner_id": owner.owner_id,
        "digest": digest,
        "media_type": prepared.media_type,
        "paper": paper,
        "size_bytes": len(prepared.content),
        "attached_by": tx.caller.account_id,
        "attached_at": tx.now,
    }
    with refusing({"uq_attachment_content": AlreadyAttached()}):
        await tx.connection.execute(insert(ATTACHMENT).values(line))
    return attachment_id


async def _must_have_room(tx: Transaction, owner: Owner, digest: bytes) -> None:
    """Raises `AlreadyAttached`, `TooManyAttachments`."""
    standing = select(ATTACHMENT).where(
        _HELD.owner_id == owner.owner_id, _HELD.kind == owner.kind, _HELD.withdrawn_at.is_(None)
    )
    there = (await tx.connection.execute(standing)).all()
    if any(each.digest == digest for each in there):
        raise AlreadyAttached
    most = BELONGINGS[owner.kind].most
    if owner.kind is Kind.PHOTOGRAPH:
        for each in there:
            await _withdraw(tx, each, REPLACED)
    elif len(there) >= most:
        raise TooManyAttachments(most=most)


async def _keep(tx: Transaction, person_id: UUID, prepared: Prepared, digest: bytes, key: DataKey) -> None:
    """What is there already of this person stays as it is."""

    def sealed(column: str, content: bytes | None) -> bytes | None:
        if content is None:
            return None
        return encrypt_bytes(content, ATTACHMENT_CONTENT.name, sealed_content(column, digest), person_id, key)

    columns = {"content_sealed": prepared.content, "thumbnail_sealed": prepared.thumbnail}
    line = {name: sealed(name, content) for name, content in columns.items()}
    kept = insert_or_not(ATTACHMENT_CONTENT).values(person_id=person_id, digest=digest, **line)
    await tx.connection.execute(kept.on_conflict_do_nothing())


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
    await _withdraw(tx, row, reason)


async def _withdraw(tx: Transaction, row: Row[Any], reason: str) -> None:
    gone = {"digest": None, "withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "reason": reason}
    await tx.connection.execute(
        update(ATTACHMENT).where(_HELD.attachment_id == row.attachment_id).values(gone)
    )  # fmt: skip
    same = (_HELD.person_id == row.person_id, _HELD.digest == row.digest)
    if not await tx.connection.scalar(select(func.count()).select_from(ATTACHMENT).where(*same)):
        held = ATTACHMENT_CONTENT.c
        content = delete(ATTACHMENT_CONTENT).where(held.person_id == row.person_id, held.digest == row.digest)
        await tx.connection.execute(content)


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
