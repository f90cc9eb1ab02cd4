"""The sums of figures as of a day, as SQL."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from services.reporting.figures.domain import Change, Sums
from services.reporting.figures.tables import BYTES, FIGURE_BELOW, FIGURE_CHANGE, FIGURE_TOTAL
from services.reporting.units.queries import AS_OF
from shared.calendar.periods import CalendarMonth

MONTH: ColumnElement[date] = bindparam("month", type_=Date)
NEXT_MONTH: ColumnElement[date] = bindparam("next_month", type_=Date)
PATHS: ColumnElement[Any] = bindparam("paths", type_=ARRAY(BYTES))
CODES: ColumnElement[Any] = bindparam("codes", type_=ARRAY(BYTES))
PATH: ColumnElement[Any] = bindparam("path", type_=BYTES)
VALUES = ("delta_here", "events_here", "delta_below", "events_below")
Conditions = Callable[[Any], tuple[ColumnElement[bool], ...]]


def of_all(columns: Any) -> tuple[ColumnElement[bool], ...]:
    """No condition."""
    return ()


def of_some(columns: Any) -> tuple[ColumnElement[bool], ...]:
    """Parameters `paths` and `codes`."""
    return (columns.org_path == any_(PATHS), columns.figure_code == any_(CODES))


def of_unit(path: ColumnElement[str], org_code: str) -> ColumnElement[bool]:
    """Of the unit by itself, wherever it stood."""
    return or_(path == org_code, path.endswith(f".{org_code}", autoescape=True))


def later_at(path: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whether anything is booked on a day after the one asked about, at a unit or below it. Parameter `codes`.

    A day of a unit stands as a day of each above it as well, so where there is none there is none below.
    """
    here, below = FIGURE_CHANGE.alias().c, FIGURE_BELOW.alias().c
    own = exists().where(here.org_path == path, here.figure_code == any_(CODES), here.day > AS_OF)
    days = (below.grain == "day", below.starts_on > AS_OF)
    others = exists().where(below.org_path == path, below.figure_code == any_(CODES), *days)
    once = select(or_(own, others).label("found")).cte("later")
    return select(once.c.found).scalar_subquery()


def sums(conditions: Conditions = of_all, later: ColumnElement[Any] | None = None) -> Select[Any]:
    """Columns `org_path`, `figure_code`, then those of `sums_from`; parameters of `upto`. Nothing where no event was
    counted.

    The conditions are on unit and figure. What all days hold, less what comes after the day: of today hardly anything,
    however long the county has been counting. One statement, so that all it gives is of one instant. `later`: asked
    once, whether there is anything to take off; to look for it unit by unit and figure by figure takes longer than all
    else.
    """
    total, here, below = FIGURE_TOTAL.c, FIGURE_CHANGE.c, FIGURE_BELOW.c
    none = literal(0, BigInteger)
    if_any = () if later is None else (later,)
    taken = select(below.org_path, below.figure_code, none, none, -below.delta, -below.events).where(*if_any)
    row = union_all(
        select(total.org_path, total.figure_code, *(total[each] for each in VALUES)).where(*conditions(total)),
        select(here.org_path, here.figure_code, -here.delta, -here.events, none, none)
        .where(here.day > AS_OF, *conditions(here), *if_any),
        # Below, the days after it in its month, and the whole months after that: each fact once.
        taken.where(below.grain == "day", below.starts_on > AS_OF, below.starts_on < NEXT_MONTH, *conditions(below)),
        taken.where(below.grain == "month", below.starts_on > MONTH, *conditions(below)),
    ).subquery().c  # fmt: skip
    # PostgreSQL's own sum of bigint is a decimal.
    summed = [cast(func.sum(row[each]), BigInteger).label(each) for each in VALUES]
    counted = or_(func.sum(row.events_here) != 0, func.sum(row.events_below) != 0)
    return select(row.org_path, row.figure_code, *summed).group_by(row.org_path, row.figure_code).having(counted)


def upto(as_of: date) -> dict[str, date]:
    """The parameters that tell the last day counted."""
    month = CalendarMonth.of(as_of)
    return {"as_of": as_of, "month": month.first, "next_month": month.following.first}


def sums_from(delta_here: int, events_here: int, delta_below: int, events_below: int) -> Sums:
    """From the columns after `org_path` and `figure_code`."""
    return Sums(Change(delta_here, events_here), Change(delta_below, events_below))
