"""Parts of commands: what is attached is kept once under a key, and goes when nothing else of the holder has it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from services.registry.attachments.domain import AlreadyAttached, Owner, Prepared, TooManyAttachments
from services.registry.attachments.parameters import BELONGINGS, REPLACED, AnyKind
from services.registry.attachments.queries.stored import CONTENT, THUMBNAIL, belongs_to
from services.registry.attachments.tables import Vault, sealed_content
from services.registry.database import refusing
from shared.command import Transaction
from shared.ids import new_id
from shared.privacy.encryption import DataKey, encrypt_bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """Under whose key something is kept: a person's, a unit's."""

    holder_id: UUID
    key: DataKey


async def store(
    tx: Transaction,
    vault: Vault,
    owner: Owner[AnyKind],
    prepared: Prepared,
    *,
    holder: Holder,
    paper: str | None,
) -> UUID:
    """Answers the attachment's id. What is one of a kind takes the place of the one before.

    Raises `AlreadyAttached`, `TooManyAttachments`.
    """
    digest = holder.key.digest(prepared.content)
    await _must_have_room(tx, vault, owner, digest)
    await _keep(tx, vault, holder, prepared, digest)
    attachment_id = new_id()
    line = {
        "attachment_id": attachment_id,
        vault.holder: holder.holder_id,
        "kind": owner.kind,
        "owner_id": owner.owner_id,
        "digest": digest,
        "media_type": prepared.media_type,
        "paper": paper,
        "size_bytes": len(prepared.content),
        "attached_by": tx.caller.account_id,
        "attached_at": tx.now,
    }
    with refusing({f"uq_{vault.content.name}": AlreadyAttached()}):
        await tx.connection.execute(insert(vault.attachment).values(line))
    return attachment_id


async def _must_have_room(tx: Transaction, vault: Vault, owner: Owner[AnyKind], digest: bytes) -> None:
    """Raises `AlreadyAttached`, `TooManyAttachments`."""
    standing = select(vault.attachment).where(
        *belongs_to(vault, owner), vault.attachment.c.withdrawn_at.is_(None)
    )  # fmt: skip
    there = (await tx.connection.execute(standing)).all()
    if any(each.digest == digest for each in there):
        raise AlreadyAttached
    most = BELONGINGS[owner.kind].most
    if most == 1:
        for each in there:
            await take_away(tx, vault, each, REPLACED)
    elif len(there) >= most:
        raise TooManyAttachments(most=most)


async def _keep(tx: Transaction, vault: Vault, holder: Holder, prepared: Prepared, digest: bytes) -> None:
    """What is there already of this holder stays as it is."""

    def sealed(column: str, content: bytes | None) -> bytes | None:
        if content is None:
            return None
        place = sealed_content(column, digest)
        return encrypt_bytes(content, vault.content.name, place, holder.holder_id, holder.key)

    columns = {CONTENT: prepared.content, THUMBNAIL: prepared.thumbnail}
    line = {name: sealed(name, content) for name, content in columns.items()}
    kept = insert_or_not(vault.content).values({vault.holder: holder.holder_id, "digest": digest, **line})
    await tx.connection.execute(kept.on_conflict_do_nothing())


async def take_away(tx: Transaction, vault: Vault, row: Row[Any], reason: str) -> None:
    """Of a row of the vault."""
    held, kept, holder = vault.attachment.c, vault.content.c, row._mapping[vault.holder]
    gone = {"digest": None, "withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "reason": reason}
    own = held.attachment_id == row.attachment_id
    await tx.connection.execute(update(vault.attachment).where(own).values(gone))
    same = (held[vault.holder] == holder, held.digest == row.digest)
    if not await tx.connection.scalar(select(func.count()).select_from(vault.attachment).where(*same)):
        content = delete(vault.content).where(kept[vault.holder] == holder, kept.digest == row.digest)
        await tx.connection.execute(content)
