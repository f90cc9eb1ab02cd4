"""How a service runs: what its operator must look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.freshness import Freshness, list_freshness
from shared.inbox.subscription import Subscription
from shared.inbox.tables import PARKED_KEY
from shared.parked.queries import find_breaker
from shared.parked.skipping import STANDING
from shared.schedule.clock_jump import CLOCK_UNCONFIRMED
from shared.schedule.overview import list_failing

# From then on access fails closed (shared/auth/lookup.py), and figures are provisional.
STALE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Running:
    """`topics` are those that the service learns from; `failing`, jobs that failed the last time, but for those that
    wait for somebody to confirm the clock, which are `unconfirmed`."""

    parked: int
    unreadable: int
    breaker_open: bool
    topics: Sequence[Freshness]
    failing: Sequence[Row[Any]]
    unconfirmed: Sequence[str]

    @property
    def behind(self) -> Sequence[Freshness]:
        """Topics of which nobody has seen the end for a while."""
        return [each for each in self.topics if each.age_seconds is None or each.age_seconds > STALE_SECONDS]

    @property
    def incomplete(self) -> Sequence[Freshness]:
        """Topics of which some projection has missed events, until it is rebuilt."""
        return [each for each in self.topics if each.missed_types]

    @property
    def is_good(self) -> bool:
        """There is nothing to look at."""
        found = (self.parked, self.unreadable, self.behind, self.incomplete, self.failing, self.unconfirmed)
        return not self.breaker_open and not any(found)


async def how_it_runs(connection: AsyncConnection, *, group: str, subscription: Subscription) -> Running:
    """Of the service whose consumer is `group`; one that learns from nobody has an empty subscription."""
    breaker = await find_breaker(connection, group)
    jobs = await list_failing(connection)
    return Running(
        parked=(await connection.execute(select(func.count()).select_from(PARKED_KEY))).scalar_one(),
        unreadable=(await connection.execute(select(func.count()).select_from(STANDING.subquery()))).scalar_one(),
        breaker_open=breaker is not None and breaker.opened_at is not None,
        topics=await list_freshness(connection, group=group, subscription=subscription),
        failing=[job for job in jobs if job.failure != CLOCK_UNCONFIRMED],
        unconfirmed=[job.name for job in jobs if job.failure == CLOCK_UNCONFIRMED],
    )
