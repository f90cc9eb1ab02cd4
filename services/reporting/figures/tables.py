"""Where figures are kept: as a ledger, an entry for each event and subject (`figure_entry`), and as its sums.

What is asked most reads the sums, never a row a person: a fact stands once at its own unit (`figure_change`), once at
each unit above it (`figure_below`), and with the facts of all days at each of them (`figure_total`). As of a day, a
figure of a unit is its total less what comes after: rows of the months that follow and of at most 30 days, of today
none, however many persons there are and however long they have been counted.

Every fact counts towards the county, so each Kafka partition has sums of its own, added when they are read: workers
that apply different partitions never wait for each other's rows. Partition -1 has those of what moves carry.

Paths are text in byte order, not `ltree`: these tables are only ever asked for exact paths, and `ltree` keys made
every row one and a half times as dear to write (20,000 registrations in batches of 1,000).
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Integer, Table, Text, Uuid

from services.reporting.database import METADATA

BYTES = Text(collation="C")

FIGURE_ENTRY = Table(
    "figure_entry",
    METADATA,
    # In this order, a figure's ids at a unit and all below it are one stretch of the index, whatever their number.
    Column("figure_code", BYTES, primary_key=True),
    Column("org_path", BYTES, primary_key=True),
    Column("subject", BYTES, primary_key=True, comment="id of a person, case, unit or Party organisation"),
    Column("day", Date, primary_key=True, comment="the fact holds from this day on"),
    Column("event_id", Uuid, primary_key=True),
    Column("delta", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", BYTES, nullable=False, comment="stock: there on a day; flow: happened up to it"),
    Column("known_at", DateTime(timezone=True), nullable=False, comment="when the fact was recorded: the event's time"),
    Column("follows_from", Uuid, comment="the event of what a unit that moved takes along; null: told itself"),
    comment="the ledger: what each event adds to each figure, for which subject",
)

FIGURE_CHANGE = Table(
    "figure_change",
    METADATA,
    Column("org_path", BYTES, primary_key=True),
    Column("figure_code", BYTES, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("delta", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    comment="what a unit holds itself",
)

FIGURE_BELOW = Table(
    "figure_below",
    METADATA,
    Column("org_path", BYTES, primary_key=True),
    Column("figure_code", BYTES, primary_key=True),
    Column("grain", BYTES, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("delta", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    CheckConstraint("grain IN ('day', 'month')", name="grain"),
    comment="what the units below a unit hold; every day stands twice",
)

FIGURE_TOTAL = Table(
    "figure_total",
    METADATA,
    Column("org_path", BYTES, primary_key=True),
    Column("figure_code", BYTES, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("delta_here", BigInteger, nullable=False),
    Column("events_here", BigInteger, nullable=False),
    Column("delta_below", BigInteger, nullable=False),
    Column("events_below", BigInteger, nullable=False),
    comment="what a unit holds itself and what the units below it hold, of all days",
)

FIGURE_FRESHNESS = Table(
    "figure_freshness",
    METADATA,
    Column("projection", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("last_event_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("projection = 'figures'", name="projection"),
    comment="a row a partition: the time of the latest event counted",
)
