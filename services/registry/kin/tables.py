"""Who is whose kin: family relations as they are believed now. The room families keeps them; here, since those who
write them are held against them, as everybody is who decides."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    Table,
    Text,
    Uuid,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from services.registry.database import METADATA

_PERIOD = (func.daterange(column("since"), column("ended_on")), "&&")
_MARRIED = text("relation = 'spouse' AND NOT is_revoked")

FAMILY_RELATION = Table(
    "family_relation",
    METADATA,
    Column("relation_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("relative_id", Uuid, ForeignKey("person.person_id"), nullable=False, index=True),
    Column("relation", Text, nullable=False, comment="a word of the code list family-relation"),
    Column("since", Date, comment="null: as long as both have lived"),
    Column("ended_on", Date, comment="the first day on which it no longer holds"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("reason", Text, comment="why it ended, or was revoked: a word of one of their code lists"),
    Column("is_revoked", Boolean, nullable=False, comment="recorded by mistake: it never was"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False, comment="since when it is believed so"),
    CheckConstraint("relative_id <> veteran_id", name="relative_id"),
    CheckConstraint("ended_on > since", name="ended_on"),
    # Whoever records at once.
    ExcludeConstraint(
        ("veteran_id", "="), ("relative_id", "="), ("relation", "="), _PERIOD,
        name="ex_family_relation_same", where=text("NOT is_revoked"),
    ),
    ExcludeConstraint(("veteran_id", "="), _PERIOD, name="ex_family_relation_veteran_married", where=_MARRIED),
    ExcludeConstraint(("relative_id", "="), _PERIOD, name="ex_family_relation_relative_married", where=_MARRIED),
    comment="who is what to a veteran",
)  # fmt: skip
