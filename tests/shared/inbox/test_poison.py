"""What cannot be applied: parked once, with its aggregate and its bytes; everything else goes on."""

from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from deploy.catalogue.asyncapi import DEAD_LETTER_HEADERS
from shared.events.envelope import encode_headers
from shared.ids import new_id
from shared.inbox.parking import unpack_record_headers
from shared.outbox.rows import unpack_headers
from tests.shared.inbox.given import PYTHON_BUG, SLOW, SQL_BUG, STUCK, AccountOpened, AmountAdded, Bank
from tests.shared.wire import scalar


async def row(bank: Bank, query: str) -> Any:
    async with bank.engine.connect() as connection:
        return (await connection.execute(text(query))).one()


class TestAGap:
    async def test_parks_the_aggregate_and_what_comes_after(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        other = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=10), 4)
        await bank.send(AmountAdded(account_id=account, amount=10), 5)
        await bank.send(AmountAdded(account_id=other, amount=10), 3)
        await bank.consume()
        assert await bank.balance(account) == (1, 1)
        assert await bank.balance(other) == (11, 2)
        assert await bank.parked() == [("gap", "amount-added", 4), ("behind", "amount-added", 5)]
        assert await scalar(bank.engine, "SELECT detail FROM parked_key") == "expected 3, got 4"

    async def test_stays_when_the_missing_event_comes_late(self, bank: Bank) -> None:
        """Nobody applies over a gap, and nobody guesses that it is closed: an operator redrives."""
        account = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=10), 4)
        await bank.send(AmountAdded(account_id=account, amount=10), 3)
        await bank.consume()
        assert await bank.version(account) == 2
        assert await bank.parked() == [("behind", "amount-added", 3), ("gap", "amount-added", 4)]


class TestAnUnknownType:
    async def test_from_a_stranger_uses_up_no_sequence(self, bank: Bank) -> None:
        """Else a stranger's junk would silence the owner's next event as a repeat."""
        account = await bank.open_account(1)
        added = AmountAdded(account_id=account, amount=10)
        for sequence in (3, 4):
            await bank.send(added, sequence, type="cn.veterans.bank.invented.v1", source="/stranger")
        await bank.send(added, 3)
        await bank.consume()
        assert await bank.version(account) == 2
        broken = ("broken-envelope", "unknown", None)
        assert await bank.parked() == [broken, broken, ("behind", "amount-added", 3)]

    async def test_from_the_owner_is_one_of_a_later_version(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.send(AmountAdded(account_id=account, amount=10), 3, type="cn.veterans.bank.invented.v1")
        await bank.consume()
        assert (await bank.version(account), await bank.parked()) == (3, [])


class TestAProjectionThatFails:
    @pytest.mark.parametrize(
        ("amount", "said"),
        [
            (PYTHON_BUG, "accounts: ValueError: six hundred and sixty-six"),
            (SQL_BUG, "accounts: DivisionByZeroError: division by zero"),
        ],
    )
    async def test_has_its_event_parked_and_all_others_applied(self, bank: Bank, amount: int, said: str) -> None:
        before = [await bank.open_account(1) for _ in range(10)]
        account = await bank.open_account(1, amount, 3)
        after = [await bank.open_account(2) for _ in range(10)]
        await bank.consume()
        assert await bank.balance(account) == (1, 1)
        assert [await bank.balance(each) for each in before] == [(1, 1)] * 10
        assert [await bank.balance(each) for each in after] == [(2, 1)] * 10
        assert await bank.parked() == [("handler", "amount-added", 3), ("behind", "amount-added", 4)]
        assert await scalar(bank.engine, "SELECT detail FROM parked_key") == said

    async def test_counts_each_shared_row_once(self, bank: Bank) -> None:
        """The halves tried under savepoints leave nothing behind."""
        for _ in range(10):
            await bank.open_account(1, 1)
        await bank.open_account(PYTHON_BUG)
        await bank.consume()
        assert await scalar(bank.engine, "SELECT sum(amount) FROM by_day") == 20

    async def test_is_asked_three_times_before_anything_is_parked(self, bank: Bank) -> None:
        before = tries_with_a_failing_projection()
        await bank.open_account(PYTHON_BUG)
        await bank.consume()
        assert tries_with_a_failing_projection() - before == 3

    async def test_does_not_poison_the_later_batches(self, bank: Bank) -> None:
        account = await bank.open_account(PYTHON_BUG)
        await bank.consume()
        await bank.send(AmountAdded(account_id=account, amount=1), 3)
        other = await bank.open_account(1)
        await bank.consume()
        assert await bank.balance(other) == (1, 1)
        assert await bank.parked() == [("handler", "amount-added", 2), ("behind", "amount-added", 3)]


class TestARecordThatCannotBeRead:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (b"{", "Input data was truncated"),
            (b"\xff\xfe", "malformed"),
            (b'{"amount": 1}', "missing required field `account_id`"),
            (b"[]", "Expected `object`"),
            (b'{"account_id": "01a21d36-e8eb-7432-bde7-ee3cf6c513b4", "amount": 1}', "is not the record's key"),
            (None, "the value is null"),
        ],
    )
    async def test_is_parked_with_cause_and_bytes(self, bank: Bank, value: bytes | None, said: str) -> None:
        account = await bank.open_account(1)
        sent = await bank.send(AmountAdded(account_id=account, amount=1), 3, value=value)
        await bank.send(AmountAdded(account_id=account, amount=1), 4)
        await bank.consume()
        assert await bank.parked() == [("broken-data", "amount-added", 3), ("behind", "amount-added", 4)]
        kept = await row(bank, "SELECT * FROM parked_event ORDER BY sequence LIMIT 1")
        assert said.lower() in kept.detail.lower()
        assert (kept.payload, kept.event_id, kept.record_key) == (value, sent.id, str(account).encode())
        assert [tuple(header) for header in unpack_record_headers(kept.headers)] == encode_headers(sent)

    @pytest.mark.parametrize(
        "headers",
        [
            [],
            [("ce_specversion", b"0.3")],
            [("ce_id", None)],
            [("ce_type", b"\xff")],
            [("content-type", b"text/plain")],
            [("ce_sequence", b"-1")],
            [("ce_partitionkey", b"another")],
            [("ce_source", b"/elsewhere")],
        ],
    )
    async def test_is_parked_also_without_a_readable_envelope(
        self, bank: Bank, headers: list[tuple[str, bytes | None]]
    ) -> None:
        account = await bank.open_account(1)
        good = dict[str, bytes | None](encode_headers(bank.envelope(AmountAdded(account_id=account, amount=1), 3)))
        await bank.send_raw(str(account).encode(), b"{}", list({**good, **dict(headers)}.items()) if headers else [])
        await bank.send(AmountAdded(account_id=account, amount=1), 3)
        await bank.consume()
        assert await bank.parked() == [("broken-envelope", "unknown", None), ("behind", "amount-added", 3)]

    @pytest.mark.parametrize("key", [None, b"\xff\xff", b"nul\0nul", b"k" * 5_000])
    async def test_without_a_usable_key_holds_up_nobody_else(self, bank: Bank, key: bytes | None) -> None:
        await bank.send_raw(key, b"{}")
        account = await bank.open_account(1)
        await bank.consume()
        assert await bank.balance(account) == (1, 1)
        assert await bank.parked() == [("broken-envelope", "unknown", None)]

    async def test_is_parked_once_however_often_it_comes(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        event = AmountAdded(account_id=account, amount=1)
        broken = await bank.send(event, 3, value=b"{")
        await bank.send_raw(str(account).encode(), b"{", encode_headers(broken))
        await bank.send_raw(b"garbage", b"garbage")
        await bank.consume()
        async with bank.engine.begin() as connection:
            await connection.execute(bank.rewind)
        await bank.consume()
        assert await bank.parked() == [("broken-data", "amount-added", 3), ("broken-envelope", "unknown", None)]
        assert await scalar(bank.engine, "SELECT count(*) FROM outbox") == 2

    async def test_may_have_a_megabyte(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        large = b'{"account_id": 1, "filling": "' + b"x" * 1_040_000 + b'"}'
        await bank.send(AmountAdded(account_id=account, amount=1), 3, value=large)
        await bank.consume()
        kept = await row(bank, "SELECT length(payload) AS size, cause FROM parked_event")
        assert (kept.size, kept.cause) == (len(large), "broken-data")
        letter = await row(bank, "SELECT headers, payload FROM outbox")
        assert letter.payload == b""
        assert dict(unpack_headers(letter.headers))["dl_value"] == b"omitted"

    async def test_of_a_megabyte_is_applied_when_it_is_whole(self, bank: Bank) -> None:
        account = new_id()
        await bank.send(AccountOpened(account_id=account, holder="x" * 1_000_000), 1)
        await bank.consume()
        assert await bank.balance(account) == (0, 0)


class TestADeadLetter:
    async def test_goes_out_with_the_headers_of_the_record_and_the_cause(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        sent = await bank.send(AmountAdded(account_id=account, amount=1), 3, value=b"{")
        await bank.send(AmountAdded(account_id=account, amount=1), 4)
        await bank.consume()
        letter = await row(bank, "SELECT * FROM outbox")
        assert (letter.topic, letter.key, letter.payload) == (f"{bank.group}.dead-letter", str(account), b"{")
        headers = dict(unpack_headers(letter.headers))
        assert headers["ce_id"] == str(sent.id).encode()
        assert headers["dl_cause"] == b"broken-data"
        assert headers["dl_topic"] == bank.topic.encode()
        assert {name for name in headers if name.startswith("dl_")} == set(DEAD_LETTER_HEADERS)

    @pytest.mark.parametrize(
        ("characters", "value_bytes", "omitted"), [(150_000, 560_000, "dl_value"), (340_000, 10_000, "dl_headers")]
    )
    async def test_drops_what_would_make_it_too_large(
        self, bank: Bank, characters: int, value_bytes: int, omitted: str
    ) -> None:
        """Kafka counts bytes, and a name in Chinese has three for a character."""
        await bank.send_raw(b"key", b"x" * value_bytes, [("名" * characters, b"")])
        await bank.consume()
        letter = await row(bank, "SELECT headers, payload FROM outbox")
        headers = dict(unpack_headers(letter.headers))
        assert [name for name in ("dl_headers", "dl_value") if headers[name] == b"omitted"] == [omitted]
        assert len(letter.headers) + len(letter.payload) < 1_000_000
        assert await scalar(bank.engine, "SELECT count(*) FROM parked_event") == 1


class TestABatchThatIsTooSlow:
    async def test_is_applied_in_parts(self, bank: Bank) -> None:
        account = await bank.open_account(*[SLOW] * 12)
        await bank.consume()
        assert await bank.balance(account) == (12 * SLOW, 12)
        assert await bank.parked() == []
        assert await scalar(bank.engine, "SELECT max(next) FROM consumer_offset") == 13

    async def test_has_the_event_parked_that_is_too_slow_alone(self, bank: Bank) -> None:
        account = await bank.open_account(1, STUCK, 2)
        other = await bank.open_account(3)
        await bank.consume()
        assert await bank.parked() == [("timeout", "amount-added", 3), ("behind", "amount-added", 4)]
        assert (
            await scalar(bank.engine, "SELECT detail FROM parked_key") == "accounts: a statement ran into its timeout"
        )
        assert await bank.balance(account) == (1, 1)
        assert await bank.balance(other) == (3, 1)


def tries_with_a_failing_projection() -> float:
    return REGISTRY.get_sample_value("veterans_inbox_retries_total", {"reason": "handler"}) or 0
