"""A case whose end was a mistake takes parties again."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.domain import CaseHasEnded
from tests.registry.case_parties.given import corrected, given_case, hearing, naming, reopened, resolved, room
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.registry.registrations.given import scalar


async def test_naming_is_open_again_once_the_end_of_the_case_was_a_mistake(registry_engine: AsyncEngine) -> None:
    engine = registry_engine
    await given_network(engine)
    case_id = await given_case(engine, await given_veteran(engine))
    day = "SELECT ended_on FROM known_case WHERE case_id = :id"
    await hearing(engine, resolved(case_id), corrected(case_id, date(2019, 4, 18)))
    assert await scalar(engine, day, id=case_id) == date(2019, 4, 18)
    with pytest.raises(CaseHasEnded):
        await naming(room(engine), case_id)
    await hearing(engine, reopened(case_id))
    await naming(room(engine), case_id)
    # The last of what comes at once stands.
    await hearing(engine, resolved(case_id), reopened(case_id), resolved(case_id, date(2019, 4, 22)))
    assert await scalar(engine, day, id=case_id) == date(2019, 4, 22)
    await hearing(engine, resolved(case_id), reopened(case_id))
    assert await scalar(engine, day, id=case_id) is None
