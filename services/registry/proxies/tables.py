"""Authorities of proxies as they are believed now, and what was said of them before they were corrected."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from services.registry.database import METADATA

PROXY = Table(
    "proxy",
    METADATA,
    Column("proxy_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True, comment="for whom"),
    Column("proxy_person_id", Uuid, ForeignKey("person.person_id"), nullable=False, index=True),
    Column("scope", Text, nullable=False, comment="a word of the code list proxy-scope"),
    Column("ground", Text, nullable=False, comment="why there is one; not on the bus"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False, comment="the last day"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account; of what was corrected, whose correction it is"),
    Column("recorded_at", DateTime(timezone=True), nullable=False, comment="since when it is believed so"),
    Column("revoked_on", Date, comment="the first day on which it no longer holds; the first of all: it never held"),
    Column("revocation_reason", Text, comment="a word of the code list proxy-revocation"),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("proxy_person_id <> veteran_id", name="proxy_person_id"),
    CheckConstraint("until >= since", name="until"),
    CheckConstraint("revoked_on >= since", name="revoked_on"),
    CheckConstraint(
        "(revoked_on IS NULL) = (revoked_at IS NULL) AND (revoked_on IS NULL) = (revoked_by IS NULL)"
        " AND (revoked_on IS NULL) = (revocation_reason IS NULL)",
        name="revoked_at",
    ),
    # Whoever records at once.
    ExcludeConstraint(
        ("veteran_id", "="),
        ("proxy_person_id", "="),
        ("scope", "="),
        (text("daterange(since, COALESCE(revoked_on, until + 1))"), "&&"),
        name="ex_proxy_same",
    ),
    comment="who may act for a veteran",
)

PROXY_PAST = Table(
    "proxy_past",
    METADATA,
    Column("proxy_id", Uuid, ForeignKey("proxy.proxy_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("ground", Text, nullable=False, comment="empty: erased"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("proxy_id", "version"),
    CheckConstraint("known_until >= recorded_at", name="known_until"),
    comment="what was said of authorities of proxies before",
)
