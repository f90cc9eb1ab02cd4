"""What is attached, whosesoever it is: listed, found, opened."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from services.registry.accounts.tables import ACCOUNT
from services.registry.attachments.domain import AttachmentNotFound, Owner
from services.registry.attachments.parameters import AnyKind
from services.registry.attachments.tables import Vault, sealed_content
from shared.privacy.encryption import decrypt_bytes
from shared.privacy.keyring import Keyring

CONTENT, THUMBNAIL = "content_sealed", "thumbnail_sealed"


async def list_held(connection: AsyncConnection, vault: Vault, *wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Those that are there, then those that were, each with `by` and `has_thumbnail`."""
    held, kept = vault.attachment.c, vault.content.c
    own = (kept[vault.holder] == held[vault.holder]) & (kept.digest == held.digest)
    found = (
        select(
            vault.attachment,
            ACCOUNT.c.display_name.label("by"),
            kept.thumbnail_sealed.is_not(None).label("has_thumbnail"),
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == held.attached_by)
        .outerjoin(vault.content, own)
        .where(*wanted)
        .order_by(held.withdrawn_at.is_not(None), held.attached_at.desc(), held.attachment_id)
    )
    return (await connection.execute(found)).all()


def belongs_to(vault: Vault, owner: Owner[AnyKind]) -> tuple[ColumnElement[bool], ...]:
    """Of the attachments of one thing."""
    held = vault.attachment.c
    return held.owner_id == owner.owner_id, held.kind == owner.kind


async def find_there(connection: AsyncConnection, vault: Vault, attachment_id: UUID) -> Row[Any]:
    """One whose content is there, whoever may see it. Raises `AttachmentNotFound`."""
    held = vault.attachment.c
    one = select(vault.attachment).where(held.attachment_id == attachment_id, held.withdrawn_at.is_(None))
    row = (await connection.execute(one)).one_or_none()
    if row is None:
        raise AttachmentNotFound
    return row


async def opened(
    connection: AsyncConnection, vault: Vault, row: Row[Any], keyring: Keyring, column: str = CONTENT
) -> bytes:
    """What one holds. Raises `AttachmentNotFound`."""
    kept, holder = vault.content.c, row._mapping[vault.holder]
    statement = (
        select(kept[column].label("sealed"), vault.keys.c.wrapped)
        .join(vault.keys, vault.keys.c[vault.holder] == kept[vault.holder])
        .where(kept[vault.holder] == holder, kept.digest == row.digest)
    )
    found = (await connection.execute(statement)).one_or_none()
    if found is None or found.sealed is None:  # withdrawn or erased meanwhile; or no picture
        raise AttachmentNotFound
    key = keyring.unwrap(found.wrapped, holder)
    return decrypt_bytes(found.sealed, vault.content.name, sealed_content(column, row.digest), holder, key)
