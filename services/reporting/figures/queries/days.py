"""On which days a figure of a unit changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select, union_all

from services.reporting.figures.queries.ledger import known_days_of
from services.reporting.figures.tables import FIGURE_BELOW, FIGURE_CHANGE

_HERE, _BELOW = FIGURE_CHANGE.c, FIGURE_BELOW.c


def days_of(path: Any, figure_code: Any, as_of: Any, known_before: datetime | None = None) -> Select[Any]:
    """Columns `day`, `delta`, `events`: of the unit and all below it, up to that day; to be paged by `day`. The path,
    the code and the day, or parameters for them.

    `known_before`: by what was recorded before that instant; then no parameters.
    """
    if known_before is not None:
        return known_days_of(path, figure_code, as_of, known_before)
    here = select(_HERE.day, _HERE.delta, _HERE.events)
    below = select(_BELOW.starts_on, _BELOW.delta, _BELOW.events).where(_BELOW.grain == "day")
    changes = union_all(
        here.where(_HERE.org_path == path, _HERE.figure_code == figure_code),
        below.where(_BELOW.org_path == path, _BELOW.figure_code == figure_code),
    ).subquery()
    summed = (
        select(
            changes.c.day,
            cast(func.sum(changes.c.delta), BigInteger).label("delta"),
            cast(func.sum(changes.c.events), BigInteger).label("events"),
        )
        .where(changes.c.day <= as_of)
        .group_by(changes.c.day)
    )
    return select(summed.subquery())
