"""The caller's scope, and what makes a grant hold, as SQL filters, so that no list can forget them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, and_, false, func, not_, or_

from shared.auth.caller import Caller


def within(path_column: ColumnElement[Any], caller: Caller) -> ColumnElement[bool]:
    """Rows whose `ltree` path lies at or below one of the caller's org units, and at or below none that is denied.

    One condition per path, because a GiST index answers `<@` but not `<@ ANY (…)`.
    """
    granted = or_(false(), *(path_column.bool_op("<@")(path) for path in caller.scope))
    return and_(granted, *(not_(path_column.bool_op("<@")(path)) for path in caller.denied))


def county_wide(path_column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Rows for the whole county: `is_county_wide` in SQL."""
    return func.nlevel(path_column) == 1


def holding(grants: FromClause, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Rows of `ACCESS_GRANT`, or of an alias of it, that are in force at `now`; denials among them."""
    grant = grants.c
    return and_(
        or_(grant.revoked_at.is_(None), grant.revoked_at > now),
        grant.valid_from <= now,
        or_(grant.valid_until.is_(None), grant.valid_until > now),
    )
