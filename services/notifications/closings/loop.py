"""Answers for notifications, in its worker."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.closings.queries import count_messages
from services.notifications.settings import Settings
from shared.events.notifications import OrgUnitCleared, OrgUnitNotCleared
from shared.service.closings import Answered, Answerer, Matter

MATTERS = (Matter("messages", count_messages),)


def unit_answerer(settings: Settings, engine: AsyncEngine) -> Answerer:
    """For the manifest of this room."""
    return Answerer(engine, matters=MATTERS, answered=Answered(OrgUnitCleared, OrgUnitNotCleared))
