"""The caller's scope as an SQL filter, so that no list can forget it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_

from shared.auth.caller import Caller


def within(path_column: ColumnElement[Any], caller: Caller) -> ColumnElement[bool]:
    """Rows whose `ltree` path lies at or below one of the caller's org units, and at or below none that is denied.

    One condition per path, because a GiST index answers `<@` but not `<@ ANY (…)`.
    """
    granted = or_(false(), *(path_column.bool_op("<@")(path) for path in caller.scope))
    return and_(granted, *(not_(path_column.bool_op("<@")(path)) for path in caller.denied))
