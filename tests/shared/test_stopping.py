"""A part of a worker ends when it is told to; when it ends otherwise, somebody hears of it."""

import asyncio

import pytest

from shared.service.supervision import supervise
from shared.stopping import run_until


async def leaking() -> None:
    """As a library does that cancels something of its own and lets its caller know no better."""
    inner = asyncio.get_running_loop().create_future()
    inner.cancel()
    await inner


class TestRunUntil:
    async def test_lets_work_end_that_watches_stop(self) -> None:
        stop, ended = asyncio.Event(), []

        async def work() -> None:
            await stop.wait()
            ended.append("by itself")

        running = asyncio.create_task(run_until(stop, work(), within_seconds=5))
        await asyncio.sleep(0)
        stop.set()
        await running
        assert ended == ["by itself"]

    async def test_cancels_work_that_does_not_end(self) -> None:
        stop = asyncio.Event()
        stop.set()
        await run_until(stop, asyncio.sleep(3600), within_seconds=0.01)

    async def test_raises_what_work_raises(self) -> None:
        async def work() -> None:
            raise ValueError("broken")

        with pytest.raises(ValueError, match="broken"):
            await run_until(asyncio.Event(), work(), within_seconds=5)

    async def test_does_not_keep_quiet_about_a_cancellation_that_nobody_asked_for(self) -> None:
        outcome = await asyncio.gather(run_until(asyncio.Event(), leaking(), within_seconds=5), return_exceptions=True)
        assert isinstance(outcome[0], asyncio.CancelledError)


class TestSupervise:
    async def test_ends_with_1_when_a_cancellation_leaks_out_of_a_part(self) -> None:
        stop = asyncio.Event()

        async def waiting() -> None:
            await stop.wait()

        assert await supervise([("leaking", leaking()), ("waiting", waiting())], stop) == 1
        assert stop.is_set()
