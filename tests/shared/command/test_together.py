"""Commands that follow each other and commit at once: each has its audit row and its events, each refuses by itself."""

import asyncio
import math
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.caller import OutOfScope
from shared.command import Transaction, Work, command, together
from shared.command.many import in_turn
from shared.ids import new_id
from shared.refusal import Refusal
from tests.given import given_work
from tests.shared.command.test_command import given_event, rows

COLUMNS = "name, key, due_at, payload, next_attempt_at, attempts"
WRITE = f"INSERT INTO schedule ({COLUMNS}) VALUES (:name, '', :at, '{{}}', :at, 0)"
TOLD: list[str] = []


@pytest.fixture(autouse=True)
def nothing_told() -> None:
    TOLD.clear()


@command
async def write_down(tx: Transaction, name: str) -> int:
    """Answers in which transaction it was. What is "denied" is not the caller's, what is "broken" breaks."""
    tx.concerns(f"case {name}")
    await tx.connection.execute(text(WRITE), {"name": name, "at": tx.now})
    if name.startswith("denied"):
        tx.caller.must_cover("110101")
    if name.startswith("broken"):
        raise LookupError(name)
    tx.publish(given_event(new_id(), new_id()), sequence=1)
    tx.once_committed(lambda: TOLD.append(name))
    return int(await tx.connection.scalar(text("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)")))


async def written(engine: AsyncEngine) -> list[Any]:
    """What the database has: of the commands, of the audit, and how many events."""
    names = [name for (name,) in await rows(engine, "SELECT name FROM schedule ORDER BY name")]
    audit = await rows(engine, "SELECT subject, result FROM audit ORDER BY subject")
    return [names, audit, (await rows(engine, "SELECT count(*) FROM outbox"))[0][0]]


async def answer(work: Work, name: str) -> int | str:
    try:
        return await write_down(work, name)
    except Refusal as refusal:
        return refusal.code


class TestCommandsThatRunTogether:
    async def test_commit_at_once_and_each_refuses_by_itself(self, kernel_engine: AsyncEngine) -> None:
        async with together(given_work(kernel_engine)) as work:
            first = await write_down(work, "first")
            with pytest.raises(OutOfScope):
                await write_down(work, "denied")
            assert await write_down(work, "last") == first
            assert await written(kernel_engine) == [[], [], 0]
            assert TOLD == []
        audit = [("case denied", "out-of-scope"), ("case first", "done"), ("case last", "done")]
        assert await written(kernel_engine) == [["first", "last"], audit, 2]
        assert TOLD == ["first", "last"]

    async def test_are_none_of_them_done_where_one_breaks(self, kernel_engine: AsyncEngine) -> None:
        async def act() -> None:
            async with together(given_work(kernel_engine)) as work:
                assert await answer(work, "first") != await answer(work, "denied")
                await write_down(work, "broken")

        with pytest.raises(LookupError):
            await act()
        assert await written(kernel_engine) == [[], [], 0]
        assert TOLD == []


class TestManyInTurn:
    async def test_share_a_transaction_so_many_at_a_time(self, kernel_engine: AsyncEngine) -> None:
        names = [f"{number:03}" for number in range(7)]
        found = await in_turn(given_work(kernel_engine), names, answer, at_once=4, held_seconds=math.inf)
        assert [found.count(each) for each in dict.fromkeys(found)] == [4, 3]
        [done, audit, events] = await written(kernel_engine)
        assert (done, len(audit), events, TOLD) == (names, 7, 7, names)

    async def test_share_none_with_what_took_its_time(self, kernel_engine: AsyncEngine) -> None:
        found = await in_turn(given_work(kernel_engine), ["a", "b", "c"], answer, held_seconds=0)
        assert len(set(found)) == 3
        assert (await written(kernel_engine))[0] == TOLD == ["a", "b", "c"]

    async def test_are_done_one_by_one_where_one_of_them_breaks(self, kernel_engine: AsyncEngine) -> None:
        async def act(work: Work, name: str) -> int | str:
            try:
                return await answer(work, name)
            except LookupError:
                if work.within:
                    raise
                return "broken"

        names = ["a", "denied", "broken", "b"]
        found = await in_turn(given_work(kernel_engine), names, act, held_seconds=math.inf)
        assert found[1:3] == ["out-of-scope", "broken"]
        assert found[0] != found[3]
        audit = [("case a", "done"), ("case b", "done"), ("case denied", "out-of-scope")]
        assert await written(kernel_engine) == [["a", "b"], audit, 2]
        assert TOLD == ["a", "b"]

    async def test_that_wait_for_each_other_are_all_done(self, kernel_engine: AsyncEngine) -> None:
        """Each of two holds what the other comes to next: the server ends one of them."""
        first_held = asyncio.Barrier(2)

        @command
        async def hold(tx: Transaction, number: int) -> int:
            tx.concerns(f"case {number}")
            await tx.connection.execute(text("SELECT pg_advisory_xact_lock(77, :number)"), {"number": number})
            return number

        def holding(first: int) -> Callable[[Work, int], Any]:
            meeting = iter([first_held.wait])

            async def act(work: Work, number: int) -> int:
                held = await hold(work, number)
                if number == first and (meet := next(meeting, None)):
                    await meet()
                return held

            return act

        work = given_work(kernel_engine)
        found = await asyncio.gather(
            in_turn(work, [1, 2], holding(1), held_seconds=math.inf),
            in_turn(work, [2, 1], holding(2), held_seconds=math.inf),
        )
        assert [*found] == [[1, 2], [2, 1]]
        assert len(await rows(kernel_engine, "SELECT subject FROM audit WHERE result = 'done'")) == 4

    async def test_are_not_done_again_where_the_connection_is_gone(self, kernel_engine: AsyncEngine) -> None:
        """Whether they were done, nobody knows."""
        asked = []

        async def act(work: Work, name: str) -> int:
            asked.append(name)
            if name == "gone" and work.within:
                await work.within.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            return await write_down(work, name)

        with pytest.raises(Exception, match="connection"):
            await in_turn(given_work(kernel_engine), ["a", "gone", "b"], act, held_seconds=math.inf)
        assert asked == ["a", "gone"]
        assert await written(kernel_engine) == [[], [], 0]
