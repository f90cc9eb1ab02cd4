"""Units of the small county that move below another one."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.moved import MOVED_UNITS
from shared.events.registry import OrgUnitMoved
from shared.inbox.projection import Projection
from tests.reporting.given import RECORDED_AT, SEQUENCE, apply, code_of, delivered


def moved(path: str, to: str, on: date) -> OrgUnitMoved:
    """The unit goes below another one."""
    code = code_of(path)
    parents = {"from_parent_code": path.split(".")[-2], "to_parent_code": code_of(to)}
    kind = "room" if "R" in code or len(code) == 12 else "station"
    return OrgUnitMoved(org_code=code, org_path=f"{to}.{code}", kind=kind, from_path=path, moved_on=on, **parents)


async def goes_below(engine: AsyncEngine, path: str, to: str, on: date, *follow: Projection) -> str:
    """A unit moves, and what is kept by its path follows. Answers where it stands then."""
    event = moved(path, to, on)
    told = [delivered(event, RECORDED_AT, sequence=next(SEQUENCE))]
    async with engine.begin() as connection:
        await MOVED_UNITS.apply(connection, told)
        await apply(connection, told)
        for projection in follow:
            await projection.apply(connection, told)
    return event.org_path
