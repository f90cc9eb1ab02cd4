"""Opinions of a service's own table, as they are read and shown: whatever is decided on, they are the same."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.approval.saying import Opinion, Outcome


@dataclass(frozen=True, slots=True)
class Given:
    """With its words, the name of the account, and of which application it is, where one may apply again."""

    opinion: Opinion
    note: str | None
    by: str | None
    on_behalf_of: str | None
    round: int | None


class OpinionView(BaseModel):
    """What a level said; where the clause it rests on may be shown, a room adds it."""

    step: str = Field(description="room, station, centre")
    outcome: Outcome
    given_by: UUID
    by: str | None = Field(description="name of the account")
    given_for: UUID | None = Field(description="the account that it stood in for")
    on_behalf_of: str | None = Field(description="its name")
    given_at: datetime
    reason_code: str | None
    note: str | None

    @classmethod
    def of(cls, given: Given) -> Self:
        return cls(
            **asdict(given.opinion), **{name: getattr(given, name) for name in ("by", "on_behalf_of", "note", "round")}
        )


async def list_given(connection: AsyncConnection, table: Table, about: UUID, *, accounts: Table) -> Sequence[Given]:
    """What was said about one, in order. The table's key is what is decided on, and a number."""
    of, number = table.primary_key.columns
    lenders = accounts.alias("lender")
    said = (
        select(table, accounts.c.display_name, lenders.c.display_name.label("lender_name"))
        .outerjoin(accounts, accounts.c.account_id == table.c.given_by)
        .outerjoin(lenders, lenders.c.account_id == table.c.given_for)
        .where(of == about)
        .order_by(number)
    )
    return [_given(row) for row in await connection.execute(said)]


def _given(row: Row[Any]) -> Given:
    given_at: datetime = row.given_at
    outcome = Outcome(row.outcome)
    opinion = Opinion(row.step, outcome, row.given_by, given_at, row.reason_code, row.clause, row.given_for)
    return Given(opinion, row.note, row.display_name, row.lender_name, row._mapping.get("round"))
