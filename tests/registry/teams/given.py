"""A volunteer team in a village, and somebody in it."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.teams.commands import found_team, join_team, record_activity
from services.registry.teams.commands.founding import Charter
from services.registry.teams.domain.activity import Activity, Done, Participation
from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.team import Team
from tests.registry.given import KEYRING, given_work
from tests.registry.persons import ROOM

JANUARY, FEBRUARY, MARCH, APRIL = (date(2019, month, 1) for month in (1, 2, 3, 4))
CHARTER = Charter("杨营村脱贫攻坚志愿队", "环卫保洁、户容户貌、纠纷调处", JANUARY)


async def given_team(engine: AsyncEngine, org_code: str = ROOM) -> Team:
    return await found_team(given_work(engine), CHARTER, org_code=org_code)


async def joining(engine: AsyncEngine, veteran_id: UUID, team: Team, joined_on: date = FEBRUARY) -> Membership:
    return await join_team(
        given_work(engine), veteran_id, team_id=team.team_id, joined_on=joined_on, keyring=KEYRING
    )  # fmt: skip


async def doing(engine: AsyncEngine, team: Team, held_on: date, *persons: UUID) -> Activity:
    """For two hours."""
    took_part = tuple(Participation(person, 120, line) for line, person in enumerate(persons))
    return await record_activity(given_work(engine), team.team_id, Done("sanitation", held_on, "村部", took_part))
