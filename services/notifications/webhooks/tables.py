"""Whom events are sent to, how that stands, and every attempt of some months.

How far somebody is sent is this service's own state, as `feed_position` is for feeds on Kafka.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid

from services.notifications.database import METADATA

WEBHOOK = Table(
    "webhook",
    METADATA,
    Column("webhook_id", Uuid, primary_key=True),
    Column("subscriber", Text, nullable=False, unique=True, comment="name of the system"),
    Column("data_key", LargeBinary, nullable=False, comment="wrapped by the master key"),
    Column("secret", LargeBinary, nullable=False, comment="what events are signed with, encrypted under data_key"),
    Column("former_secret", LargeBinary, comment="the one before, encrypted under data_key; null: there is none"),
    Column("former_until", DateTime(timezone=True), comment="until when events are signed with it as well"),
    Column("secret_at", DateTime(timezone=True), nullable=False, comment="when it was made"),
    Column("secret_by", Uuid, nullable=False, comment="account"),
    Column("feed", Text, comment="the feed that position is of; null: nothing was sent yet"),
    Column("position", BigInteger, nullable=False, comment="of feed_event: everything up to here is sent"),
    Column("history", DateTime(timezone=True), comment="of what is sent; null: it was never another"),
    Column("tries", Integer, nullable=False, comment="of the next event that failed"),
    Column("failing_since", DateTime(timezone=True), comment="null: the last attempt succeeded"),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("stopped_at", DateTime(timezone=True), comment="null: it goes on"),
    Column("stopped_for", Text, comment="by-hand, gone, failing"),
    CheckConstraint("(stopped_at IS NULL) = (stopped_for IS NULL)", name="stopped"),
    comment="systems of others that events are posted to, and how that stands",
)

WEBHOOK_ATTEMPT = Table(
    "webhook_attempt",
    METADATA,
    Column("attempt_id", Uuid, primary_key=True, comment="in the order of time"),
    Column("subscriber", Text, nullable=False),
    Column("position", BigInteger, nullable=False, comment="of feed_event"),
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False, comment="name of the event type"),
    Column("attempted_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False, comment="delivered, refused, failed"),
    Column("status", Integer, comment="of the answer; null: there was none"),
    Column("reason", Text, nullable=False, comment="why there was no answer"),
    Column("answer", Text, nullable=False, comment="the beginning of it"),
    Index(None, "subscriber", "attempt_id"),
    Index(None, "attempted_at"),
    comment="attempts to post an event; of some months",
)
