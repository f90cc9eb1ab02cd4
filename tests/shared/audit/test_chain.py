"""Every audit row is chained once, and whatever is done to one afterwards is found."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.audit import chain
from shared.audit.chain import Link
from shared.audit.record import AuditEntry, record_audit
from shared.audit.verification import Tampering, verify_chain
from shared.audit.writer import CHECKPOINT_LINKS, ChainWriter
from shared.ids import new_id
from tests.given import NOW
from tests.shared.audit.given import chained, found, given_chain, given_rows, tamper, verified
from tests.shared.wire import eventually, running

UNTIL_NOTHING_COMES = 3
REST_SECONDS = 3_600


class Counting(ChainWriter):
    """How often it looked."""

    stretches = 0

    async def extend(self) -> bool:
        self.stretches += 1
        return await super().extend()


class TestTheChain:
    async def test_holds_every_row_once_in_the_order_they_came(self, kernel_engine: AsyncEngine) -> None:
        await given_chain(kernel_engine, "a", "b", "c")
        await given_chain(kernel_engine, "d")
        assert await chained(kernel_engine) == ["a", "b", "c", "d"]
        assert await found(kernel_engine) == []

    async def test_takes_in_a_row_that_commits_after_its_followers(self, kernel_engine: AsyncEngine) -> None:
        writer = ChainWriter(kernel_engine, clock=lambda: NOW)
        async with kernel_engine.connect() as late:
            await record_audit(late, AuditEntry(new_id(), "late"), now=NOW)
            for action in ("b", "c"):
                await given_rows(kernel_engine, action)
                assert await writer.extend()
            await late.commit()
        await given_rows(kernel_engine, "d")
        while await writer.extend():
            pass
        assert await chained(kernel_engine) == ["b", "c", "late", "d"]
        assert await found(kernel_engine) == []

    async def test_grows_when_its_writer_has_seen_rows_that_were_rolled_back(self, kernel_engine: AsyncEngine) -> None:
        writer = ChainWriter(kernel_engine, clock=lambda: NOW)
        for number in range(UNTIL_NOTHING_COMES):
            async with kernel_engine.connect() as undone:
                await record_audit(undone, AuditEntry(new_id(), "undone"), now=NOW)
            await given_rows(kernel_engine, f"done-{number}")
            assert await writer.extend()
            assert not await writer.extend()
        assert await chained(kernel_engine) == ["done-0", "done-1", "done-2"]

    async def test_goes_on_behind_a_row_with_a_number_of_its_own(
        self, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        writer = await given_chain(kernel_engine, "a")
        odd = "9000000000000000000, now(), '', 'odd', '', '', '', 'done', ''"
        columns = "audit_id, recorded_at, on_behalf_of, action, subject, purpose, address, result, correlation_id"
        tamper(postgres, f"INSERT INTO audit ({columns}) OVERRIDING SYSTEM VALUE VALUES ({odd})")
        for action in ("b", "c", "d"):
            while await writer.extend():
                pass
            await given_rows(kernel_engine, action)
        while await writer.extend():
            pass
        assert await chained(kernel_engine) == ["a", "odd", "b", "c", "d"]

    async def test_grows_by_all_that_waits_and_then_rests(self, kernel_engine: AsyncEngine) -> None:
        writer, names = Counting(kernel_engine, clock=lambda: NOW, poll_seconds=REST_SECONDS), ["a", "b", "c"]
        await given_rows(kernel_engine, *names)

        async def all_chained() -> bool:
            return await chained(kernel_engine) == names

        async with running(writer):
            await eventually(all_chained)
            await asyncio.sleep(0.1)
        assert writer.stretches == 1

    async def test_goes_on_at_once_where_more_waits_than_is_chained_at_once(
        self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(chain, "LINKS_AT_ONCE", 2)
        writer, names = ChainWriter(kernel_engine, clock=lambda: NOW, poll_seconds=REST_SECONDS), ["a", "b", "c", "d"]
        await given_rows(kernel_engine, *names)

        async def all_chained() -> bool:
            return await chained(kernel_engine) == names

        async with running(writer):
            await eventually(all_chained)

    async def test_is_one_however_many_write_it(self, kernel_engine: AsyncEngine) -> None:
        writers = [ChainWriter(kernel_engine, clock=lambda: NOW) for _ in range(4)]
        names = [f"row-{number}" for number in range(40)]
        for start in range(0, 40, 10):
            await given_rows(kernel_engine, *names[start : start + 10])
            await asyncio.gather(*(writer.extend() for writer in writers))
        while await writers[0].extend():
            pass
        assert await chained(kernel_engine) == names
        assert await found(kernel_engine) == []


class TestARowThatWas:
    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("DELETE FROM audit WHERE action = 'b'", [(2, Tampering.ROW_MISSING)]),
            ("UPDATE audit SET account_id = NULL WHERE action = 'b'", [(2, Tampering.ROW_CHANGED)]),
            ("UPDATE audit SET purpose = 'x' WHERE action = 'c'", [(3, Tampering.ROW_CHANGED)]),
            (
                "UPDATE audit SET recorded_at = recorded_at - interval '1 microsecond' WHERE action = 'a'",
                [(1, Tampering.ROW_CHANGED)],
            ),
            (
                "UPDATE audit SET action = CASE action WHEN 'b' THEN 'c' ELSE 'b' END WHERE action IN ('b', 'c')",
                [(2, Tampering.ROW_CHANGED), (3, Tampering.ROW_CHANGED)],
            ),
            (
                "UPDATE audit_chain SET audit_id = -audit_id WHERE position IN (2, 3);"
                "UPDATE audit_chain SET audit_id = 5 + audit_id WHERE audit_id < 0",
                [(2, Tampering.ROW_CHANGED), (3, Tampering.ROW_CHANGED)],
            ),
            ("DELETE FROM audit_chain WHERE position = 2", [(2, Tampering.LINKS_MISSING)]),
        ],
        ids=["removed", "changed", "changed by a letter", "moved in time", "swapped", "put elsewhere", "unchained"],
    )
    async def test_is_found_by_its_place(
        self,
        kernel_engine: AsyncEngine,
        postgres: Postgres,
        statement: str,
        expected: list[tuple[int, Tampering]],
    ) -> None:
        await given_chain(kernel_engine, "a", "b", "c", "d")
        tamper(postgres, *statement.split(";"))
        assert await found(kernel_engine) == expected

    async def test_is_found_when_the_chain_was_computed_anew(
        self, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """By the digest that the log kept, which whoever owns the database cannot reach."""
        await given_chain(kernel_engine, "a", "b", "c")
        kept = (await verified(kernel_engine)).last
        tamper(postgres, "UPDATE audit SET result = 'x' WHERE action = 'a'", "TRUNCATE audit_chain, audit_checkpoint")
        await given_chain(kernel_engine)
        assert await found(kernel_engine) == []
        async with kernel_engine.connect() as connection:
            told = await verify_chain(connection, expected=[kept])
        assert [(each.position, each.tampering) for each in told.findings] == [(3, Tampering.CHECKPOINT_DIFFERS)]

    async def test_is_found_when_the_end_of_the_chain_was_cut_off(
        self, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        await given_chain(kernel_engine, "a", "b", "c")
        kept = (await verified(kernel_engine)).last
        tamper(postgres, "DELETE FROM audit_chain WHERE position = 3", "DELETE FROM audit WHERE action = 'c'")
        async with kernel_engine.connect() as connection:
            told = await verify_chain(connection, expected=[kept, Link(9, bytes(32))])
        assert [(each.position, each.tampering) for each in told.findings] == [
            (3, Tampering.LINKS_MISSING),
            (9, Tampering.LINKS_MISSING),
        ]


class TestAStart:
    async def test_verifies_from_the_last_checkpoint(self, kernel_engine: AsyncEngine, postgres: Postgres) -> None:
        first = ChainWriter(kernel_engine, clock=lambda: NOW)
        await first.verify()
        await given_rows(kernel_engine, "a")
        assert await first.extend()
        await given_rows(kernel_engine, "b")
        assert await first.extend()
        assert (await ChainWriter(kernel_engine).verify()).links == 1  # the first was given a checkpoint
        tamper(postgres, "UPDATE audit SET result = 'x' WHERE action = 'b'")
        assert (await ChainWriter(kernel_engine).verify()).count == 1

    async def test_finds_a_checkpoint_whose_link_is_gone(self, kernel_engine: AsyncEngine, postgres: Postgres) -> None:
        first = ChainWriter(kernel_engine, clock=lambda: NOW)
        await first.verify()
        await given_rows(kernel_engine, "a")
        await first.extend()
        tamper(postgres, "DELETE FROM audit_chain")
        told = await ChainWriter(kernel_engine).verify()
        assert [each.tampering for each in told.findings] == [Tampering.CHECKPOINT_DIFFERS]

    async def test_records_what_it_finds_and_makes_no_checkpoint_behind_it(
        self, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        await given_chain(kernel_engine, "a", "b")
        tamper(postgres, "DELETE FROM audit WHERE action = 'a'")
        for _ in range(2):
            writer = ChainWriter(kernel_engine, clock=lambda: NOW)
            await writer.verify()
            while await writer.extend():
                pass
            assert await writer.flow() == {"audit_findings": 1}
            assert [check.ok for check in await writer.checks()] == [True], "the county goes on working"
        async with kernel_engine.connect() as connection:
            rows = await connection.execute(text("SELECT subject, result FROM audit WHERE action = 'verify-audit'"))
            assert [tuple(row) for row in rows] == [("audit-chain 1 row-missing", "audit-chain-broken")] * 2
            assert await connection.scalar(text("SELECT count(*) FROM audit_checkpoint")) == 0

    async def test_has_never_more_than_a_stretch_to_verify(self, kernel_engine: AsyncEngine) -> None:
        writer = ChainWriter(kernel_engine, clock=lambda: NOW)
        await writer.verify()
        async with kernel_engine.begin() as connection:
            for number in range(CHECKPOINT_LINKS + 1):
                await record_audit(connection, AuditEntry(new_id(), f"row-{number}"), now=NOW)
        while await writer.extend():
            pass
        assert (await ChainWriter(kernel_engine).verify()).links <= 1


class TestAWriter:
    async def test_ends_when_it_is_told_to(self, kernel_engine: AsyncEngine) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(ChainWriter(kernel_engine, poll_seconds=0.01).run(stop))
        await given_rows(kernel_engine, "a")
        async with asyncio.timeout(20):
            while await chained(kernel_engine) != ["a"]:
                await asyncio.wait([running], timeout=0.01)
            stop.set()
            await running
