"""What systems of others may read, and the events that they read it of.

`subscription` is a projection. The others are this service's own state: positions are given once, and whoever has read
to one goes on from there.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.notifications.database import METADATA

SUBSCRIPTION = Table(
    "subscription",
    METADATA,
    Column("subscriber", Text, primary_key=True, comment="name of the system"),
    Column("types", ARRAY(Text), nullable=False, comment="names of event types"),
    Column("divisions", ARRAY(Text), nullable=False, comment="units; none: the whole county"),
    Column("over", Text, nullable=False, comment="kafka, http, webhook"),
    Column("account_id", Uuid, index=True, comment="the machine that reads over HTTP; null: by another door"),
    Column("address", Text, comment="where events are posted to; null: by another door"),
    Column("feed", Text, comment="the topic written for it alone; null: it reads the topics of its types"),
    Column("until_on", Date, nullable=False, comment="the last day"),
    Column("revoked_at", DateTime(timezone=True), comment="null: not revoked"),
    comment="what systems of others may read, as registry says",
)

FEED_EVENT = Table(
    "feed_event",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, …; none is given twice"),
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False, comment="name of the event type, without version"),
    Column("topic", Text, nullable=False, comment="the county's topic it stands on"),
    Column("key", Text, nullable=False),
    Column("places", ARRAY(Text), nullable=False, comment="units it stood at; none: the county's"),
    Column("reaches", ARRAY(Text), nullable=False, comment="whom it is told to: these, and where those before it did"),
    Column("headers", LargeBinary, nullable=False, comment="the record headers, msgpack of [[name, bytes], …]"),
    Column("data", LargeBinary, nullable=False, comment="the record value"),
    Column("kept_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("event_id"),
    Index(None, "topic", "key", "position"),
    Index(None, "type", "position"),
    Index(None, "reaches", postgresql_using="gin"),
    comment="events of the county that others may be given, once each; kept as long as their topics hold them",
)

FEED_HISTORY = Table(
    "feed_history",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="the last that was given until then; none is given twice"),
    Column("begun_at", DateTime(timezone=True), nullable=False, comment="since when its history is another"),
    comment="topics of the county that were made anew since they were first read: what was kept of them before is gone",
)

FEED_SOURCE = Table(
    "feed_source",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False, comment="the offset to read next"),
    Column("last_id", Text, nullable=False, comment="id of the event before it, as its record says"),
    comment="how far the county's topics are kept in feed_event",
)

FEED_POSITION = Table(
    "feed_position",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="of feed_event: everything up to here is handed on"),
    Column("history", DateTime(timezone=True), comment="of what is handed on; null: it was never another"),
    Column("moved_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="how far feeds are handed on by us; who fetches keeps his own cursor",
)
