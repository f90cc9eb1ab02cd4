"""The `ltree` column: the path of an org unit, labels from the centre down (`411329.411329104.411329104210`).

It travels as text in both directions, so that no connection has to look up the extension's type first.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Dialect, func
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType


class LTREE(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "LTREE"

    @property
    def python_type(self) -> type[str]:
        return str

    def literal_processor(self, dialect: Dialect) -> Callable[[str], str]:
        return lambda value: f"'{value.replace(chr(39), chr(39) * 2)}'"

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return func.text2ltree(bindvalue, type_=self)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        return func.ltree2text(column, type_=self)


def at_or_below(column: ColumnElement[Any], path: str | ColumnElement[Any]) -> ColumnElement[bool]:
    """Rows of the unit with this path and of all below it."""
    return column.bool_op("<@")(path)


ischema_names["ltree"] = LTREE  # so that the reflection of a migrated database knows the type
