"""Proposals of a service's own table, as they are listed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Row, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WantedProposals:
    """Those that agree with everything that is given: `about` somebody, or something; open, or decided; that wait for
    the caller, who did not propose them."""

    about: UUID | str | None = None
    is_open: bool | None = None
    mine: bool = False


def waits_for(table: Table, caller: Caller) -> ColumnElement[bool]:
    """Proposals of this table that are open, and neither the caller's own nor made in his stead, nor of whom he stands
    in for."""
    held, hands = table.c, caller.hands
    others = held.proposed_by.not_in(hands) & (held.proposed_for.is_(None) | held.proposed_for.not_in(hands))
    return held.outcome.is_(None) & others


@dataclass(frozen=True, slots=True)
class Proposals:
    """Those of one table, as its room lists and counts them. `within`: all that a caller may know of; `about`: the
    column of what they are about; `may_decide`: whether he may decide on a row of it, were it another's."""

    table: Table
    about: ColumnElement[Any]
    within: Callable[[Caller], Select[Any]]
    may_decide: Callable[[Caller], ColumnElement[bool]]

    async def fetch(
        self,
        reading: Reading,
        wanted: WantedProposals,
        cursor: str | None,
        limit: int,
        *,
        view: Callable[[Row[Any]], T],
    ) -> Page[T]:
        """The last proposed first."""
        found = self._wanted(reading.caller, wanted)
        return await fetch_page(
            reading.connection, found, by=[self._key], cursor=cursor, limit=limit, view=view, newest_first=True
        )

    async def count(self, reading: Reading, wanted: WantedProposals) -> int:
        """How many the same list has."""
        return await count_rows(reading.connection, self._wanted(reading.caller, wanted))

    async def get(self, connection: AsyncConnection, proposal_id: UUID, caller: Caller) -> Row[Any]:
        """A row of the same. Raises `ProposalNotFound`, also for one that the caller may not know of."""
        found = await connection.execute(self.within(caller).where(self._key == proposal_id))
        row: Row[Any] | None = found.one_or_none()
        if row is None:
            raise ProposalNotFound
        return row

    async def lock(self, connection: AsyncConnection, proposal_id: UUID, caller: Caller) -> Row[Any]:
        """The same, for this transaction alone to decide."""
        await connection.execute(select(self._key).where(self._key == proposal_id).with_for_update())
        return await self.get(connection, proposal_id, caller)

    @property
    def _key(self) -> Column[Any]:
        [key] = self.table.primary_key.columns
        return key

    def _wanted(self, caller: Caller, wanted: WantedProposals) -> Select[Any]:
        held = self.table.c
        return self.within(caller).where(
            when(wanted.about, lambda about: self.about == about),
            when(wanted.is_open, lambda is_open: held.outcome.is_(None) == is_open),
            when(wanted.mine or None, lambda _: waits_for(self.table, caller)),
            when(wanted.mine or None, lambda _: self.may_decide(caller)),
        )
