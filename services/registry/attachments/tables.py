"""Attachments, and their content under the key of the person it is about: with the key both go. What belongs to the
work of a unit lies apart, in tables of the same shape, under a key of the unit: no erasure looks there.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

from services.registry.database import METADATA
from services.registry.veterans.tables import DATA_KEY


def _content(name: str, holder: str, key: ForeignKey, *, digest: str, small: str, comment: str) -> Table:
    return Table(
        name,
        METADATA,
        Column(holder, Uuid, key, primary_key=True),
        Column("digest", LargeBinary, primary_key=True, comment=digest),
        Column("content_sealed", LargeBinary, nullable=False),
        Column("thumbnail_sealed", LargeBinary, comment=small),
        comment=comment,
    )


def _attachment(content: Table, holder: Column[UUID], *own: SchemaItem, kind: str, owner: str, comment: str) -> Table:
    """Of those withdrawn, that they were there."""
    name = content.name.removesuffix("_content")
    return Table(
        name,
        METADATA,
        Column("attachment_id", Uuid, primary_key=True),
        holder,
        Column("kind", Text, nullable=False, comment=kind),
        Column("owner_id", Uuid, nullable=False, comment=owner),
        Column("digest", LargeBinary, comment="of its content; null: withdrawn, and gone"),
        Column("media_type", Text, nullable=False),
        Column("paper", Text, comment="what it is a picture of: identity-document, certificate, statement …"),
        Column("size_bytes", Integer, nullable=False),
        Column("attached_by", Uuid, nullable=False, comment="account"),
        Column("attached_at", DateTime(timezone=True), nullable=False),
        Column("withdrawn_by", Uuid, comment="account"),
        Column("withdrawn_at", DateTime(timezone=True)),
        Column("reason", Text, comment="of the withdrawal"),
        ForeignKeyConstraint([holder.name, "digest"], [content.c[holder.name], content.c.digest]),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (digest IS NOT NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL) = (reason IS NULL)",
            name="withdrawn_at",
        ),
        Index(None, "owner_id"),
        # The last guard against two at once; whose it is, is locked before.
        Index(
            f"uq_{name}_content", "owner_id", "kind", "digest", unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        *own,
        comment=comment,
    )  # fmt: skip


# With the data key goes what lies under it: an erasure and a withdrawn registration need not think of it.
ATTACHMENT_CONTENT = _content(
    "attachment_content",
    "person_id",
    ForeignKey("data_key.person_id", ondelete="CASCADE"),
    digest="HMAC under a key of the person: known to nobody else",
    small="of photographs",
    comment="what is attached, each content of a person once",
)
ATTACHMENT = _attachment(
    ATTACHMENT_CONTENT,
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), nullable=False, index=True),
    Index(
        "uq_attachment_photograph", "person_id", unique=True,
        postgresql_where=text("kind = 'photograph' AND withdrawn_at IS NULL"),
    ),
    kind="of what it belongs to: photograph, registration, death …",
    owner="its id; of a photograph and a registration, the person's",
    comment="photographs and evidence; of those withdrawn, that they were there",
)  # fmt: skip

UNIT_KEY = Table(
    "unit_key",
    METADATA,
    Column("unit_key_id", Uuid, primary_key=True),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False, comment="wrapped by the master key"),
    comment="keys under which evidence of the work of units lies",
)
UNIT_ATTACHMENT_CONTENT = _content(
    "unit_attachment_content",
    "unit_key_id",
    ForeignKey("unit_key.unit_key_id"),
    digest="HMAC under a key of the unit: known to nobody else",
    small="of pictures that belong to entries of books",
    comment="what is attached to the work of units, each content of a unit once",
)
UNIT_ATTACHMENT = _attachment(
    UNIT_ATTACHMENT_CONTENT,
    Column("unit_key_id", Uuid, ForeignKey("unit_key.unit_key_id"), nullable=False, index=True),
    kind="of what it belongs to: book-entry, branch-record",
    owner="its id",
    comment="evidence of the work of units; of what was withdrawn, that it was there",
)


@dataclass(frozen=True, slots=True)
class Vault:
    """Where attachments lie; `holder` is the column of all three that says under whose key."""

    attachment: Table
    content: Table
    keys: Table
    holder: str


OF_PERSONS = Vault(ATTACHMENT, ATTACHMENT_CONTENT, DATA_KEY, "person_id")
OF_UNITS = Vault(UNIT_ATTACHMENT, UNIT_ATTACHMENT_CONTENT, UNIT_KEY, "unit_key_id")


def sealed_content(column: str, digest: bytes) -> str:
    """What a content is sealed as: one cannot be read in another's place."""
    return f"{column}/{digest.hex()}"
