"""What a process can say of itself without asking anybody, as it is when somebody wants to know."""

import shutil
from typing import cast

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from shared.service.metrics import DISK_FREE_RATIO, POOL_IN_USE, POOL_SIZE


def watch_process(engine: AsyncEngine) -> None:
    """Show how much of its connections to the database it uses, a process having one engine, and of its disk."""
    pool = cast(QueuePool, engine.pool)  # what create_engine makes
    POOL_IN_USE.set_function(pool.checkedout)
    POOL_SIZE.set(pool.size())
    DISK_FREE_RATIO.set_function(disk_free)


def disk_free() -> float:
    """Of the disk that holds the root: in a container, of the one where Docker keeps containers and volumes."""
    usage = shutil.disk_usage("/")
    return usage.free / usage.total
