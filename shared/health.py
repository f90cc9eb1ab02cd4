"""Alive is not ready: `/readyz` does a little of the process's own work."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.failures import is_transient, sqlstate

CHECK_SECONDS = 3
_UNDEFINED_TABLE = "42P01"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a process needs in order to work, and whether it has it. `detail` is for the operator; no secrets."""

    name: str
    ok: bool
    detail: str = ""


async def check_database(engine: AsyncEngine, package: str) -> Sequence[Check]:
    """`database`: answers; `migrations`: is at the newest migration of `package`, or at one of a later release, whose
    migrations let this one go on. Raises nothing."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            found = await _revision(engine)
    except Exception as fault:
        if not (is_transient(fault) or isinstance(fault, TimeoutError)):
            raise
        return (Check("database", False, f"not reachable: {type(fault).__name__}"),)
    wanted = newest_migration(package)
    detail = f"{found or 'none'}; newest is {wanted or 'none'}"
    return (Check("database", True), Check("migrations", found >= wanted, detail))


async def gather_checks(sources: Sequence[Awaitable[Sequence[Check]]]) -> tuple[int, dict[str, Any]]:
    """HTTP status and body of `/readyz`: 200 when all hold, else 503."""
    checks = [check for found in await asyncio.gather(*sources) for check in found]
    ready = all(check.ok for check in checks)
    return (200 if ready else 503), {"ready": ready, "checks": [asdict(check) for check in checks]}


@cache
def newest_migration(package: str) -> str:
    """The revision is the number the file's name begins with: 0002_cases.py → 0002."""
    names = [entry.name for entry in files(f"{package}.migrations").joinpath("versions").iterdir()]
    return max((name.split("_")[0] for name in names if name[:1].isdigit() and name.endswith(".py")), default="")


async def _revision(engine: AsyncEngine) -> str:
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        try:
            return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() or ""
        except Exception as fault:
            if sqlstate(fault) != _UNDEFINED_TABLE:
                raise
            return ""
