"""Lines of tables of amounts. What was wrong is withdrawn and set anew; nothing is deleted."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Index, Row, Table, Text, Uuid, text

from services.benefits.amounts.domain import Line
from services.benefits.database import METADATA

AMOUNT_LINE = Table(
    "amount_line",
    METADATA,
    Column("line_id", Uuid, primary_key=True),
    Column("table_code", Text, nullable=False),
    Column("key", Text, nullable=False, comment="for what, such as war/3; empty where the table has one value a day"),
    Column("since", Date, nullable=False, comment="first day it holds"),
    Column("value", BigInteger, nullable=False, comment="fen; thousandths where the table is one of shares"),
    Column("source", Text, nullable=False, comment="the notice it comes from"),
    Column("set_by", Uuid, nullable=False, comment="account"),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_at", DateTime(timezone=True), comment="null: it stands"),
    Column("withdrawn_by", Uuid, comment="account"),
    Column("reason", Text, comment="why it was withdrawn"),
    CheckConstraint("value >= 0", name="value"),
    CheckConstraint("(withdrawn_at IS NULL) = (reason IS NULL)", name="reason"),
    Index(
        "uq_amount_line_standing", "table_code", "key", "since", unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
    comment="amounts by table, key and day",
)  # fmt: skip


def line_of(row: Row) -> Line:  # type: ignore[type-arg]
    """The line in a row."""
    return Line(row.table_code, row.key, row.since, row.value, row.source)
