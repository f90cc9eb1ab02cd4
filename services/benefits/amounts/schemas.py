"""Amounts as the API takes and says them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.amounts.parameters import TABLES
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs

Key = Annotated[
    str,
    WrittenAs(
        r"^([a-z0-9-]{1,20}(/[a-z0-9-]{1,20}){0,2})?$",
        zh="如 war/3；该表每日只有一个数的，不填",
        en="such as war/3; nothing where the table has one value a day",
    ),
]


class AmountForm(RequestBody):
    """What a table says from a day on."""

    table: Annotated[str, OneOf(TABLES, "not-a-table")]
    key: Key = ""
    since: Day = Field(description="first day it holds; may lie ahead")
    value: int = Field(ge=0, le=10**12, description="fen; thousandths where the table is one of shares")
    source: Reason = Field(description="the notice, by kind and number")


class AmountWithdrawal(RequestBody):
    """Why a line was wrong."""

    reason: Reason


class AmountMade(BaseModel):
    """The line that was set."""

    line_id: UUID


class AmountView(BaseModel):
    """A line of a table."""

    line_id: UUID
    table: str
    key: str
    since: date
    value: int
    source: str
    set_at: datetime
    withdrawn_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        plain = {name: row._mapping[name] for name in cls.model_fields if name != "table"}
        return cls(table=row.table_code, **plain)
