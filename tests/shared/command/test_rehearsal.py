"""A rehearsal of a command says what the command would, and leaves nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.caller import OutOfScope
from shared.command import Transaction, command, rehearsing
from shared.idempotency.claim import IdempotencyKey
from shared.ids import new_id
from tests.given import NOW, given_work
from tests.shared.command.test_command import PurposeMissing, counts, give_grant, rows


class TestARehearsal:
    async def test_answers_as_the_command_would_and_leaves_nothing(self, kernel_engine: AsyncEngine) -> None:
        key = IdempotencyKey.of("the same", b"")
        rehearsal = replace(given_work(kernel_engine, idempotency=key), rehearsal=True)
        given = await give_grant(rehearsal, new_id(), purpose="a rehearsal")
        assert given.given_on == NOW.date()
        with pytest.raises(PurposeMissing):
            await give_grant(rehearsal, new_id(), purpose="")
        assert await counts(kernel_engine) == (0, 0, 0)
        assert await rows(kernel_engine, "SELECT count(*) FROM idempotency") == [(0,)]

    async def test_is_recorded_where_it_was_denied(self, kernel_engine: AsyncEngine) -> None:
        @command
        async def look_elsewhere(tx: Transaction) -> None:
            tx.concerns("case 7")
            tx.caller.must_cover("110101")

        with pytest.raises(OutOfScope):
            await look_elsewhere(replace(given_work(kernel_engine), rehearsal=True))
        assert await rows(kernel_engine, "SELECT subject, result FROM audit") == [("case 7", "out-of-scope")]

    async def test_finds_what_those_before_it_wrote_and_is_taken_back_with_them(
        self, kernel_engine: AsyncEngine
    ) -> None:
        seen = []

        @command
        async def add(tx: Transaction, name: str) -> None:
            tx.concerns(f"case {name}")
            held = await tx.connection.execute(text("SELECT count(*) FROM schedule"))
            seen.append(held.scalar_one())
            row = {"name": name, "at": tx.now}
            line = "INSERT INTO schedule (name, key, due_at, payload, next_attempt_at, attempts)"
            await tx.connection.execute(text(f"{line} VALUES (:name, '', :at, '{{}}', :at, 0)"), row)
            if name == "denied":
                tx.caller.must_cover("110101")

        async with rehearsing(given_work(kernel_engine)) as work:
            await add(work, "first")
            with pytest.raises(OutOfScope):
                await add(work, "denied")
            await add(work, "last")
        assert seen == [0, 1, 1]
        assert await rows(kernel_engine, "SELECT name FROM schedule") == []
        assert await rows(kernel_engine, "SELECT subject, result FROM audit") == [("case denied", "out-of-scope")]
