"""Answers for benefits, in its worker; before that, open cases of organisations that are merged go to the other
one, and come back where that is taken back."""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.benefits.cases.commands import return_cases, transfer_cases
from services.benefits.closings.queries import (
    count_open_cases,
    let_openers_finish,
    list_merged_with_cases,
    list_unmerged_with_cases,
)
from services.benefits.settings import Settings
from shared.command import Work
from shared.events.benefits import OrgUnitCleared, OrgUnitNotCleared
from shared.service.closings import Answered, Answerer, Matter

MATTERS = (Matter("cases", count_open_cases, let_openers_finish),)
ANSWERED = Answered(OrgUnitCleared, OrgUnitNotCleared)


class CaseAnswerer(Answerer):
    """A part of the worker."""

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        concerned = [*await list_merged_with_cases(connection), *await list_unmerged_with_cases(connection)]
        return await super().count(connection, most=most) + len(concerned)

    async def work_off(self, work: Work) -> int:
        async with work.engine.connect() as connection:
            merged = await list_merged_with_cases(connection)
            unmerged = await list_unmerged_with_cases(connection)
        gone = [await transfer_cases(work, org_code) for org_code in merged]
        back = [await return_cases(work, org_code) for org_code in unmerged]
        return sum(gone) + sum(back) + await super().work_off(work)


def unit_answerer(settings: Settings, engine: AsyncEngine) -> CaseAnswerer:
    """For the manifest of this room."""
    return CaseAnswerer(engine, matters=MATTERS, answered=ANSWERED)
