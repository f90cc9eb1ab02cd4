"""Persons and verified contact points known from events; keys, contact points and opt-outs; what is to be fetched."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, text

from services.notifications.database import METADATA
from shared.database.ltree import LTREE

PERSON = Table(
    "person",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("org_path", LTREE, nullable=False, comment="responsible service organisation: who may see and change"),
    Column("deceased_on", Date, comment="day of death; null: living"),
    Column("deregistered_on", Date, comment="day of the registration that is void; null: it holds"),
    Column("erased_at", DateTime(timezone=True), comment="registry erased what is known of the person; null: not"),
)

MERGED_PERSON = Table(
    "merged_person",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("merged_into", Uuid, nullable=False, index=True, comment="the file that goes on; it may be merged in turn"),
    comment="files of one person that were merged into another",
)

PERSON_KEY = Table(
    "person_key",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("data_key", LargeBinary, nullable=False, comment="wrapped by the master key"),
)

CONTACT_POINT = Table(
    "contact_point",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False, comment="encrypted under the key of the person"),
    Column("verification", Text, comment="how it was made sure that it is the person's own; null: not yet"),
    Column("verified_on", Date),
    Column("revoked_at", DateTime(timezone=True)),
    Column("contact_id", Uuid, comment="registry's contact point that it comes from; null: staff kept it here"),
    Column("contact_version", Integer, comment="of registry's contact point"),
)

VERIFIED_CONTACT = Table(
    "verified_contact",
    METADATA,
    Column("contact_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="sequence of its last event"),
    Column("verification", Text, comment="null: withdrawn"),
    Column("verified_on", Date),
    Index(None, "person_id"),
)

CONTACT_FETCH = Table(
    "contact_fetch",
    METADATA,
    Column("contact_id", Uuid, primary_key=True),
    Column("wanted_version", Integer, nullable=False, comment="what is known of registry's contact point"),
    Column("fetched_version", Integer, nullable=False, comment="what is kept here"),
    Column("wanted_at", DateTime(timezone=True), nullable=False, comment="told by registry"),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Index("ix_contact_fetch_wanted", "next_attempt_at", postgresql_where=text("wanted_version > fetched_version")),
)

OPT_OUT = Table(
    "opt_out",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("opted_out_at", DateTime(timezone=True), nullable=False),
)
