"""Venues of units, and what stands in them."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Text, Uuid, text

from services.registry.entries.tables import entry_table

FACILITY = entry_table(
    "facility",
    ("in-use", "closed"),
    Column("name", Text, nullable=False),
    Column("area_m2", Integer, nullable=False, comment="floor area in square metres"),
    Column("shared_with", Text, comment="who else works there; not on the bus"),
    Column("completed_on", Date, nullable=False),
    Column("closed_on", Date, comment="the first day no longer in use"),
    CheckConstraint("area_m2 > 0", name="area_m2"),
    comment="venues of units",
)

FUNCTIONAL_ROOM = entry_table(
    "functional_room",
    ("in-use", "closed"),
    Column("facility_id", Uuid, ForeignKey("facility.entry_id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="hall or room"),
    Column("use", Text, nullable=False, comment="a word of the code list functional-room-use"),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date, comment="the first day no longer in use"),
    comment="halls and rooms of venues",
)

CAPITAL_PROJECT = entry_table(
    "capital_project",
    ("completed",),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="a word of the code list capital-project-kind"),
    Column("qualifier", Text, nullable=False, comment="how exactly the amount is known: amount-qualifier"),
    Column("amount_fen", BigInteger, comment="or its lower bound; null: not specified"),
    Column("below_fen", BigInteger, comment="the amount is below this, where that is known"),
    Column("printed", Text, comment="the amount as the document has it, such as 80余万元"),
    Column("completed_on", Date, nullable=False),
    CheckConstraint("(amount_fen IS NULL) = (qualifier = 'unspecified')", name="amount_fen"),
    CheckConstraint("below_fen > amount_fen", name="below_fen"),
    comment="capital projects of units",
)

VENUE_UPGRADE = entry_table(
    "venue_upgrade",
    ("planned", "approved", "completed"),
    Column("batch", Integer, nullable=False),
    Column("designer", Text, nullable=False, comment="not on the bus"),
    Column("plan_version", Integer, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("approved_on", Date),
    Column("completed_on", Date),
    Index("uq_venue_upgrade_batch", "org_code", "batch", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="upgrades of venues, each with a plan of its own",
)

PLAQUE = entry_table(
    "plaque",
    ("up", "removed"),
    Column("kind", Text, nullable=False, comment="station or branch"),
    Column("serial", Text, nullable=False),
    Column("installed_on", Date, nullable=False),
    Column("removed_on", Date, comment="the first day no longer up"),
    Index("uq_plaque_serial", "serial", unique=True, postgresql_where=text("state <> 'revoked'")),
    # One of a kind hangs at a unit.
    Index("uq_plaque_kind", "org_code", "kind", unique=True, postgresql_where=text("state = 'up'")),
    comment="plaques made by the county",
)

RECORD_BOOK = entry_table(
    "record_book",
    ("issued",),
    Column("branch", Text, ForeignKey("party_organisation.party_org_code"), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("serial", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Index("uq_record_book_serial", "serial", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="record books of branch life",
)
