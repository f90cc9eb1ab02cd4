"""How a service stands, by what its own database holds: of its worker what it wrote there, of nobody else anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.calendar.queries import find_calendar, missing_years
from shared.clock import local_date
from shared.database.locks import RELAY
from shared.http.dependencies import Reading, reading
from shared.http.router import Router
from shared.inbox.subscription import Subscription
from shared.outbox.position import COUNT_PENDING, OLDEST_PENDING
from shared.service.running import Running, how_it_runs

StatusReader = Annotated[Reading, Depends(reading("operations.see-status"))]

# The relay holds the lock as long as it works: a worker that is gone holds none.
RELAY_ACTIVE = text("""
    SELECT EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE locktype = 'advisory' AND granted AND datname = current_database()
              AND classid = :classid AND objid = :objid
    )
""")
# Promised within seconds.
LATE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Status:
    """`is_worker_there`: a worker holds the outbox. `oldest_seconds`: how long the first unpublished event has waited.
    `missing_years`: those whose working days are not known."""

    version: str
    is_worker_there: bool
    outbox_pending: int
    oldest_seconds: int
    running: Running
    missing_years: Sequence[int]

    @property
    def behind_seconds(self) -> int | None:
        """Of the topic that is furthest behind; 0 where it learns from nobody, None where one was never read."""
        ages = [each.age_seconds for each in self.running.topics]
        if None in ages:
            return None
        return round(max((age for age in ages if age is not None), default=0))

    @property
    def is_late(self) -> bool:
        """What was done is not told in time."""
        return self.oldest_seconds > LATE_SECONDS

    @property
    def is_good(self) -> bool:
        return self.is_worker_there and not self.is_late and self.running.is_good and not self.missing_years


async def status_of(connection: AsyncConnection, *, group: str, subscription: Subscription, now: datetime) -> Status:
    """Of the service whose consumer is `group`."""
    oldest: datetime | None = await connection.scalar(OLDEST_PENDING)
    return Status(
        version=version("veterans"),
        is_worker_there=bool(await connection.scalar(RELAY_ACTIVE, RELAY._asdict())),
        outbox_pending=(await connection.execute(COUNT_PENDING)).scalar_one(),
        oldest_seconds=max(0, round((now - oldest).total_seconds())) if oldest else 0,
        running=await how_it_runs(connection, group=group, subscription=subscription),
        missing_years=missing_years(await find_calendar(connection), local_date(now)),
    )


class StatusView(BaseModel):
    """What a service knows of itself."""

    service: str
    version: str
    is_good: bool = Field(description="nothing has to be looked at · 无需处理")
    is_worker_there: bool = Field(description="a worker holds the outbox · worker 正在运行")
    outbox_pending: int = Field(description="events not yet acknowledged by Kafka · 未发出的事件")
    oldest_unpublished_seconds: int = Field(description="how long the first of them has waited · 最早的等了多久")
    behind_seconds: int | None = Field(
        description="since when it has not seen the end of some topic; null: never · 距上次追平多久"
    )
    parked_keys: int = Field(description="objects whose events are parked · 事件被搁置的对象")
    failing_jobs: list[str] = Field(description="what is due by the clock and fails · 失败的定时任务")
    missing_years: list[int] = Field(description="years without a notice on public holidays · 缺少放假安排的年份")


def status_router(*, service: str, group: str, subscription: Subscription) -> APIRouter:
    """`GET /service-status` of the service whose consumer is `group`; `/status` is the page of all of them."""
    router = Router(tags=["operations"])

    @router.get("/service-status")
    async def get_status(asked: StatusReader) -> StatusView:
        """How this service stands, by its own database · 服务状态"""
        found = await status_of(asked.connection, group=group, subscription=subscription, now=asked.now)
        return StatusView(
            service=service,
            version=found.version,
            is_good=found.is_good,
            is_worker_there=found.is_worker_there,
            outbox_pending=found.outbox_pending,
            oldest_unpublished_seconds=found.oldest_seconds,
            behind_seconds=found.behind_seconds,
            parked_keys=found.running.parked,
            failing_jobs=sorted({job.name for job in found.running.failing}),
            missing_years=list(found.missing_years),
        )

    return router
