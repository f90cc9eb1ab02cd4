"""Records of moves; a revoked one is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

RELOCATION = Table(
    "relocation",
    METADATA,
    Column("relocation_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("kind", Text, nullable=False, comment="domicile, residence"),
    Column("from_division_code", Text, nullable=False),
    Column("from_org_code", Text, ForeignKey("org_unit.org_code"), comment="null: none of its own"),
    Column("to_division_code", Text, nullable=False),
    Column("to_org_code", Text, ForeignKey("org_unit.org_code"), comment="null: none of its own"),
    Column("moved_on", Date, nullable=False, comment="the first day there"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list relocation-revocation-reason"),
    Column("revocation_document", Text),
    CheckConstraint("kind IN ('domicile', 'residence')", name="kind"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)"
        " AND (revoked_at IS NULL) = (revocation_document IS NULL)",
        name="revoked_at",
    ),
    # R3: nobody moves to two places on one day, whoever records it at once.
    Index(
        "uq_relocation_standing",
        "person_id",
        "kind",
        "moved_on",
        unique=True,
        postgresql_where=text("revoked_at IS NULL"),
    ),
    comment="moves of domiciles and residences, as recorded",
)
