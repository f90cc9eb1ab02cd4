"""Who is worked on, who waits and who is declined when more requests come than an API can do."""

import asyncio
from collections import deque

import pytest

from shared.http import admission
from shared.http.admission import BURST_SECONDS, FEW, Admission, Place


async def entering(room: Admission) -> "asyncio.Task[Place | None]":
    """Somebody who has begun to wait."""
    task = asyncio.create_task(room.enter())
    await asyncio.sleep(0)
    return task


async def admitted(room: Admission) -> Place:
    place = await room.enter()
    assert place is not None
    return place


class Clock:
    """Of the room; the event loop has its own."""

    def __init__(self) -> None:
        self.now = 1_000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(admission, "_now", lambda: clock.now)
    return clock


async def flooding(room: Admission, clock: Clock) -> "list[asyncio.Task[Place | None]]":
    """Many have waited for longer than a burst lasts when the last of these comes."""
    waiting = [await entering(room) for _ in range(2 * FEW)]
    clock.now += BURST_SECONDS + 0.1
    waiting.append(await entering(room))
    await asyncio.sleep(0)
    return waiting


async def gone(waiting: "list[asyncio.Task[Place | None]]") -> None:
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


class TestAdmission:
    async def test_takes_the_oldest_while_few_wait(self) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        older, newer = await entering(room), await entering(room)
        working.leave()
        second = await older
        assert second is not None
        assert not newer.done()
        second.leave()
        assert await newer is not None

    async def test_takes_the_newest_while_many_wait(self) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        waiting = [await entering(room) for _ in range(FEW + 1)]
        working.leave()
        assert await waiting[-1] is not None
        assert not any(each.done() for each in waiting[:-1])
        for each in waiting[:-1]:
            each.cancel()

    async def test_declines_the_oldest_when_too_many_wait(self) -> None:
        room = Admission(at_once=1, waiting=1)
        await admitted(room)
        older, newer = await entering(room), await entering(room)
        assert await older is None
        assert not newer.done()
        newer.cancel()

    async def test_lets_only_few_wait_when_many_have_waited_for_long(self, clock: Clock) -> None:
        room = Admission(at_once=1)
        await admitted(room)
        waiting = await flooding(room, clock)
        assert [each.done() for each in waiting] == [True] * (FEW + 1) + [False] * FEW
        assert all(each.result() is None for each in waiting[: FEW + 1])
        await gone(waiting)

    async def test_takes_the_newest_in_a_flood_though_few_wait(self, clock: Clock) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        waiting = await flooding(room, clock)
        working.leave()
        assert await waiting[-1] is not None
        await gone(waiting)

    async def test_goes_on_with_a_flood_while_somebody_has_to_be_declined(self, clock: Clock) -> None:
        room = Admission(at_once=1)
        await admitted(room)
        waiting = await flooding(room, clock)
        for _ in range(4):
            clock.now += BURST_SECONDS / 2
            waiting.append(await entering(room))
        await asyncio.sleep(0)
        assert sum(not each.done() for each in waiting) == FEW
        await gone(waiting)

    async def test_takes_the_oldest_again_when_nobody_had_to_be_declined(self, clock: Clock) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        waiting = await flooding(room, clock)
        clock.now += BURST_SECONDS + 0.1
        working.leave()
        assert await waiting[FEW + 1] is not None
        await gone(waiting)

    async def test_sees_no_flood_in_callers_that_come_no_faster_than_they_are_answered(self, clock: Clock) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        waiting = deque([await entering(room) for _ in range(FEW)])
        for _ in range(3 * FEW):
            clock.now += BURST_SECONDS
            working.leave()
            waiting.append(await entering(room))
            oldest = await waiting.popleft()
            assert oldest is not None
            working = oldest
        await gone([*waiting])

    async def test_works_a_burst_off_in_full(self) -> None:
        room = Admission(at_once=2, waiting=100)
        done = 0

        async def work() -> None:
            nonlocal done
            place = await admitted(room)
            await asyncio.sleep(0)
            place.leave()
            done += 1

        await asyncio.gather(*(work() for _ in range(100)))
        assert done == 100

    async def test_declines_who_has_waited_long_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0.01)
        room = Admission(at_once=1)
        await admitted(room)
        assert await room.enter() is None

    async def test_lets_others_in_while_somebody_takes_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(admission, "MOMENT_SECONDS", 0.01)
        room = Admission(at_once=1)
        slow = await admitted(room)
        quick = await admitted(room)
        slow.leave()
        waiting = await entering(room)
        assert not waiting.done()
        quick.leave()
        assert await waiting is not None

    async def test_loses_no_place_to_callers_that_hang_up(self) -> None:
        room = Admission(at_once=1)
        working = await admitted(room)
        gone, lucky = await entering(room), await entering(room)
        gone.cancel()
        working.leave()
        lucky.cancel()
        await asyncio.gather(gone, lucky, return_exceptions=True)
        assert await asyncio.wait_for(room.enter(), 1) is not None
