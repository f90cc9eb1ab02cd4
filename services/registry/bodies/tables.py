"""County bodies and their members."""

from sqlalchemy import Column, Date, ForeignKey, Index, Text, Uuid, text

from services.registry.entries.tables import entry_table

COUNTY_BODY = entry_table(
    "county_body",
    ("standing", "dissolved"),
    Column("kind", Text, nullable=False, comment="a word of the code list county-body-kind"),
    Column("name", Text, nullable=False),
    Column("established_on", Date, nullable=False),
    Column("renamed_on", Date),
    Column("dissolved_on", Date, comment="the first day it is no more"),
    Index(
        "uq_county_body_name", "org_code", "name", unique=True, postgresql_where=text("state = 'standing'")
    ),
    comment="bodies of the county",
)  # fmt: skip

COUNTY_BODY_MEMBER = entry_table(
    "county_body_member",
    ("member", "ended"),
    Column("body_id", Uuid, ForeignKey("county_body.entry_id"), nullable=False, index=True),
    Column("role", Text, nullable=False, comment="a word of the code list county-body-role"),
    Column("member", Text, nullable=False, comment="the post or organisation; not on the bus"),
    Column("member_unit", Text, ForeignKey("org_unit.org_code"), index=True, comment="which unit it is, if any"),
    Column("since", Date, nullable=False),
    Column("until", Date, comment="the first day it no longer holds"),
    comment="who is in bodies of the county",
)
