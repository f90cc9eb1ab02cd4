"""Answers for reporting, in its worker."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.closings.queries import count_veterans
from services.reporting.settings import Settings
from shared.events.reporting import OrgUnitCleared, OrgUnitNotCleared
from shared.service.closings import Answered, Answerer, Matter

MATTERS = (Matter("counted-persons", count_veterans),)


def unit_answerer(settings: Settings, engine: AsyncEngine) -> Answerer:
    """For the manifest of this room."""
    return Answerer(engine, matters=MATTERS, answered=Answered(OrgUnitCleared, OrgUnitNotCleared))
