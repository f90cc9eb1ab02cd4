"""A type that was skipped is remembered: a later version that consumes it has missed events, and says so."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from shared.events.contract import Event, Published
from shared.health import Check
from shared.inbox import housekeeping
from shared.inbox.coverage import list_incomplete, register
from shared.inbox.projection import Projection
from shared.inbox.streams import lock_streams
from shared.inbox.subscription import Subscription
from shared.rebuild.rebuild import rebuild_projection
from tests.races import until_waiting
from tests.shared.inbox.given import ACCOUNTS, AccountOpened, AccountPainted, AmountAdded, Bank
from tests.shared.rebuild.test_from_log import from_log
from tests.shared.rebuild.test_rebuild import do_nothing
from tests.shared.wire import eventually, running, scalar

COLOURS = Projection("colours", (AccountPainted,), do_nothing, ())
MORE = Projection("more", (AmountAdded,), do_nothing, ())


def newer(bank: Bank) -> Bank:
    """A version that consumes what the one before skipped."""
    return replace(bank, projections=(ACCOUNTS, COLOURS))


def with_parts(bank: Bank, **parts: tuple[type[Event], ...]) -> Bank:
    """A version whose accounts are folded from these parts."""
    return replace(bank, projections=(replace(ACCOUNTS, parts=parts),))


async def incomplete(bank: Bank) -> dict[str, list[str]]:
    subscription = Subscription(bank.projections, bank.known)
    async with bank.engine.connect() as connection:
        found = await list_incomplete(connection, bank.group, subscription)
        return {name: list(types) for name, types in found.items()}


async def start(bank: Bank) -> None:
    """What a consumer does before it consumes anything."""
    async with bank.engine.begin() as connection:
        await register(connection, bank.group, Subscription(bank.projections, bank.known))


async def rebuild_one(bank: Bank, projection: Projection) -> None:
    await rebuild_projection(bank.engine, projection, group=bank.group, broker=bank.broker, known=bank.known)


class TestAPartOfAProjection:
    """As each figure is: it comes to be inside a projection that has had its events long ago."""

    async def test_that_is_new_asks_for_a_rebuild_and_has_it(self, bank: Bank) -> None:
        await bank.open_account()
        await with_parts(bank, a=(AccountOpened,)).consume()
        newer_one = with_parts(bank, a=(AccountOpened,), b=(AccountOpened, AmountAdded))
        await newer_one.consume()
        assert await incomplete(newer_one) == {"accounts": ["account-opened (b)"]}
        await rebuild_one(newer_one, newer_one.projections[0])
        assert await incomplete(newer_one) == {}

    async def test_is_not_missed_where_none_of_its_events_was_met(self, bank: Bank) -> None:
        await bank.open_account()
        await bank.consume()
        later = with_parts(bank, a=(AmountAdded,))
        await later.consume()
        assert await incomplete(later) == {}

    async def test_that_an_older_worker_leaves_out_asks_for_it_again(self, bank: Bank) -> None:
        newer_one = with_parts(bank, b=(AccountOpened,))
        await newer_one.consume()
        assert await incomplete(newer_one) == {}
        await bank.open_account()
        await bank.consume()
        assert await incomplete(newer_one) == {"accounts": ["account-opened (b)"]}

    async def test_of_another_name_takes_the_claim_of_the_one_before(self, bank: Bank) -> None:
        await bank.open_account()
        first, second = (with_parts(bank, **{part: (AccountOpened,)}) for part in ("a", "b"))
        await first.consume()
        await rebuild_one(second, second.projections[0])
        assert await incomplete(second) == {}
        assert await incomplete(first) == {"accounts": ["account-opened (a)"]}


class TestASkippedType:
    async def test_makes_a_version_that_consumes_it_incomplete(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send(AccountPainted(account_id=account), 2)
        await bank.consume()
        assert await incomplete(bank) == {}
        await newer(bank).consume()
        assert await incomplete(newer(bank)) == {"colours": ["account-painted"]}

    async def test_is_remembered_once_with_where_it_stood_first(self, bank: Bank) -> None:
        account = await bank.open_account()
        for sequence in range(2, 6):
            await bank.send(AccountPainted(account_id=account), sequence)
        await bank.consume()
        found = (
            "SELECT string_agg(split_part(type, '.', 4) || '@' || \"offset\", ' ' ORDER BY \"offset\") FROM seen_type"
        )
        assert await scalar(bank.engine, found) == "account-opened@0 account-painted@1"

    async def test_may_be_one_that_this_version_does_not_know(self, bank: Bank) -> None:
        account = await bank.open_account()
        painted = AccountPainted(account_id=account)
        await bank.send(painted, 2)
        older = OlderBank(bank.engine, bank.broker, bank.topic, bank.group, bank.producer)
        await older.consume()
        await newer(bank).consume()
        assert await incomplete(newer(bank)) == {"colours": ["account-painted"]}

    async def test_ends_with_a_rebuild_of_the_projection_that_missed_it(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send(AccountPainted(account_id=account), 2)
        await bank.consume()
        upgraded = newer(bank)
        await upgraded.consume()
        await rebuild_one(upgraded, COLOURS)
        assert await incomplete(upgraded) == {}

    async def test_ends_with_a_rebuild_by_the_log_as_well(self, bank: Bank) -> None:
        account = await bank.open_account()
        await bank.send(AccountPainted(account_id=account), 2)
        await bank.consume()
        upgraded = newer(bank)
        assert await incomplete(upgraded) == {"colours": ["account-painted"]}
        await from_log(upgraded)
        assert await incomplete(upgraded) == {}

    async def test_comes_back_when_an_older_worker_still_skips_it(self, bank: Bank) -> None:
        account = await bank.open_account()
        await newer(bank).consume()
        assert await incomplete(newer(bank)) == {}
        await bank.send(AccountPainted(account_id=account), 2)
        await bank.consume()
        assert await incomplete(newer(bank)) == {"colours": ["account-painted"]}

    async def test_is_not_claimed_by_a_version_that_starts_while_an_older_worker_meets_it(self, bank: Bank) -> None:
        upgraded = newer(bank)
        async with bank.engine.begin() as older:
            await lock_streams(older, ())  # as every batch does
            skip = """INSERT INTO seen_type VALUES (:group, :type, :topic, 0, 0, now())"""
            painted = next(each.type for each in bank.known if each.contract is AccountPainted)
            await older.execute(text(skip), {"group": bank.group, "type": painted, "topic": bank.topic})
            starting = asyncio.create_task(start(upgraded))
            await until_waiting(older, [starting])
        await starting
        assert await incomplete(upgraded) == {"colours": ["account-painted"]}

    async def test_is_no_trouble_when_nobody_has_met_it_before(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        upgraded = newer(bank)
        await upgraded.consume()
        await bank.send(AccountPainted(account_id=account), 3)
        await upgraded.consume()
        assert await incomplete(upgraded) == {}

    async def test_keeps_the_worker_from_being_ready(self, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await bank.open_account()
        await bank.send(AccountPainted(account_id=account), 2)
        await bank.consume()
        monkeypatch.setattr(housekeeping, "ROUND_SECONDS", 2)
        consumer = newer(bank).consumer()
        async with running(consumer):
            await bank.ready(consumer)  # who waits for that is told at once
            assert Check("projections", False, "rebuild colours: missed account-painted") in await consumer.checks()
            await rebuild_one(newer(bank), COLOURS)

            async def ready() -> bool:
                return all(check.ok for check in await consumer.checks())

            await eventually(ready)


class TestANewProjection:
    async def test_is_incomplete_when_its_types_were_applied_by_others_before(self, bank: Bank) -> None:
        await bank.open_account(1)
        await bank.consume()
        grown = replace(bank, projections=(ACCOUNTS, MORE))
        await grown.consume()
        assert await incomplete(grown) == {"more": ["amount-added"]}

    async def test_is_so_again_when_an_older_worker_applies_its_types_without_it(self, bank: Bank) -> None:
        account = await bank.open_account(1)
        await bank.consume()
        grown = replace(bank, projections=(ACCOUNTS, MORE))
        await rebuild_one(grown, MORE)
        assert await incomplete(grown) == {}
        await bank.send(AmountAdded(account_id=account, amount=1), 3)
        await bank.consume()
        assert await incomplete(grown) == {"more": ["amount-added"]}


class TestTypesWithoutEnd:
    async def test_are_remembered_up_to_a_limit_that_is_none_for_known_ones(self, bank: Bank) -> None:
        async with bank.engine.begin() as connection:
            fill = "INSERT INTO seen_type SELECT :group, n::text, :topic, 0, 0, now() FROM generate_series(1, 1000) n"
            await connection.execute(text(fill), {"group": bank.group, "topic": bank.topic})
        account = await bank.open_account(1)
        await bank.send(AccountPainted(account_id=account), 3)
        await bank.send(AccountPainted(account_id=account), 4, type="cn.veterans.bank.invented.v1")
        await bank.consume()
        assert await bank.balance(account) == (1, 1)
        found = "SELECT string_agg(split_part(type, '.', 4), ' ' ORDER BY type) FROM seen_type WHERE length(type) > 4"
        assert await scalar(bank.engine, found) == "account-opened account-painted amount-added"


class OlderBank(Bank):
    """A version that does not know of colours."""

    @property
    def known(self) -> tuple[Published, ...]:
        return tuple(each for each in super().known if each.contract is not AccountPainted)
