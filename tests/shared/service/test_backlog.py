"""A part of a worker works off what waits: much of it without a pause, what trickles in together."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.auth.caller import Caller
from shared.command import Work
from shared.ids import new_id
from shared.service import backlog
from shared.service.backlog import GATHERS_SECONDS, Backlog


class Letters(Backlog):
    """So many are there at each look; with the last one it is told to stop."""

    name = "letters"
    waiting = "letters_to_write"
    caller = Caller(account_id=new_id(), grants=())
    batch = 10
    idle_seconds = 60.0

    def __init__(self, engine: AsyncEngine, stop: asyncio.Event, *there: int) -> None:
        super().__init__(engine)
        self._there = list(there)
        self._stop = stop

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        return self._there[0] or self._taken()

    async def work_off(self, work: Work) -> int:
        return self._taken()

    def _taken(self) -> int:
        if len(self._there) == 1:
            self._stop.set()
        return self._there.pop(0)


class TestABacklog:
    async def test_goes_on_while_much_waits_and_gathers_what_trickles_in(
        self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited: list[float] = []

        async def sleep_until(_stop: asyncio.Event, seconds: float) -> None:
            waited.append(seconds)

        monkeypatch.setattr(backlog, "sleep_until", sleep_until)
        stop = asyncio.Event()
        await Letters(kernel_engine, stop, 10, 10, 3, 0, 10).run(stop)
        assert waited == [GATHERS_SECONDS, 60.0]
