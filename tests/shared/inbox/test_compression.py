"""A producer may compress as it likes: every codec Kafka knows is read. Ours sends as it is, others need not."""

import asyncio
from uuid import UUID

import msgspec
import pytest
from confluent_kafka import Producer

from deploy.kafka.client import configuration
from shared.events.envelope import encode_headers
from shared.ids import new_id
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank


def send_compressed(bank: Bank, codec: str, account: UUID) -> None:
    """An account and nine amounts of 1 in one batch, by a producer that is not the one we use."""
    producer = Producer({**configuration(bank.broker), "compression.type": codec, "linger.ms": 200})
    events = [AccountOpened(account_id=account), *(AmountAdded(account_id=account, amount=1) for _ in range(9))]
    for place, event in enumerate(events):
        headers: list[tuple[str, str | bytes | None]] = [*encode_headers(bank.envelope(event, place + 1))]
        producer.produce(bank.topic, msgspec.json.encode(event), key=str(account).encode(), headers=headers)
    producer.flush()


class TestACompressedBatch:
    @pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
    async def test_is_read(self, bank: Bank, codec: str) -> None:
        account = new_id()
        await asyncio.to_thread(send_compressed, bank, codec, account)
        await bank.consume()
        assert await bank.balance(account) == (9, 9)
