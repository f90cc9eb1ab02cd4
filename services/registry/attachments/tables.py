"""Attachments, and their content under the key of the person it is about: with the key both go."""

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

from services.registry.database import METADATA

ATTACHMENT_CONTENT = Table(
    "attachment_content",
    METADATA,
    # With the data key goes what lies under it: an erasure and a withdrawn registration need not think of it.
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True, comment="HMAC under a key of the person: known to nobody else"),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("thumbnail_sealed", LargeBinary, comment="of photographs"),
    comment="what is attached, each content of a person once",
)

ATTACHMENT = Table(
    "attachment",
    METADATA,
    Column("attachment_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False, comment="of what it belongs to: photograph, registration, death …"),
    Column("owner_id", Uuid, nullable=False, comment="its id; of a photograph and a registration, the person's"),
    Column("digest", LargeBinary, comment="of its content; null: withdrawn, and gone"),
    Column("media_type", Text, nullable=False),
    Column("paper", Text, comment="what it is a picture of: identity-document, certificate, statement …"),
    Column("size_bytes", Integer, nullable=False),
    Column("attached_by", Uuid, nullable=False, comment="account"),
    Column("attached_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_by", Uuid, comment="account"),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("reason", Text, comment="of the withdrawal"),
    ForeignKeyConstraint(["person_id", "digest"], ["attachment_content.person_id", "attachment_content.digest"]),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (digest IS NOT NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
        " AND (withdrawn_at IS NULL) = (reason IS NULL)",
        name="withdrawn_at",
    ),
    Index(None, "owner_id"),
    # The last guard against two at once; the file of the person is locked before.
    Index(
        "uq_attachment_content", "owner_id", "kind", "digest", unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
    Index(
        "uq_attachment_photograph", "person_id", unique=True,
        postgresql_where=text("kind = 'photograph' AND withdrawn_at IS NULL"),
    ),
    comment="photographs and evidence; of those withdrawn, that they were there",
)  # fmt: skip


def sealed_content(column: str, digest: bytes) -> str:
    """What a content is sealed as: one cannot be read in another's place."""
    return f"{column}/{digest.hex()}"
