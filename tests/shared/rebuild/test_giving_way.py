"""A rebuild gives way: the consumer goes on, and whoever is at work has the machine most of the time."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.projection import Delivered
from shared.inbox.streams import LOCK
from shared.rebuild import reread
from shared.rebuild.rebuild import Rebuilt
from shared.rebuild.shadow import differ
from tests.shared.inbox.given import AmountAdded, Bank, apply
from tests.shared.rebuild.test_rebuild import rebuild

# Stands for what a projection keeps beside its tables, as whom it is to ask for.
NOT_REBUILT = text("UPDATE public.consumer_offset SET next = next")


class TestARebuild:
    async def test_compares_while_the_consumer_goes_on(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        compared = []

        async def something_happens_meanwhile(*compare: Any) -> bool:
            await bank.send(AmountAdded(account_id=account, amount=2), 3)
            async with asyncio.timeout(10):
                await bank.consume()
            compared.append(await differ(*compare))
            return compared[-1]

        monkeypatch.setattr("shared.rebuild.rebuild.differ", something_happens_meanwhile)
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)
        assert compared == [False]
        assert await bank.balance(account) == (3, 2)

    @pytest.mark.parametrize("comes_in", [True, False])
    async def test_pauses_while_events_come_in(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch, comes_in: bool
    ) -> None:
        account = await bank.open_account(*range(1, 101))
        await bank.consume()
        pauses, versions = list[float](), iter(range(102, 200))

        async def something_happens_meanwhile(
            connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]
        ) -> None:
            await apply(connection, deliveries)
            if comes_in and not pauses:
                await bank.send(AmountAdded(account_id=account, amount=1), next(versions))
                await bank.consume()

        async def note(seconds: float) -> None:
            pauses.append(seconds)

        monkeypatch.setattr(reread, "pause", note)
        assert (await rebuild(bank, apply=something_happens_meanwhile)).rows == 0
        assert (sum(pauses) > 0) is comes_in

    async def test_exchanges_where_another_wrote_meanwhile_to_what_is_not_rebuilt(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()

        async def writes_too(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
            await apply(connection, deliveries)
            if await connection.scalar(text("SHOW transaction_isolation")) == "repeatable read":
                async with bank.engine.begin() as other:
                    await other.execute(NOT_REBUILT)
            await connection.execute(NOT_REBUILT)

        assert await rebuild(bank, apply=writes_too) == Rebuilt(events=2, rows=0)

    async def test_counts_each_event_once_where_that_was_seen_only_when_all_were_read(
        self, bank: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await bank.open_account(1)
        await bank.consume()

        async def somebody_wrote(connection: AsyncConnection, _tables: Any) -> bool:
            async with bank.engine.begin() as other:
                await other.execute(NOT_REBUILT)
            await connection.execute(NOT_REBUILT)
            return False

        monkeypatch.setattr("shared.rebuild.rebuild.differ", somebody_wrote)
        assert await rebuild(bank) == Rebuilt(events=2, rows=0)

    async def test_waits_for_nobody_where_all_is_right(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        async with bank.engine.begin() as consumer, asyncio.timeout(10):
            await consumer.execute(LOCK)
            assert await rebuild(bank) == Rebuilt(events=2, rows=0)
