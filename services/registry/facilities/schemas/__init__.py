"""The books of venues, and of what is put up and issued."""

from services.registry.facilities.schemas.issued import PLAQUES, RECORD_BOOKS
from services.registry.facilities.schemas.venues import (
    CAPITAL_PROJECTS,
    FACILITIES,
    FUNCTIONAL_ROOMS,
    VENUE_UPGRADES,
)

__all__ = ["CAPITAL_PROJECTS", "FACILITIES", "FUNCTIONAL_ROOMS", "PLAQUES", "RECORD_BOOKS", "VENUE_UPGRADES"]
