"""Shows how fresh the figures are, for the alert that they stand still while events are under way."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.queries.standing import find_freshness
from services.reporting.metrics import FIGURES_LAST_EVENT_TIMESTAMP_SECONDS
from services.reporting.settings import Settings
from shared.database.failures import is_transient
from shared.health import Check
from shared.stopping import sleep_until

EVERY_SECONDS = 15  # the usual interval at which Prometheus asks

_log = structlog.get_logger(__name__)


class Freshness:
    """A part of the worker."""

    name = "freshness"

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._show()
            await sleep_until(stop, EVERY_SECONDS)

    async def checks(self) -> Sequence[Check]:
        return ()

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def _show(self) -> None:
        try:
            async with self._engine.connect() as connection:
                last_event_at = await find_freshness(connection)
        except Exception as fault:
            if not is_transient(fault):
                raise
            _log.warning("freshness_unknown", cause=type(fault).__name__)
        else:
            FIGURES_LAST_EVENT_TIMESTAMP_SECONDS.set(last_event_at.timestamp() if last_event_at else 0)


def freshness(_settings: Settings, engine: AsyncEngine) -> Freshness:
    """For the manifest of this room."""
    return Freshness(engine)
