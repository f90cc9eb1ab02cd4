"""Persons known from events, their keys, contact points and opt-outs."""

from sqlalchemy import Column, Date, DateTime, LargeBinary, Table, Text, Uuid

from services.notifications.database import METADATA
from shared.database.ltree import LTREE

PERSON = Table(
    "person",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("org_path", LTREE, nullable=False, comment="responsible service organisation: who may see and change"),
    Column("deceased_on", Date, comment="day of death; null: living"),
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
)

OPT_OUT = Table(
    "opt_out",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("opted_out_at", DateTime(timezone=True), nullable=False),
)
