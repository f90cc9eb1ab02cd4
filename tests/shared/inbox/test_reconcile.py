"""A producer's database was restored: both halves of docs/operations/reconcile.md, on a consumer that had seen more."""

from uuid import UUID

import pytest
from sqlalchemy import text

from shared.events.catalogue import Origin, dead_letter_topic
from shared.ids import new_id
from shared.outbox import reconcile
from shared.outbox import relay as relaying
from shared.outbox.reconcile import replace_log
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank
from tests.shared.inbox.test_replaced_log import record
from tests.shared.outbox.test_unrecorded import go_back, is_refusing
from tests.shared.rebuild.test_from_log import from_log
from tests.shared.wire import eventually, given_relay, given_topic, published, running


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "UNDER_WAY_SECONDS", 0.2)
    monkeypatch.setattr(relaying, "REFUSAL_SECONDS", 0.1)


class TestARestoredProducer:
    async def test_and_its_consumers_tell_one_story_again(self, bank: Bank) -> None:
        """Registry said B while reporting and benefits said A, and nothing anywhere was amiss (finding 1)."""
        account, other = new_id(), new_id()
        letters = given_topic(bank.broker, name=dead_letter_topic(bank.group))
        origin = Origin(bank.known[0].source, (bank.topic, letters))
        relay = given_relay(bank.engine, bank.broker, *origin.topics, source=origin.source)
        await record(bank, [(AccountOpened(account_id=each), 1) for each in (account, other)])
        await record(bank, [(AmountAdded(account_id=account, amount=1), 2)])
        await record(bank, [(AmountAdded(account_id=account, amount=100), 3)])  # A, after the dump
        async with bank.consuming(), running(relay):
            await published(relay)
        assert await bank.balance(account) == (101, 2)
        await go_back(bank.engine, 1)
        await record(bank, [(AmountAdded(account_id=account, amount=5_000), 3)])  # B, after the restore
        async with running(relay), bank.consuming() as consumer:
            await eventually(lambda: is_refusing(relay))
            assert await bank.balance(account) == (101, 2)
            await replace_log(bank.engine, origin, bank.broker)
            await published(relay)
            await eventually(lambda: is_caught_up(bank, account))
            await from_log(bank)
            await bank.consumed(consumer)
        assert await bank.balance(account) == (5_001, 2)
        assert await bank.balance(other) == (0, 0)
        assert await bank.parked() == []


async def is_caught_up(bank: Bank, account: UUID) -> bool:
    """The consumer has met B, at the sequence where it applied A."""
    async with bank.engine.connect() as connection:
        causes = await connection.execute(text("SELECT cause FROM parked_key WHERE key = :key"), {"key": str(account)})
        return list(causes.scalars()) == ["fork"]
