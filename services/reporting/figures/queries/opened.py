"""A figure opened to the ids behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Row

from services.reporting.figures.parameters import OF_PERSONS, Figure
from services.reporting.figures.queries.ledger import subjects_of
from services.reporting.units.domain import Unit
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure of a unit as of a day; `known_before`: by what was recorded before that instant."""

    figure: Figure
    unit: Unit
    as_of: date
    known_before: datetime | None = None


async def fetch_subjects(
    reading: Reading, opened: Opened, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """By unit and id. Ids of persons and cases are personal, so each page of them leaves an audit row."""
    figure, unit = opened.figure, opened.unit
    statement = subjects_of(unit.path, figure.code, opened.as_of, opened.known_before)
    order = [statement.selected_columns.org_path, statement.selected_columns.subject]
    page = await fetch_page(reading.connection, statement, by=order, cursor=cursor, limit=limit, view=view)
    if figure.subject in OF_PERSONS:
        await reading.record("open-figure", f"figure {figure.code} of org-unit {unit.code}")
    return page
