"""The sums of figures as of a day, as SQL."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from services.reporting.figures.domain import Change, Sums
from services.reporting.figures.tables import BYTES, FIGURE_BELOW, FIGURE_CHANGE
from services.reporting.units.queries import AS_OF

MONTH: ColumnElement[date] = bindparam("month", type_=Date)
PATHS: ColumnElement[Any] = bindparam("paths", type_=ARRAY(BYTES))
CODES: ColumnElement[Any] = bindparam("codes", type_=ARRAY(BYTES))


def sums(
    conditions_here: Sequence[ColumnElement[bool]] = (), conditions_below: Sequence[ColumnElement[bool]] = ()
) -> Select[Any]:
    """Columns `org_path`, `figure_code`, then those of `sums_from`; parameters of `upto`.

    The conditions are on FIGURE_CHANGE and on FIGURE_BELOW. One statement, so that all it gives is of one instant.
    """
    here, below = FIGURE_CHANGE.c, FIGURE_BELOW.c
    # Whole months before the month of the day, and the days of that month: each fact below once.
    spans = or_(
        and_(below.grain == "month", below.starts_on < MONTH),
        and_(below.grain == "day", below.starts_on >= MONTH, below.starts_on <= AS_OF),
    )
    row = union_all(
        select(here.org_path, here.figure_code, literal(True).label("is_here"), here.delta, here.events)
        .where(here.day <= AS_OF, *conditions_here),
        select(below.org_path, below.figure_code, literal(False), below.delta, below.events)
        .where(spans, *conditions_below),
    ).subquery().c  # fmt: skip
    return select(
        row.org_path,
        row.figure_code,
        _whole_sum(row.delta, row.is_here).label("delta_here"),
        _whole_sum(row.events, row.is_here).label("events_here"),
        _whole_sum(row.delta, ~row.is_here).label("delta_below"),
        _whole_sum(row.events, ~row.is_here).label("events_below"),
    ).group_by(row.org_path, row.figure_code)


def upto(as_of: date) -> dict[str, date]:
    """The parameters that tell the last day counted."""
    return {"as_of": as_of, "month": as_of.replace(day=1)}


def sums_from(delta_here: int, events_here: int, delta_below: int, events_below: int) -> Sums:
    """From the columns after `org_path` and `figure_code`."""
    return Sums(Change(delta_here, events_here), Change(delta_below, events_below))


def of_some(columns: Any) -> tuple[ColumnElement[bool], ...]:
    """A condition for either table: parameters `paths` and `codes`."""
    return (columns.org_path == any_(PATHS), columns.figure_code == any_(CODES))


def _whole_sum(column: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    """PostgreSQL's own sum of bigint is a decimal."""
    return cast(func.sum(case((condition, column), else_=0)), BigInteger)
