"""Records of moves between counties; a revoked one is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

TRANSFER = Table(
    "transfer",
    METADATA,
    Column("transfer_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False, index=True),
    Column("direction", Text, nullable=False, comment="out, in"),
    Column("division_code", Text, nullable=False, comment="in the other county"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("started_by", Uuid, nullable=False, comment="account"),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("paid_through_month", Text, comment="last month that the county of origin pays, as 2019-04; null: none"),
    Column("moved_on", Date, comment="the first day in the other register; null: not completed"),
    Column("completed_by", Uuid, comment="account"),
    Column("completed_at", DateTime(timezone=True), comment="null: not completed"),
    Column("completion_document", Text),
    Column("former_org_code", Text, ForeignKey("org_unit.org_code"), comment="in: of who comes back, whose he was"),
    Column("former_division_code", Text, comment="in: of who comes back, his domicile here before"),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list transfer-revocation-reason"),
    Column("revocation_document", Text),
    CheckConstraint("direction IN ('out', 'in')", name="direction"),
    CheckConstraint(
        "(moved_on IS NULL) = (completed_by IS NULL) AND (moved_on IS NULL) = (completion_document IS NULL)"
        " AND (direction = 'out' OR moved_on IS NOT NULL)",
        name="moved_on",
    ),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)"
        " AND (revoked_at IS NULL) = (revocation_document IS NULL)",
        name="revoked_at",
    ),
    # One is under way at a time, whoever starts it at once.
    Index(
        "uq_transfer_open", "person_id", unique=True,
        postgresql_where=text("moved_on IS NULL AND revoked_at IS NULL"),
    ),
    comment="moves between this county and others, as recorded",
)  # fmt: skip
