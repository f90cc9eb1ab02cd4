"""Which rows of a trail are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, select

from shared.audit.tables import AUDIT, AUDIT_CHAIN

_TRAIL = select(AUDIT, AUDIT_CHAIN.c.position).outerjoin(AUDIT_CHAIN, AUDIT_CHAIN.c.audit_id == AUDIT.c.audit_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows that agree with everything that is given; those from `since` on, and before `until`."""

    account_id: UUID | None = None
    subject: str | None = None
    action: str | None = None
    result: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        return said(**{name: getattr(self, name) for name in self.__slots__})


def rows_of(wanted: Wanted) -> Select[Any]:
    """For `fetch_page`."""
    same = {AUDIT.c[name]: getattr(wanted, name) for name in ("account_id", "subject", "action", "result")}
    return _TRAIL.where(*agreeing(same, AUDIT.c.recorded_at, since=wanted.since, until=wanted.until))


def agreeing(
    same: Mapping[Column[Any], object], at: Column[Any], *, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    """A condition for each value that is given."""
    conditions: list[ColumnElement[bool]] = [column == value for column, value in same.items() if value is not None]
    if since is not None:
        conditions.append(at >= since)
    if until is not None:
        conditions.append(at < until)
    return conditions


def said(**given: object) -> str:
    """What was looked for, for the audit row of the looking."""
    return ", ".join(f"{name} {value}" for name, value in given.items() if value is not None)
