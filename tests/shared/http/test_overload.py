"""Who is worked on, who waits and who is rejected when more requests come than an API can do."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import Message

from shared import trace
from shared.http import overload
from shared.http.answers import answer_refusal
from shared.http.boundary import Boundary
from shared.http.overload import IDS_PER_LINE, Limiter, RejectionLog, Slot, limited_by
from shared.http.refusals import Overloaded

Lines = Callable[[], list[dict[str, Any]]]


async def waiting_for(limiter: Limiter) -> "asyncio.Task[bool]":
    """Somebody who has begun to wait for a slot."""
    task = asyncio.create_task(Slot(limiter).take())
    await asyncio.sleep(0)
    return task


async def taken(limiter: Limiter) -> Slot:
    slot = Slot(limiter)
    assert await slot.take()
    return slot


class TestALimiter:
    async def test_lends_its_slots_in_the_order_of_arrival(self) -> None:
        limiter = Limiter(slots=1)
        working = await taken(limiter)
        older, newer = await waiting_for(limiter), await waiting_for(limiter)
        working.give_back()
        assert await older
        assert not newer.done()
        newer.cancel()

    async def test_rejects_at_once_when_its_queue_is_full(self) -> None:
        limiter = Limiter(slots=1, queue=1)
        working = await taken(limiter)
        waiting = await waiting_for(limiter)
        assert not await asyncio.wait_for(Slot(limiter).take(), 0.5)
        working.give_back()
        assert await waiting

    async def test_rejects_who_has_waited_long_enough(self) -> None:
        limiter = Limiter(slots=1, queue=1, wait_seconds=0.01)
        await taken(limiter)
        for _ in range(2):  # the first has left the queue when the second comes
            assert not await Slot(limiter).take()

    async def test_lends_a_turn_for_a_block_whatever_happens_in_it(self) -> None:
        limiter = Limiter(slots=1, queue=0)
        with suppress(ZeroDivisionError):
            async with limiter.turn():
                with pytest.raises(Overloaded):
                    await limiter.turn().__aenter__()
                raise ZeroDivisionError
        async with limiter.turn():
            pass

    async def test_lets_others_in_when_a_lease_is_over(self) -> None:
        limiter = Limiter(slots=1, lease_seconds=0.01)
        slow = await taken(limiter)
        quick = await taken(limiter)
        slow.give_back()
        waiting = await waiting_for(limiter)
        assert not waiting.done()
        quick.give_back()
        assert await waiting

    async def test_lends_for_as_long_as_it_takes_when_it_has_no_lease(self) -> None:
        limiter = Limiter(slots=1, queue=0, lease_seconds=None)
        await taken(limiter)
        await asyncio.sleep(0.02)
        assert not await Slot(limiter).take()

    async def test_loses_no_slot_to_callers_that_hang_up(self) -> None:
        limiter = Limiter(slots=1, queue=2)
        working = await taken(limiter)
        gone, lucky = await waiting_for(limiter), await waiting_for(limiter)
        gone.cancel()
        working.give_back()
        lucky.cancel()
        await asyncio.gather(gone, lucky, return_exceptions=True)
        assert await asyncio.wait_for(Slot(limiter).take(), 1)

    async def test_exchanges_a_slot_for_one_of_another(self) -> None:
        ordinary, heavy = Limiter(slots=1), Limiter(slots=1, queue=0)
        slot = await taken(ordinary)
        assert await slot.exchange(heavy)
        other = await taken(ordinary)
        assert not await other.exchange(heavy)
        assert await asyncio.wait_for(Slot(ordinary).take(), 1)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestALineOfTheRejected:
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(overload, "FLUSH_SECONDS", 0.01)

    async def test_has_the_ids_their_callers_were_given(self, lines: Lines) -> None:
        log = RejectionLog()
        log.add("c-1")
        log.add("c-2")
        assert lines() == []
        await asyncio.sleep(0.02)
        (line,) = lines()
        assert (line["event"], line["level"]) == ("rejected", "warning")
        assert (line["count"], line["correlation_ids"]) == (2, ["c-1", "c-2"])

    async def test_comes_anew_for_those_after_it(self, lines: Lines) -> None:
        log = RejectionLog()
        for number in range(2):
            log.add(f"c-{number}")
            await asyncio.sleep(0.02)
        assert [line["correlation_ids"] for line in lines()] == [["c-0"], ["c-1"]]

    async def test_is_never_too_long_for_a_collector_of_logs(self, lines: Lines) -> None:
        log = RejectionLog()
        ids = [f"c-{number}" for number in range(2 * IDS_PER_LINE + 1)]
        for each in ids:
            log.add(each)
        log.flush()
        written = lines()
        assert [line["count"] for line in written] == [IDS_PER_LINE, IDS_PER_LINE, 1]
        assert [each for line in written for each in line["correlation_ids"]] == ids

    async def test_is_no_part_of_the_trace_of_the_first(self, lines: Lines) -> None:
        log = RejectionLog()
        with trace.using(trace.new_trace()) as present:
            log.add(present.correlation_id)
            await asyncio.sleep(0.02)
        (line,) = lines()
        assert "correlation_id" not in line

    async def test_names_those_too_whom_the_limit_of_their_route_rejected(self, lines: Lines) -> None:
        full = Limiter(slots=0, queue=0)
        application = FastAPI()
        handler: Any = answer_refusal
        application.add_exception_handler(Overloaded, handler)

        @application.post("/heavy", dependencies=[limited_by(full)])
        async def heavy() -> None: ...

        transport = httpx2.ASGITransport(Boundary(application))
        async with httpx2.AsyncClient(transport=transport, base_url="http://api") as client:
            answers = [await client.post("/heavy") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 503]
        await asyncio.sleep(0.02)
        (line,) = lines()
        assert line["correlation_ids"] == [answer.headers["x-correlation-id"] for answer in answers]

    async def test_is_written_before_the_process_ends(self, lines: Lines) -> None:
        boundary = Boundary(Starlette())
        boundary.rejections.add("c-1")
        life = iter(("lifespan.startup", "lifespan.shutdown"))
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": next(life)}

        async def send(message: Message) -> None:
            said.append(message)

        await boundary({"type": "lifespan"}, receive, send)
        assert said[-1] == {"type": "lifespan.shutdown.complete"}
        (line,) = lines()
        assert line["correlation_ids"] == ["c-1"]
