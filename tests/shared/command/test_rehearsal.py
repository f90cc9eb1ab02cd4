"""A rehearsal of a command says what the command would, and leaves nothing."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.caller import OutOfScope
from shared.command import Transaction, command
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
