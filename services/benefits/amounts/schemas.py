"""Amounts as the API takes and says them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from sqlalchemy import Row

from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.rules import key_written
from shared.entries.schemas import in_fen_of
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs, field_fault

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


Value = Annotated[str, WrittenAs(r"^[0-9]{1,10}(\.[0-9]{1,2})?$", zh="数字，如 1200.50", en="a number such as 1200.50")]


class AmountPaper(RequestBody):
    """The same as people fill it in: money in yuan, a share in per cent, the key in words or codes."""

    table: Annotated[str, OneOf(TABLES, "not-a-table")]
    key: Key = ""
    since: Day
    value: Value
    source: Reason

    @field_validator("key", mode="before")
    @classmethod
    def _as_code(cls, key: object, others: ValidationInfo) -> object:
        return key_written(str(others.data.get("table", "")), key) if isinstance(key, str) else key

    @field_validator("value")
    @classmethod
    def _is_kept(cls, value: str, others: ValidationInfo) -> str:
        table = TABLES.get(others.data.get("table", ""))
        if table and table.is_share and in_fen_of(value) % 10:
            raise field_fault(
                "wrong-form", zh="比例最多一位小数，如 20.5。", en="To a tenth of a per cent, such as 20.5."
            )
        return value

    def line(self) -> dict[str, Any]:
        """What the command takes: fen, or thousandths."""
        hundredths = in_fen_of(self.value)
        kept = hundredths // 10 if TABLES[self.table].is_share else hundredths
        return {**self.model_dump(), "value": kept}


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
