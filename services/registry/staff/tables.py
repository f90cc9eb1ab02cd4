"""Posts of staff at units, and who answers for a unit."""

from sqlalchemy import Column, Date, Index, Text, text

from services.registry.entries.tables import entry_table

STAFF_POST = entry_table(
    "staff_post",
    ("planned", "transferred", "in-post", "left"),
    Column("post", Text, nullable=False, comment="a word of the code list staff-post"),
    Column("staff_number", Text, nullable=False, comment="number among the staff of the county; no name"),
    Column("planned_on", Date),
    Column("transferred_on", Date),
    Column("in_post_on", Date),
    Column("left_on", Date, comment="the first day no longer in post"),
    # Nobody is in two posts at once: who goes to another leaves the first.
    Index(
        "uq_staff_post_staff_number",
        "staff_number",
        unique=True,
        postgresql_where=text("state IN ('planned', 'transferred', 'in-post')"),
    ),
    comment="posts of staff at units",
)

RESPONSIBLE_PERSON = entry_table(
    "responsible_person",
    ("appointed", "ended"),
    Column("post", Text, nullable=False, comment="a word of the code list responsible-post"),
    Column("staff_number", Text, nullable=False, comment="number among the staff of the county; no name"),
    Column("appointed_on", Date, nullable=False),
    Column("ended_on", Date, comment="the first day no longer"),
    # One answers first.
    Index(
        "uq_responsible_person_first",
        "org_code",
        unique=True,
        postgresql_where=text("post = 'first-responsible' AND state = 'appointed'"),
    ),
    comment="who answers for a unit",
)
