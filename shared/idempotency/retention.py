"""Answers kept for idempotency keys are forgotten after two days: no client repeats a request later than that."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.database.failures import is_transient
from shared.health import Check
from shared.idempotency.claim import forget_before
from shared.stopping import sleep_until

KEPT = timedelta(days=2)
EVERY_SECONDS = 3600

_log = structlog.get_logger(__name__)


class AnswerRetention:
    """A part of every worker."""

    name = "answer-retention"

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._forget()
            await sleep_until(stop, EVERY_SECONDS)

    async def checks(self) -> Sequence[Check]:
        return ()

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def _forget(self) -> None:
        try:
            async with self._engine.begin() as connection:
                forgotten = await forget_before(connection, clock.now() - KEPT)
        except Exception as fault:
            if not is_transient(fault):
                raise
            _log.warning("answers_not_forgotten", cause=type(fault).__name__)
        else:
            _log.info("answers_forgotten", count=forgotten)
