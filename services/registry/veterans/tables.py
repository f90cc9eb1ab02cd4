"""Persons and veteran records. P4 columns end in `_sealed` and hold ciphertext under the person's own data key.

The date of birth has no column: it stands in the identity number, sealed.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from services.registry.database import METADATA
from services.registry.veterans.parameters.fields import FIELDS, PERSONAL, Field, Holder
from shared.database.ltree import LTREE
from shared.database.metadata import INSERT_ONLY
from shared.workbooks.columns import Kind

# Written by the registration itself, or in a table of their own.
_APART = frozenset({"sex_code", "birth_on", "domicile_code", "residence_code", "category_codes"})
_RECORD = frozenset({"org_code", "registered_on", "synthetic"})


_TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.DATE: Date(),
    Kind.FLAG: Boolean(),
    Kind.MONEY: BigInteger(),
}


def sealed(name: str) -> str:
    """The column that holds a P4 field."""
    return f"{name}_sealed"


def sealed_discrepancy(field: str) -> str:
    """What the statement about a field is sealed as: one row's cannot be read in another's place."""
    return f"stated_sealed/{field}"


def precision(name: str) -> str:
    """The column that says how much of a partial date is known."""
    return f"{name}_precision"


def _columns(field: Field) -> list[Column[Any]]:
    if field.pii is PERSONAL:
        return [Column(sealed(field.name), LargeBinary, nullable=field.name not in {"id_number", "name"})]
    if field.kind is Kind.PARTIAL_DATE:
        return [Column(field.name, Date), Column(precision(field.name), Text, comment="day, month, year")]
    return [Column(field.name, _TYPES.get(field.kind, Text()))]


def _file(holder: Holder) -> list[Column[Any]]:
    """The columns of the fields that stand in the file as they were given."""
    given = (field for field in FIELDS if field.holder is holder and field.name not in _APART | _RECORD)
    return [column for field in given for column in _columns(field)]


PERSON = Table(
    "person",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    # R1: two files for one number cannot exist, whichever door they come in by.
    # Under one search key or the other, and under both while the one is being replaced by the other.
    Column("id_number_hash_a", LargeBinary, unique=True, comment="HMAC of the 18-character number, search key a"),
    Column("id_number_hash_b", LargeBinary, unique=True, comment="the same, search key b"),
    Column("legacy_id_number_sealed", LargeBinary, comment="the 15-digit form, where it was given"),
    Column("sex_code", Text, nullable=False, comment="from the number; what a form stated otherwise is a discrepancy"),
    Column("domicile_code", Text, ForeignKey("division.code"), index=True, comment="R2: every veteran has one"),
    Column("residence_code", Text, comment="may lie outside the county"),
    *_file(Holder.PERSON),
    Column("synthetic", Boolean, nullable=False, comment="an invented person, for demonstrations"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    comment="veterans, their relatives and proxies: one person, one number",
)

DATA_KEY = Table(
    "data_key",
    METADATA,
    Column("person_id", Uuid, ForeignKey("person.person_id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False, comment="wrapped by the master key; deleting the row is erasure"),
    comment="one data key per person",
)

NAME_TOKEN = Table(
    "name_token",
    METADATA,
    # With the data key goes what the name is found by: nobody has to think of it.
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), index=True),
    Column("search_key", Text, nullable=False, comment="a or b, as of person.id_number_hash_a and _b"),
    Column("token", BigInteger, comment="of a character, a pair of them, or initials: the first bytes of an HMAC"),
    PrimaryKeyConstraint("token", "person_id"),
    CheckConstraint("search_key IN ('a', 'b')", name="search_key"),
    comment="what sealed names are found by",
)

SEARCH_KEY = Table(
    "search_key",
    METADATA,
    Column("table_name", Text, primary_key=True),
    Column("letter", Text, primary_key=True, comment="a or b, as of person.id_number_hash_a and _b"),
    Column("key_name", LargeBinary, nullable=False, comment="derived from the key; tells nothing of it"),
    Column("filled", Boolean, nullable=False, comment="false while rows may stand under another"),
    comment="under which search keys tables were filled: a database that is restored says so itself",
)

FILE_TO_COMPARE = Table(
    "file_to_compare",
    METADATA,
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    comment="files that came in or changed, until they were compared with all others (duplicates)",
)

AGE_LOOKED_AT = Table(
    "age_looked_at",
    METADATA,
    Column("person_id", Uuid, ForeignKey("data_key.person_id", ondelete="CASCADE"), primary_key=True),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    comment="persons whose age was looked at this month (milestones)",
)

VETERAN = Table(
    "veteran",
    METADATA,
    Column("veteran_id", Uuid, ForeignKey("person.person_id"), primary_key=True),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("state", Text, nullable=False),
    Column("merged_into", Uuid, ForeignKey("veteran.veteran_id"), comment="the person's file that goes on"),
    Column("leaving_since", DateTime(timezone=True), comment="a move to another county is under way since then"),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="R2: exactly one"),
    Column("org_path", LTREE, nullable=False),
    Column("residence_org_code", Text, ForeignKey("org_unit.org_code"), comment="unit where he lives, if one is named"),
    Column("residence_path", LTREE, comment="its path: who may see and serve him besides"),
    Column("channel", Text, nullable=False, comment="counter, import"),
    *_file(Holder.VETERAN),
    Column("registered_on", Date, comment="may lie long before recorded_at: old registers; until then as stated"),
    Column("registered_by", Uuid, nullable=False, comment="account; until then whose form it is"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "state IN ('draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',"
        " 'deregistered', 'merged', 'transferred-out')",
        name="state",
    ),
    CheckConstraint(
        "registered_on IS NOT NULL OR state IN ('draft', 'submitted', 'station-verified', 'refused', 'withdrawn')",
        name="registered_on",
    ),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_into"),
    CheckConstraint("channel IN ('counter', 'import')", name="channel"),
    Index(None, "org_path", postgresql_using="gist"),
    # The few that wait for somebody, among all that are registered.
    Index(
        "ix_veteran_waiting", "state", "veteran_id",
        postgresql_where=text("state IN ('draft', 'submitted', 'station-verified', 'refused')"),
    ),
    Index(None, "residence_org_code", postgresql_where=text("residence_org_code IS NOT NULL")),
    Index(None, "residence_path", postgresql_using="gist", postgresql_where=text("residence_path IS NOT NULL")),
    comment="veteran records",
)  # fmt: skip

CATEGORY_HOLDING = Table(
    "category_holding",
    METADATA,
    Column("holding_id", Uuid, primary_key=True),
    Column("holder_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("category_code", Text, nullable=False, comment="the ministry's codes"),
    Column("version", Integer, nullable=False, comment="events published about it; 0: claimed in a form, no more"),
    Column("revision", Integer, nullable=False, comment="times it was written"),
    Column("round", Integer, nullable=False, comment="how often it was applied for"),
    Column("state", Text, nullable=False, comment="its own; death and moves are the file's"),
    Column("state_from", Date, nullable=False, comment="the first day of the state"),
    Column("former_state", Text, comment="where it stood before it was stopped or cancelled"),
    Column("applied_on", Date, comment="null: claimed, not applied for"),
    Column("resubmitted_on", Date, comment="day on which what was returned was handed in anew, the last time"),
    Column(
        "origin", Text, nullable=False, server_default=text("'office'"),
        comment="who applied: a word of the code list application-origin",
    ),
    Column("proxy_id", Uuid, ForeignKey("proxy.proxy_id"), comment="the authority of whoever applied for the person"),
    Column("waits_for", Text, comment="the level that is asked next while it is decided on: room, station, centre"),
    Column("evidence_kind", Text, comment="personal-file, discharge-certificate, written-proof, other"),
    Column("document", Text, comment="what it rests on, by kind and number"),
    Column("certificate_sealed", LargeBinary, comment="number of the certificate of the category"),
    Column("recognised_on", Date, comment="the first day of the recognition"),
    Column("reason_code", Text, comment="why it stands so: a word of one of the code lists"),
    Column("clause", Text, comment="what it rests on: a word of the code list category-clause"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False, comment="since when it is believed so"),
    # Whoever applies at once.
    UniqueConstraint("holder_id", "category_code"),
    CheckConstraint(
        "state IN ('received', 'enjoying', 'recognised-no-benefit', 'not-recognised', 'suspended', 'stopped',"
        " 'cancelled')",
        name="state",
    ),
    CheckConstraint(
        "origin IN ('office', 'self', 'proxy') AND (origin = 'proxy') = (proxy_id IS NOT NULL)", name="origin"
    ),
    CheckConstraint("waits_for IN ('room', 'station', 'centre')", name="waits_for"),
    CheckConstraint(
        "(state = 'received' AND applied_on IS NOT NULL) = (waits_for IS NOT NULL)", name="under_way"
    ),
    CheckConstraint("(state IN ('stopped', 'cancelled')) = (former_state IS NOT NULL)", name="former_state"),
    # R5.
    CheckConstraint(
        "state NOT IN ('enjoying', 'recognised-no-benefit', 'suspended')"
        " OR (applied_on IS NOT NULL AND evidence_kind IS NOT NULL AND recognised_on IS NOT NULL"
        " AND clause IS NOT NULL)",
        name="recognised",
    ),
    CheckConstraint(
        "state <> 'not-recognised' OR (reason_code IS NOT NULL AND clause IS NOT NULL)", name="not_recognised"
    ),
    CheckConstraint(
        "state NOT IN ('suspended', 'stopped', 'cancelled') OR reason_code IS NOT NULL", name="reason_code"
    ),
    Index(None, "category_code", "holder_id"),
    # The few that are decided on, among all that are held or only claimed.
    Index(
        "ix_category_holding_waiting", "waits_for", "holding_id", postgresql_where=text("waits_for IS NOT NULL")
    ),
    comment="categories that persons claim, have applied for, or hold",
)  # fmt: skip

DISCREPANCY = Table(
    "identity_discrepancy",
    METADATA,
    Column("person_id", Uuid, ForeignKey("person.person_id"), primary_key=True),
    Column("field", Text, primary_key=True, comment="sex_code, birth_on"),
    Column("stated_sealed", LargeBinary, nullable=False, comment="what the number says holds until the county decides"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    comment="where a file and an identity number disagree",
)

DISCLOSURE = Table(
    "disclosure",
    METADATA,
    Column("view_id", Uuid, primary_key=True),
    Column(
        "veteran_id",
        Uuid,
        ForeignKey("person.person_id"),
        nullable=False,
        index=True,
        comment="the person, with or without a file",
    ),
    Column("account_id", Uuid, nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("reason", Text, nullable=False, comment="in the viewer's words; not on the bus"),
    Column("fields", ARRAY(Text), nullable=False, comment="names, never values"),
    Column("viewed_at", DateTime(timezone=True), nullable=False),
    comment="who saw personal fields in clear, and why",
    info=INSERT_ONLY,
)

# Here and not in the room of deaths: whoever counts, moves or merges a file asks for it.
DEATH = Table(
    "death",
    METADATA,
    Column("death_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("died_on", Date, nullable=False),
    Column("counted_on", Date, nullable=False, comment="the same, or the day of registration where that is later"),
    Column("source", Text, nullable=False, comment="a word of the code list death-source"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list death-revocation-reason"),
    Column("revocation_document", Text),
    CheckConstraint("counted_on >= died_on", name="counted_on"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)"
        " AND (revoked_at IS NULL) = (revocation_document IS NULL)",
        name="revoked_at",
    ),
    # Nobody dies twice, whoever records it at once.
    Index("uq_death_standing", "person_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
    comment="deaths of persons, as recorded",
)
