"""Recording events: one statement, in order, complete envelopes, nothing Kafka would refuse."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import trace
from shared.command.closing import CLOSING
from shared.database.driver import DriverStatement
from shared.events.catalogue import published
from shared.events.envelope import decode_data, decode_headers
from shared.events.registry import GrantRevoked
from shared.ids import new_id
from shared.outbox.record import Outgoing, record
from shared.outbox.rows import MAX_RECORD_BYTES, SQL, RecordTooLarge, insert_rows, unpack_headers
from tests.given import NOW
from tests.shared.wire import counted, given_row, scalar


def given_event() -> GrantRevoked:
    return GrantRevoked(grant_id=new_id(), account_id=new_id(), revoked_at=NOW)


async def outbox(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(text("SELECT * FROM outbox ORDER BY id")))


class TestRecord:
    async def test_writes_any_number_of_events_with_one_statement(self, kernel_engine: AsyncEngine) -> None:
        outgoing = [Outgoing(given_event(), 1) for _ in range(500)]
        async with kernel_engine.begin() as connection:
            with counted(kernel_engine) as statements:
                await record(connection, outgoing, now=NOW)
        assert len(statements) == 1
        keys = [str(each.event.grant_id) for each in outgoing if isinstance(each.event, GrantRevoked)]
        assert [row.key for row in await outbox(kernel_engine)] == keys

    async def test_sends_no_statement_for_nothing(self, kernel_engine: AsyncEngine) -> None:
        async with kernel_engine.begin() as connection:
            with counted(kernel_engine) as statements:
                await record(connection, [], now=NOW)
        assert statements == []

    async def test_keeps_what_the_caller_said(self, kernel_engine: AsyncEngine) -> None:
        event, superseded = given_event(), new_id()
        with trace.using(trace.Trace("c-1", "cause", "00-" + "a" * 32 + "-" + "b" * 16 + "-01")):
            async with kernel_engine.begin() as connection:
                outgoing = Outgoing(event, 7, synthetic=True, supersedes=superseded, effective_on=date(2019, 4, 1))
                await record(connection, [outgoing], now=NOW)
        (row,) = await outbox(kernel_engine)
        envelope = decode_headers(unpack_headers(row.headers))
        entry = published(GrantRevoked)
        assert decode_data(entry, row.payload) == event
        assert (row.topic, row.type, row.aggregate_version, row.recorded_at) == (entry.topic, entry.type, 7, NOW)
        assert (row.key, row.aggregate_id, row.event_id) == (str(event.grant_id), str(event.grant_id), envelope.id)
        assert (envelope.partitionkey, envelope.subject, envelope.sequence) == (row.key, row.key, 7)
        assert (envelope.source, envelope.type, envelope.dataschema) == ("/registry", entry.type, entry.dataschema)
        assert (envelope.correlationid, envelope.causationid) == ("c-1", "cause")
        assert (envelope.synthetic, envelope.supersedes, envelope.effectivedate) == (True, superseded, date(2019, 4, 1))
        assert envelope.time == NOW

    async def test_lets_each_event_have_a_cause_of_its_own(self, kernel_engine: AsyncEngine) -> None:
        causes = [trace.Trace(f"c-{number}", f"e-{number}", "") for number in range(2)]
        async with kernel_engine.begin() as connection:
            await record(connection, [Outgoing(given_event(), 1, cause=cause) for cause in causes], now=NOW)
        envelopes = [decode_headers(unpack_headers(row.headers)) for row in await outbox(kernel_engine)]
        assert [(e.correlationid, e.causationid) for e in envelopes] == [("c-0", "e-0"), ("c-1", "e-1")]

    async def test_refuses_a_version_the_aggregate_has_published(self, kernel_engine: AsyncEngine) -> None:
        event = given_event()
        async with kernel_engine.begin() as connection:
            await record(connection, [Outgoing(event, 1)], now=NOW)
        with pytest.raises(IntegrityError, match="uq_outbox_topic_aggregate_id_aggregate_version"):
            async with kernel_engine.begin() as connection:
                await record(connection, [Outgoing(event, 1)], now=NOW)

    async def test_leaves_nothing_when_the_transaction_rolls_back(self, kernel_engine: AsyncEngine) -> None:
        async with kernel_engine.connect() as connection:
            await record(connection, [Outgoing(given_event(), 1)], now=NOW)
            await connection.rollback()
        assert await scalar(kernel_engine, "SELECT count(*) FROM outbox") == 0


class TestInsertRows:
    async def test_refuses_what_kafka_would_refuse_before_it_blocks_the_outbox(
        self, kernel_engine: AsyncEngine
    ) -> None:
        small = given_row("t")
        large = replace(given_row("t", version=2), payload=b"x" * MAX_RECORD_BYTES)
        async with kernel_engine.begin() as connection:
            with pytest.raises(RecordTooLarge):
                await insert_rows(connection, [small, large], now=NOW)
        assert await scalar(kernel_engine, "SELECT count(*) FROM outbox") == 0

    @pytest.mark.parametrize("statement", [DriverStatement(SQL), CLOSING])
    async def test_takes_the_transactions_id_before_a_row_takes_its_own(
        self, kernel_engine: AsyncEngine, statement: DriverStatement
    ) -> None:
        """What shared.outbox.position relies on. PostgreSQL gives a transaction its id when it first writes."""
        async with kernel_engine.connect() as connection:
            plan = await connection.exec_driver_sql("EXPLAIN (VERBOSE, COSTS OFF) " + with_literals(statement.sql))
            lines = [line.strip() for line in plan.scalars()]
        written = lines[next(place for place, line in enumerate(lines) if "Insert on public.outbox" in line) :]
        numbered = next(place for place, line in enumerate(written) if "nextval" in line)
        taken = next(
            place for place, line in enumerate(written) if "Function Scan on pg_catalog.pg_current_xact_id" in line
        )
        itself = numbered == taken + 1  # a scan's own output is made of the row that its function gave
        assert numbered < taken or itself, "what numbers rows must be fed by what takes the id"


def with_literals(sql: str) -> str:
    return re.sub(r"\$\d+", "NULL", re.sub(r"CAST\(\$\d+ AS (\w+)\[\]", r"CAST('{}' AS \1[]", sql))
