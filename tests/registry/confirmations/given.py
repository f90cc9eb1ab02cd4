"""Somebody makes sure of a person in a year."""

from datetime import date
from typing import Any
from uuid import UUID

from services.registry.confirmations.commands import Confirmed, record_confirmation, record_missed
from shared.command import Work

DOCUMENT = "确认表第3号"
CONFIRMED_THIS_YEAR = Confirmed(2019, "in-person", "unchanged", date(2019, 4, 30), DOCUMENT)


async def confirming_year(work: Work, veteran_id: UUID, confirmed: Confirmed = CONFIRMED_THIS_YEAR) -> UUID:
    """Of 2019, unless another is given."""
    return await record_confirmation(work, veteran_id, confirmed)


async def missing(work: Work, veteran_id: UUID, year: int = 2018, **more: Any) -> UUID:
    """Nobody did in 2018."""
    return await record_missed(work, veteran_id, **{"year": year, "document": DOCUMENT, **more})
