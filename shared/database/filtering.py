"""Filters of a list, each of which may be left out, and how long it is of which a part is read.

select(CASE).where(when(wanted.state, lambda state: CASE.c.state == state), …)
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, true

V = TypeVar("V")


def when(value: V | None, condition: Callable[[V], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition on a value that is given; all rows when it is not."""
    return true() if value is None else condition(value)


def first_of(found: Select[Any], limit: int) -> Select[Any]:
    """No more rows than that, each with the number of those there are: `in_all`."""
    return found.add_columns(func.count().over().label("in_all")).limit(limit)
