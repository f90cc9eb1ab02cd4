"""The caller's scope as an SQL filter, so that no list can forget it."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_

from shared.auth.caller import Caller


def within(path_column: ColumnElement[Any], caller: Caller) -> ColumnElement[bool]:
    """Rows whose `ltree` path lies at or below one of the caller's org units; no rows for a caller without any.

    One condition per path, because a GiST index answers `<@` but not `<@ ANY (…)`.
    """
    return or_(false(), *(path_column.bool_op("<@")(path) for path in caller.scope))
