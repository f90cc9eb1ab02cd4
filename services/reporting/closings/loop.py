"""Answers for reporting, in its worker."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.closings.parameters import HELD
from services.reporting.closings.queries import counting
from services.reporting.settings import Settings
from shared.events.reporting import OrgUnitCleared, OrgUnitNotCleared
from shared.service.closings import Answered, Answerer, Matter

MATTERS = tuple(Matter(word, counting(figure)) for figure, word in HELD.items())


def unit_answerer(settings: Settings, engine: AsyncEngine) -> Answerer:
    """For the manifest of this room."""
    return Answerer(engine, matters=MATTERS, answered=Answered(OrgUnitCleared, OrgUnitNotCleared))
