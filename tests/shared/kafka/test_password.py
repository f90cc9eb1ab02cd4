"""Passwords at the broker are replaced while everything runs, and whoever had the old one is let in no more."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.embedded.rotation import KafkaPassword
from deploy.embedded.secrets import kept, replaced
from deploy.kafka import access
from deploy.kafka.client import is_let_in
from shared.ids import new_id
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank, open_bank
from tests.shared.inbox.test_replaced_log import record
from tests.shared.wire import eventually, given_relay, published, running

USER = "registry"


@pytest.fixture(scope="module")
def server(server_home: Path) -> Iterator[Kafka]:
    """A broker of its own, to be killed and started."""
    home = server_home / "passwords"
    home.mkdir()
    made = Kafka(home, free_port(), free_port())
    made.start()
    yield made
    made.kill()


@pytest.fixture
def password(server: Kafka, tmp_path: Path) -> KafkaPassword:
    step = KafkaPassword(tmp_path / "registry_kafka_password")
    access.admit(server.broker, {USER: kept(step.current)})
    return step


class TestAPassword:
    def test_is_replaced(self, server: Kafka, password: KafkaPassword, tmp_path: Path) -> None:
        before = tmp_path / "before"
        replaced(before, kept(password.current))
        server.replace_password(USER, password)
        assert kept(password.current) != kept(before)
        assert is_let_in(server.broker_of(USER, password.current))
        assert not is_let_in(server.broker_of(USER, before))
        assert not password.is_begun

    def test_of_the_operator_is_replaced(self, server: Kafka) -> None:
        before = kept(server.operator_password)
        server.replace_password("operator", KafkaPassword(server.operator_password))
        assert kept(server.operator_password) != before
        assert is_let_in(server.broker)

    @pytest.mark.parametrize("is_known", [False, True])
    @pytest.mark.parametrize("user", [USER, "operator"])
    def test_is_replaced_to_the_end_by_a_command_that_is_run_again(
        self, server: Kafka, password: KafkaPassword, user: str, is_known: bool
    ) -> None:
        step = password if user == USER else KafkaPassword(server.operator_password)
        following = step.begin()
        if is_known:
            access.admit(server.broker, {user: following})
        server.replace_password(user, step)
        assert kept(step.current) == following
        assert is_let_in(server.broker_of(user, step.current))


@pytest.mark.nightly
class TestWhoIsConnected:
    async def test_goes_on_and_comes_in_by_the_new_password_when_the_broker_has_been_away(
        self, bank_tables: None, kernel_engine: AsyncEngine, server: Kafka
    ) -> None:
        bank = await open_bank(kernel_engine, server.broker)
        await bank.producer.stop()
        account = new_id()
        relay = given_relay(bank.engine, bank.broker)
        async with bank.consuming() as consumer, running(relay):
            await record(bank, [(AccountOpened(account_id=account), 1)])
            await published(relay)
            await asyncio.to_thread(server.replace_password, "operator", KafkaPassword(server.operator_password))
            await record(bank, [(AmountAdded(account_id=account, amount=5), 2)])
            await published(relay)
            await eventually(lambda: has(bank, account, 2))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            await record(bank, [(AmountAdded(account_id=account, amount=7), 3)])
            await eventually(lambda: has(bank, account, 3))
            await bank.consumed(consumer)
        assert await bank.balance(account) == (12, 2)


async def has(bank: Bank, account: UUID, version: int) -> bool:
    return bool(await bank.version(account) == version)
