"""A veteran's family: a wife, and what is said of her."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.families.commands import record_relation
from services.registry.families.commands.recording import Relative
from services.registry.families.rules import Claim
from shared.auth.roles import Role
from shared.command import Work
from shared.privacy.personal import Personal
from tests.registry.given import given_work
from tests.registry.persons import REGISTRAR, given_number

SHI_AN = "411329.411329104"
WIFE = given_number(512, date(1960, 5, 1))
MARRIED = date(1985, 10, 1)
DOCUMENT = "结婚证第12号"
MARRIAGE = Claim("spouse", MARRIED)


def keeper(engine: AsyncEngine, path: str = SHI_AN) -> Work:
    return given_work(engine, Role.STATION_STAFF, path)


async def relating(
    work: Work,
    veteran_id: UUID,
    claim: Claim = MARRIAGE,
    *,
    number: str = WIFE,
    name: str = "李梅",
    most: int = 60,
    **more: Any,
) -> UUID:
    """Somebody is of the veteran's family."""
    relative = Relative(Personal(number), Personal(name), claim, DOCUMENT)
    return await record_relation(work, veteran_id, relative, **{"registrar": REGISTRAR, "most_an_hour": most, **more})
