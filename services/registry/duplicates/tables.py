"""What files are compared by, and the pairs that look like one person's."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.database import METADATA

LIKENESS_TOKEN = Table(
    "likeness_token",
    METADATA,
    # Like name_token: with the data key goes what somebody would be recognised by.
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), index=True),
    Column("search_key", Text, nullable=False, comment="a or b, as of person.id_number_hash_a and _b"),
    Column("token", BigInteger, comment="of what two files of one person have alike: the first bytes of an HMAC"),
    PrimaryKeyConstraint("token", "person_id"),
    CheckConstraint("search_key IN ('a', 'b')", name="search_key"),
    comment="what files are compared by: numbers, names with dates of birth, certificates",
)

DUPLICATE_SUSPICION = Table(
    "duplicate_suspicion",
    METADATA,
    Column("suspicion_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, comment="the file opened first"),
    Column("other_person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("score", Integer, nullable=False, comment="how alike, of 100"),
    Column("grounds", ARRAY(Text), nullable=False, comment="what is alike, by codes"),
    Column("state", Text, nullable=False, comment="open, different, merged"),
    Column("suspected_at", DateTime(timezone=True), nullable=False),
    Column("reported_by", Uuid, comment="account that noticed it; null: found by comparing"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("difference", Text, comment="how it was made sure that they are two"),
    Column("reason", Text, comment="in the words of who decided, or reopened it; not on the bus"),
    # However often it is found, and by whomever: one a pair.
    UniqueConstraint("person_id", "other_person_id"),
    CheckConstraint("person_id < other_person_id", name="pair"),
    CheckConstraint("state IN ('open', 'different', 'merged')", name="state"),
    CheckConstraint("(state = 'different') = (difference IS NOT NULL)", name="difference"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided"),
    Index(None, "state", "suspicion_id"),
    comment="two files that may be one person's, and what was decided",
)
