"""A round of selection under public notice."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.awards.tables import NOMINATION, SELECTION
from shared.ids import new_id
from tests.benefits.given import ROOM
from tests.given import CENTRE

MERITS = "见义勇为，热心公益"


async def given_round(
    engine: AsyncEngine, published_on: date, *, chosen: UUID | None = None, **own: Any
) -> dict[str, UUID]:  # fmt: skip
    """Nominees of a round by what the round says of them; `chosen`: who is to be awarded."""
    round_id = new_id()
    terms = {
        "round_id": round_id, "award": "most-admirable-veteran", "year": 2019, "level": "county",
        "org_code": CENTRE, "org_path": CENTRE, "awards": 1, "workdays": 5, "notice": "评选通知3号",
        "panel": ["甲评委"], "opened_on": date(2019, 3, 1), "stage": "publicity", "published_on": published_on,
        "version": 1, **own,
    }  # fmt: skip
    found: dict[str, UUID] = {}
    async with engine.begin() as connection:
        await connection.execute(insert(SELECTION).values(terms))
        for said, standing, is_chosen in (
            ("chosen", "standing", True), ("other", "standing", False), ("gone", "disqualified", False),
        ):  # fmt: skip
            found[said] = new_id()
            row = {
                "nomination_id": found[said], "round_id": round_id, "org_code": ROOM,
                "person_id": (chosen if is_chosen else None) or new_id(),
                "org_path": ROOM, "nominated_on": date(2019, 3, 4), "merits": MERITS, "standing": standing,
                "is_chosen": is_chosen, "synthetic": True,
            }  # fmt: skip
            await connection.execute(insert(NOMINATION).values(row))
    return found
