"""What other services answer of a unit that is to be closed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.queries import get_unit
from services.registry.reorganisations.projection import ANSWERS
from shared.events import benefits, notifications, reporting
from shared.events.clearing import OpenMatter
from shared.events.contract import Event
from tests.notifications.given import given_delivered

OWNERS: Mapping[str, Any] = {"benefits": benefits, "reporting": reporting, "notifications": notifications}


async def given_answers(engine: AsyncEngine, org_code: str, **open_there: tuple[str, int]) -> None:
    """Every service answers to what was asked last: by its name what is open there, the others nothing."""
    async with engine.begin() as connection:
        asked = (await get_unit(connection, org_code)).version
        answers = [_answer(owner, org_code, asked, open_there.get(name)) for name, owner in OWNERS.items()]
        await ANSWERS.apply(connection, [given_delivered(each) for each in answers])


def _answer(owner: Any, org_code: str, asked: int, found: tuple[str, int] | None) -> Event:
    answer: Event
    if found is None:
        answer = owner.OrgUnitCleared(org_code=org_code, asked=asked)
    else:
        matters = (OpenMatter(matter=found[0], count=found[1]),)
        answer = owner.OrgUnitNotCleared(org_code=org_code, asked=asked, matters=matters)
    return answer
