"""The consumer: each event once in effect, whatever repeats, comes late or crashes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared import trace
from shared.events.envelope import decode_headers
from shared.ids import new_id
from shared.inbox.projection import Delivered, Projection
from shared.outbox.record import Outgoing, record
from shared.outbox.rows import unpack_headers
from tests.given import NOW
from tests.shared.inbox.given import AccountOpened, AccountPainted, AmountAdded, Bank
from tests.shared.wire import counted, eventually, running, scalar


class TestTheConsumer:
    async def test_applies_each_event_once(self, bank: Bank) -> None:
        accounts = [await bank.open_account(1, 2, 3) for _ in range(5)]
        await bank.consume()
        assert [await bank.balance(account) for account in accounts] == [(6, 3)] * 5
        assert await bank.version(accounts[0]) == 4

    async def test_drops_repeats_wherever_they_stand_in_the_log(self, bank: Bank) -> None:
        account = new_id()
        opened, added = AccountOpened(account_id=account), AmountAdded(account_id=account, amount=5)
        first, second = await bank.send(opened, 1), await bank.send(added, 2)
        await bank.resend(second, added)
        await bank.resend(first, opened)
        await bank.consume()
        await bank.resend(second, added)
        await bank.consume()
        assert await bank.balance(account) == (5, 1)
        assert await bank.parked() == []

    async def test_applies_everything_once_more_to_nothing_when_the_whole_topic_is_replayed(self, bank: Bank) -> None:
        account = await bank.open_account(1, 2, 3)
        await bank.consume()
        async with bank.engine.begin() as connection:
            await connection.execute(bank.rewind)
        await bank.consume()
        assert await bank.balance(account) == (6, 3)

    async def test_goes_on_where_the_database_says_not_where_kafka_says(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        moved_back = replace(bank, group=f"{bank.group}-fresh")
        async with bank.engine.begin() as connection:
            await connection.execute(bank.rename_group, {"new": moved_back.group, "old": bank.group})
        await bank.send(AmountAdded(account_id=account, amount=7), 3)
        await moved_back.consume()
        assert await bank.balance(account) == (8, 2)

    async def test_passes_over_types_it_does_not_know_and_types_it_does_not_consume(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.send(AccountPainted(account_id=account), 3)
        await bank.send(AccountPainted(account_id=account), 4, type="cn.veterans.bank.account-burnt.v1")
        await bank.send(AccountOpened(account_id=account), 5, type="cn.veterans.bank.account-opened.v2")
        await bank.send(AmountAdded(account_id=account, amount=2), 6)
        await bank.consume()
        assert await bank.balance(account) == (3, 2)
        assert await bank.version(account) == 6
        assert await bank.parked() == []

    async def test_ignores_fields_it_does_not_know(self, bank: Bank) -> None:
        account = await bank.open_account()
        value = f'{{"account_id": "{account}", "amount": 4, "colour": "red"}}'.encode()
        await bank.send(AmountAdded(account_id=account, amount=4), 2, value=value)
        await bank.consume()
        assert await bank.balance(account) == (4, 1)

    async def test_needs_few_statements_for_many_events(self, bank: Bank) -> None:
        keys, each = 50, 100
        accounts = [new_id() for _ in range(keys)]
        async with bank.many() as send:
            for account in accounts:
                send(AccountOpened(account_id=account), 1)
            for place in range(1, each):
                for account in accounts:
                    send(AmountAdded(account_id=account, amount=1), place + 1)
        consumer = bank.consumer()
        async with running(consumer):
            with counted(bank.engine) as statements:
                await eventually(lambda: bank.all_at(each, statements))
        looks = sum("looked at by the test" in statement for statement in statements)
        spent = len(statements) - 3 * looks  # each look is a transaction of its own: begun, asked, rolled back
        assert spent / (keys * each) <= 0.02
        assert await bank.balance(accounts[0]) == (each - 1, each - 1)

    async def test_asks_the_database_rarely_when_nothing_happens(self, bank: Bank) -> None:
        await bank.open_account()
        async with bank.consuming() as consumer:
            await bank.consumed(consumer)
            with counted(bank.engine) as statements:
                await asyncio.sleep(2)
        assert len(statements) <= 2 * 25

    async def test_reports_a_batch_once_it_is_committed(self, bank: Bank) -> None:
        committed = asyncio.Event()
        account = await bank.open_account()
        async with bank.consuming(after_commit=committed.set):
            await asyncio.wait_for(committed.wait(), 30)
            assert await bank.balance(account) == (0, 0)

    async def test_stops_although_kafka_is_away(self, bank: Bank) -> None:
        nowhere = replace(bank, broker=replace(bank.broker, servers="127.0.0.1:9"))
        consumer = nowhere.consumer()
        async with asyncio.timeout(9), running(consumer):
            await asyncio.sleep(0.3)
            assert not (await consumer.checks())[0].ok


class TestWhatAProjectionPublishes:
    async def test_carries_the_correlation_of_the_event_that_caused_it(self, bank: Bank) -> None:
        async def notify(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
            from shared.events.registry import GrantRevoked

            outgoing = [
                Outgoing(
                    GrantRevoked(grant_id=new_id(), account_id=new_id(), revoked_at=NOW),
                    1,
                    cause=delivered.trace,
                )
                for delivered in deliveries
            ]
            await record(connection, outgoing, now=NOW)

        account = new_id()
        first, second = str(new_id()), str(new_id())
        causes = [
            await bank.send(AccountOpened(account_id=account), 1, correlationid=first),
            await bank.send(AmountAdded(account_id=account, amount=1), 2, correlationid=second),
        ]
        notifying = Projection("notifying", (AccountOpened, AmountAdded), notify, ())
        await replace(bank, projections=(notifying,)).consume()
        packed = await scalar(bank.engine, "SELECT array_agg(headers ORDER BY id) FROM outbox")
        envelopes = [decode_headers(unpack_headers(headers)) for headers in packed]
        assert [(e.correlationid, e.causationid) for e in envelopes] == [
            (first, str(causes[0].id)),
            (second, str(causes[1].id)),
        ]

    async def test_is_traced_without_asking_when_the_event_comes_alone(self, bank: Bank) -> None:
        seen: list[str] = []

        async def look(_connection: AsyncConnection, _deliveries: Sequence[Delivered[Any]]) -> None:
            seen.append(trace.current().correlation_id)

        alone = str(new_id())
        await bank.send(AccountOpened(account_id=new_id()), 1, correlationid=alone)
        await replace(bank, projections=(Projection("looking", (AccountOpened,), look, ()),)).consume()
        assert seen == [alone]
