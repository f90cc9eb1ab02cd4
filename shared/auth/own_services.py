"""Whether a caller is a service of ours: by the grant that comes with the keys of the configuration."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Caller
from shared.auth.tables import ACCESS_GRANT

SETUP = "setup"  # the ground of that grant, which nobody can propose


async def is_of_ours(connection: AsyncConnection, caller: Caller) -> bool:
    """Which of them, registry alone can tell."""
    held = ACCESS_GRANT.c
    given = exists().where(held.grant_id.in_([each.grant_id for each in caller.grants]), held.ground == SETUP)
    return bool(await connection.scalar(select(given)))
