"""Reading records of deaths."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select

from services.registry.roles.queries import roles_in_scope
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import DEATH, VETERAN
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_GONE = (FileState.DECEASED, FileState.DEREGISTERED, FileState.TRANSFERRED_OUT)


async def list_deaths(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """The records of a person's death, the last first; at most one stands. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(DEATH).where(DEATH.c.person_id == veteran_id).order_by(DEATH.c.recorded_at.desc())
    return (await reading.connection.execute(found)).all()


async def fetch_roles_of_the_dead(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Terms counted at the caller's units whose holder has died, is deregistered or in another county, and that nobody
    has ended; the last recorded first."""
    held = SOCIAL_ROLE.c
    left = select(VETERAN.c.veteran_id).where(VETERAN.c.veteran_id == held.veteran_id, VETERAN.c.state.in_(_GONE))
    found = roles_in_scope(reading.caller).where(
        held.ended_on.is_(None), held.withdrawn_reason.is_(None), left.exists()
    )
    return await fetch_page(
        reading.connection, found, by=[held.role_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )
