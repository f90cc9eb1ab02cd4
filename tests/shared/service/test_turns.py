"""A part of a worker takes turns: what is away is waited out, a defect ends the worker."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.service import turns
from shared.service.turns import Turns


class Away(Exception):
    """A service that does not answer."""


def answering(stop: asyncio.Event, *outcomes: bool | Exception) -> Callable[[], Awaitable[bool]]:
    """Turns that end so, one after the other; with the last one it is told to stop."""
    left = list(outcomes)

    async def turn() -> bool:
        outcome = left.pop(0)
        if not left:
            stop.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return turn


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited."""
    waited: list[float] = []

    async def sleep_until(_stop: asyncio.Event, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(turns, "sleep_until", sleep_until)
    return waited


class TestTurns:
    async def test_follow_one_another_while_there_is_more(self, pauses: list[float]) -> None:
        stop = asyncio.Event()
        await Turns("not_done", idle_seconds=7).take(answering(stop, True, True, False, True), stop)
        assert pauses == [7]

    async def test_wait_longer_and_longer_for_what_is_away(self, pauses: list[float]) -> None:
        stop, taken = asyncio.Event(), Turns("not_done", idle_seconds=7, waits_out=(Away,))
        await taken.take(answering(stop, *([Away("registry")] * 12), ConnectionRefusedError(), Away("registry")), stop)
        assert len(pauses) == 14
        assert pauses[0] < 1, pauses
        assert turns.LONGEST_PAUSE_SECONDS / 3 < pauses[-1] <= turns.LONGEST_PAUSE_SECONDS, "jitter takes up to half"
        assert taken.trouble == "registry"

    async def test_forget_the_trouble_once_it_is_over(self, pauses: list[float]) -> None:
        stop, taken = asyncio.Event(), Turns("not_done", idle_seconds=7, waits_out=(Away,))
        await taken.take(answering(stop, Away("registry"), True, ConnectionRefusedError(), False), stop)
        assert taken.trouble == ""
        assert pauses[-1] == 7

    async def test_end_with_what_is_a_defect(self, pauses: list[float]) -> None:
        stop = asyncio.Event()
        with pytest.raises(KeyError):
            await Turns("not_done", idle_seconds=7, waits_out=(Away,)).take(answering(stop, KeyError("x")), stop)
        assert pauses == []
