"""Reading cases; their content is read by `disclose_case` alone."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case, CaseNotFound, State
from services.benefits.cases.tables import CASE, case_of
from services.benefits.directory.queries import under_unit
from shared.auth.caller import Caller
from shared.auth.scope import within


async def get_case(connection: AsyncConnection, caller: Caller, case_id: UUID) -> Case:
    """Raises `CaseNotFound`, also outside the caller's scope."""
    row = (await connection.execute(select(CASE).where(CASE.c.case_id == case_id))).one_or_none()
    if row is None:
        raise CaseNotFound
    caller.must_cover(row.org_path, CaseNotFound())
    return case_of(row)


def cases_within(caller: Caller, *, unit: str | None, state: State | None, mediator: UUID | None = None) -> Select[Any]:
    """Cases of the caller's scope, the unit, the state and the mediator in charge; to be paged by case id, the order in
    which they came in."""
    statement = select(CASE).where(within(CASE.c.org_path, caller))
    if unit is not None:
        statement = statement.where(under_unit(CASE.c.org_path, unit))
    if mediator is not None:
        statement = statement.where(CASE.c.mediator_ids.contains([mediator]))
    return statement if state is None else statement.where(CASE.c.state == state)
