"""What one person proposed to do with a pair of files, and how that ended."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

MERGE_PROPOSAL = Table(
    "merge_proposal",
    METADATA,
    Column("proposal_id", Uuid, primary_key=True),
    Column(
        "suspicion_id", Uuid, ForeignKey("duplicate_suspicion.suspicion_id"), nullable=False, comment="the pair"
    ),
    Column("kind", Text, nullable=False, comment="merge, unmerge"),
    Column("surviving_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, comment="the file that goes on"),
    Column("merged_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("reason", Text, nullable=False, comment="a word of the code list merge-reason, or unmerge-reason"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="confirmed, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    CheckConstraint("kind IN ('merge', 'unmerge')", name="kind"),
    CheckConstraint("surviving_id <> merged_id", name="two"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    Index(
        "uq_merge_proposal_open", "suspicion_id", unique=True, postgresql_where=text("outcome IS NULL")
    ),
    comment="merges and unmerges of files: what one person proposed, and how that ended",
)  # fmt: skip
