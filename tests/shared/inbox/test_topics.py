"""Topics that are not there, or not yet: a consumer of nothing is not ready, and begins by itself."""

import asyncio
from dataclasses import replace

from shared.inbox.consumer import Consumer
from tests.shared.inbox.given import Bank
from tests.shared.wire import delete_topic, eventually, given_topic, running


async def reports_no_lag(consumer: Consumer) -> bool:
    try:
        await consumer.flow()
    except OSError:
        return False
    return True


async def until_it_misses(bank: Bank, consumer: Consumer) -> None:
    async def says_so() -> bool:
        check = (await consumer.checks())[0]
        return not check.ok and check.detail == f"Kafka has no topic {bank.topic}"

    await eventually(says_so)


class TestAConsumerWithoutTopics:
    async def test_is_not_ready_until_they_are_made_and_then_consumes(self, bank: Bank) -> None:
        later = replace(bank, topic=f"{bank.topic}-later", group=f"{bank.group}-later")
        consumer = later.consumer()
        async with running(consumer):
            await until_it_misses(later, consumer)
            assert not await reports_no_lag(consumer)
            given_topic(later.broker, name=later.topic)
            account = await later.open_account(1)
            await later.consumed(consumer)
            await later.ready(consumer)
        assert await later.balance(account) == (1, 1)

    async def test_notices_that_they_are_gone_and_that_they_are_back(self, bank: Bank) -> None:
        consumer = bank.consumer()
        async with running(consumer):
            await bank.ready(consumer)
            delete_topic(bank.broker, bank.topic)
            await until_it_misses(bank, consumer)
            assert not await reports_no_lag(consumer)
            await asyncio.sleep(3)
            given_topic(bank.broker, name=bank.topic)
            account = await bank.open_account(1)
            await bank.consumed(consumer)
            await bank.ready(consumer)
        assert await bank.balance(account) == (1, 1)

    async def test_is_not_ready_when_others_have_all_partitions(self, bank: Bank) -> None:
        consumers = [bank.consumer() for _ in range(4)]  # of three partitions
        async with running(consumers[0]), running(consumers[1]), running(consumers[2]), running(consumers[3]):

            async def one_has_none() -> bool:
                checks = [(await each.checks())[0] for each in consumers]
                return [check.detail for check in checks if not check.ok] == ["no partition is assigned"]

            await eventually(one_has_none)
