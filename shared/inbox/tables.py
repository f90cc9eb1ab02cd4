"""What a consumer remembers: how far it is, what it has seen of each aggregate, what waits for an operator."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from shared.database.metadata import KERNEL

CONSUMER_OFFSET = Table(
    "consumer_offset",
    KERNEL,
    Column("group", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next", BigInteger, nullable=False, comment="the offset to apply next"),
    Column("anchor", LargeBinary, comment="fingerprint of the record before next: tells a log that was replaced"),
    Column("event_id", Uuid, comment="the last event before next"),
    Column("event_at", DateTime(timezone=True), comment="when the fact of that event was recorded"),
    comment="how far each partition is applied; changed only by compare-and-swap on next",
)

STREAM_VERSION = Table(
    "stream_version",
    KERNEL,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Uuid, comment="the event at sequence; null when it is not known, as after a discard"),
    comment="the last event of each aggregate that was applied, passed over or discarded",
)

PARKED_KEY = Table(
    "parked_key",
    KERNEL,
    Column("id", Uuid, nullable=False, comment="what an operator calls it"),
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False, comment="what stands in the way, updated by each failed redrive"),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("id"),
    comment="aggregates whose events wait for an operator",
)

PARKED_EVENT = Table(
    "parked_event",
    KERNEL,
    Column("id", Uuid, primary_key=True, comment="derived from the record, so that a repeat is parked once"),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("sequence", BigInteger, comment="null when the envelope could not be read"),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("event_id", Uuid),
    Column("type", Text, nullable=False),
    Column("record_key", LargeBinary),
    Column("headers", LargeBinary, nullable=False, comment="the record headers, msgpack of [[name, bytes or null], …]"),
    Column("payload", LargeBinary),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    Index(None, "topic", "key", "sequence"),
    ForeignKeyConstraint(["topic", "key"], ["parked_key.topic", "parked_key.key"], name="fk_parked_event_topic_key"),
    comment="records that could not be applied, and those that wait behind them, as they arrived",
)

DISCARDED = Table(
    "discarded",
    KERNEL,
    Column("id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("first_sequence", BigInteger, comment="null when the record given up took no place in the sequence"),
    Column("last_sequence", BigInteger),
    Column("event_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("discarded_at", DateTime(timezone=True), nullable=False),
    Index(None, "topic", "key"),
    comment="events that an operator gave up; a rebuild passes over them as well",
)

TOPIC_PROGRESS = Table(
    "topic_progress",
    KERNEL,
    Column("group", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("lag", BigInteger, nullable=False, comment="events not yet applied, over all partitions"),
    Column("measured_at", DateTime(timezone=True), nullable=False),
    Column(
        "caught_up_at", DateTime(timezone=True), comment="everything that stood in the topic then is applied or parked"
    ),
    comment="how far the group is behind the end of each topic, measured every few seconds",
)

BREAKER = Table(
    "breaker",
    KERNEL,
    Column("group", Text, primary_key=True),
    Column("opened_at", DateTime(timezone=True), comment="null while it is closed"),
    Column("reason", Text, nullable=False),
    Column(
        "may_park",
        Integer,
        nullable=False,
        comment="events an operator allows to be parked although the breaker would open",
    ),
    comment="whether the consumers of a group stopped because too much could not be applied",
)

SEEN_TYPE = Table(
    "seen_type",
    KERNEL,
    Column("group", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    comment="every type of event this group has met, and where first",
)

PROJECTED_TYPE = Table(
    "projected_type",
    KERNEL,
    Column("group", Text, primary_key=True),
    Column("projection", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    comment="types of which a projection has been given every event since the first",
)

UNREADABLE_BATCH = Table(
    "unreadable_batch",
    KERNEL,
    Column("id", Uuid, nullable=False),
    Column("group", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("next", BigInteger, nullable=False, comment="the first offset behind them"),
    Column("cause", Text, nullable=False),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column(
        "skipped_at",
        DateTime(timezone=True),
        comment="when an operator had the consumer go on behind them; null if never",
    ),
    Column("reason", Text),
    Column("account_id", Uuid),
    Column("covered_at", DateTime(timezone=True), comment="when a rebuild by the log made up for the skip"),
    UniqueConstraint("id"),
    comment="bytes of a log that could not be decoded, where a consumer stood or stands",
)
