"""Filters of a list, each of which may be left out.

select(CASE).where(when(wanted.state, lambda state: CASE.c.state == state), …)
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, true

V = TypeVar("V")


def when(value: V | None, condition: Callable[[V], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition on a value that is given; all rows when it is not."""
    return true() if value is None else condition(value)
