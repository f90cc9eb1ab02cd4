"""Notices of other systems, and how far each topic is read."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Index, LargeBinary, Table, Text, Uuid, text

from services.registry.database import METADATA
from shared.database.ltree import LTREE

EXTERNAL_NOTICE = Table(
    "external_notice",
    METADATA,
    Column("notice_id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True, comment="keyed; of topic, type, id and content"),
    Column("sender", Text, nullable=False),
    Column("message_id", Text, comment="as the sender calls it; null where it cannot be read"),
    Column("kind", Text, comment="external-death-notice, external-household-move; null where it cannot be read"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("match", Text, nullable=False),
    Column("fault", Text, comment="why it cannot be read; a code"),
    Column("happened_on", Date, comment="the day of death or of the move"),
    Column("to_division", Text, comment="where to, of a move"),
    Column("person_id", Uuid, comment="whose number it is, or who was named when it was settled"),
    Column("org_path", LTREE, nullable=False, comment="whose queue it stands in; of nobody's, the centre"),
    Column("wrapped_key", LargeBinary, comment="of what it said; gone thirty days after it was settled"),
    Column("sealed", LargeBinary, comment="number, name, document"),
    Column("outcome", Text, comment="null: it waits"),
    Column("reason", Text),
    Column("settled_by", Uuid, comment="account"),
    Column("settled_at", DateTime(timezone=True)),
    CheckConstraint("match IN ('matched', 'ambiguous', 'unmatched', 'unreadable')", name="match"),
    CheckConstraint("(match = 'unreadable') = (fault IS NOT NULL)", name="fault"),
    CheckConstraint("(sealed IS NULL) = (wrapped_key IS NULL)", name="sealed"),
    CheckConstraint(
        "(outcome IS NULL) = (settled_at IS NULL) AND (outcome IS NULL) = (settled_by IS NULL)"
        " AND (outcome IS NULL) = (reason IS NULL)",
        name="outcome",
    ),
    Index(None, "org_path", postgresql_using="gist"),
    Index("ix_external_notice_waiting", "notice_id", postgresql_where=text("outcome IS NULL")),
    comment="what other systems said of persons, and what became of it",
)

INBOUND_POSITION = Table(
    "inbound_position",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
    comment="how far the topics of other systems are read",
)
