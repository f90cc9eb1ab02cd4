"""Answers for reporting, in its worker."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.closings.parameters import HELD, REPORTS, SLIPS, TASKS
from services.reporting.closings.queries import counting, open_slips, open_tasks, returned_reports
from services.reporting.settings import Settings
from shared.events.reporting import OrgUnitCleared, OrgUnitNotCleared
from shared.service.closings import Answered, Answerer, Matter

MATTERS = (
    *(Matter(word, counting(figure)) for figure, word in HELD.items()),
    Matter(TASKS, open_tasks),
    Matter(SLIPS, open_slips),
    Matter(REPORTS, returned_reports),
)


def unit_answerer(settings: Settings, engine: AsyncEngine) -> Answerer:
    """For the manifest of this room."""
    return Answerer(engine, matters=MATTERS, answered=Answered(OrgUnitCleared, OrgUnitNotCleared))
