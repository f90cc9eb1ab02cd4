"""Whose the entries of a book are: a unit's, or a person's. Each service says it of its own, by one object."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, false
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.approval.recusal import Recusal
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.command import Transaction
from shared.http.dependencies import Reading
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """Where whoever an entry is of stands, and the day after which nothing is dated any more; `closed_on`: of a unit
    that is closed, after which nothing was in use there."""

    org_code: str
    org_path: str
    died_on: date | None = None
    synthetic: bool = False
    closed_on: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What the table of a book has of it."""
        return {"org_code": self.org_code, "org_path": self.org_path}


class Whose(ABC):
    """What a service says of those whose entries it keeps.

    `field` is the column that names whose an entry is; `versions` the table of what entries said before; `hidden` is
    raised where somebody names one outside his scope, the caller's own refusal where it is None.
    """

    field: ClassVar[str]
    versions: ClassVar[Table]
    hidden: ClassVar[type[Refusal] | None] = None

    @abstractmethod
    async def take_in(self, connection: AsyncConnection, who: Any) -> Place:
        """Somebody of whom something is recorded, held until the transaction ends. Raises what speaks against it."""

    async def take_in_all(self, connection: AsyncConnection, who: Collection[Any]) -> Mapping[Any, Place]:
        """The same of many at once: those that nothing speaks against, where a service can tell. Of the others none."""
        return {}

    async def must_not_be_recused(self, tx: Transaction, recusal: Recusal, who: Any) -> None:
        """`recusal`: on whom the caller decides nothing, where his service asks that. Raises `DecidesOnOneself`,
        `DecidesOnKin`, `StandsInForParty` where an entry is one of theirs, or of their kin. Of a unit's none is."""
        return

    @abstractmethod
    async def hold(self, connection: AsyncConnection, row: Row[Any]) -> Place:
        """Where he stands of whom an entry is kept already."""

    @abstractmethod
    def path(self, table: Table) -> ColumnElement[Any]:
        """By which an entry is within a scope."""

    def seen(self, table: Table, caller: Caller) -> ColumnElement[bool]:
        """Which entries a caller may see who may read the book: those within his scope."""
        return within(self.path(table), caller)

    def answered(
        self, column: ColumnElement[Any], where: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        """Of a column that names the unit which does what an entry says: whether the path of that unit is `where`."""
        return false()

    def of(self, table: Table, who: UUID) -> ColumnElement[bool]:
        """The entries of one person; units are asked for by their path."""
        return false()

    @abstractmethod
    async def find_path(self, reading: Reading, org_code: str | None) -> str | None:
        """The path of the unit that something is listed for, where one is named. Raises what its service does."""

    @abstractmethod
    async def paths_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        """By code; one that is not known is missing."""

    @abstractmethod
    async def names_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        """By code; one that is not known is missing."""
