"""The divisions this county consists of."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text

from services.registry.database import METADATA

DIVISION = Table(
    "division",
    METADATA,
    Column("code", Text, primary_key=True, comment="6 county, 9 township, 12 village (GB/T 2260, GB/T 10114)"),
    Column("name", Text, nullable=False),
    Column("parent_code", Text, ForeignKey("division.code"), index=True, comment="null for the county"),
    Column("level", Text, nullable=False, comment="county, subdistrict, town, township, village, community"),
    CheckConstraint("code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'", name="code"),
    CheckConstraint("parent_code IS NULL OR starts_with(code, parent_code)", name="parent_code"),
    comment="administrative divisions of the county",
)
