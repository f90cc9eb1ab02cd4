"""A room, a station and the centre, each with somebody who speaks for it, and registrations between them."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.registrations.commands import give_opinion, register_veteran
from services.registry.veterans.domain.standing import FileState
from shared.approval import Agreed, Refused, Returned, Statement
from shared.auth.roles import Role
from shared.command import Work
from tests.registry.given import CENTRE_CODE, given_work
from tests.registry.persons import REGISTRAR, ROOM_PATH, given_form

STATION_PATH = "411329.411329104"
AGREES = Agreed()
RETURNS = Returned("evidence-missing", "请补交退役证复印件")
REFUSES = Refused("not-a-veteran", "退役军人保障法第二条")


def room(engine: AsyncEngine, path: str = ROOM_PATH) -> Work:
    return given_work(engine, Role.ROOM_STAFF, path)


def station(engine: AsyncEngine, path: str = STATION_PATH) -> Work:
    return given_work(engine, Role.STATION_STAFF, path)


def centre(engine: AsyncEngine) -> Work:
    return given_work(engine, Role.CENTRE_STAFF, CENTRE_CODE)


async def given_handed_in(work: Work, **changes: Any) -> UUID:
    """Somebody whom the caller hands in."""
    return (await register_veteran(work, given_form(**changes), registrar=REGISTRAR)).veteran_id


async def saying(work: Work, veteran_id: UUID, said: Statement, version: int | None = None) -> FileState:
    return await give_opinion(work, veteran_id, said, version=version)


async def scalar(engine: AsyncEngine, statement: str, **values: Any) -> Any:
    async with engine.connect() as connection:
        return await connection.scalar(text(statement), values)
