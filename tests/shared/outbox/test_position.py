"""What is published, kept as a set: nothing that commits late is lost, nothing is looked at for ever."""

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.driver import Driver
from shared.database.locks import RELAY
from shared.database.session_lock import UNLOCK_ALL, try_lock
from shared.outbox import position
from shared.outbox.position import COUNT_PENDING, FIRST_POSITION, Overtaken, Pending, Position, as_multirange
from shared.outbox.republish import republish
from shared.outbox.rows import insert_rows
from shared.outbox.session import relay_session
from tests.given import NOW
from tests.shared.wire import given_row, given_rows, scalar


@pytest_asyncio.fixture
async def session(kernel_engine: AsyncEngine) -> AsyncIterator[Driver]:
    """The connection of an active relay."""
    async with relay_session(kernel_engine) as connection:
        assert await try_lock(connection, RELAY)
        await connection.execute(FIRST_POSITION)
        yield connection


def versions(rows: Sequence[Pending]) -> list[str]:
    return [row.key for row in rows]


async def floor_of(engine: AsyncEngine) -> int:
    return int(await scalar(engine, "SELECT floor FROM outbox_position"))


async def record_one(connection: AsyncConnection, key: str) -> None:
    await insert_rows(connection, [given_row("t", key)], now=NOW)


class TestPosition:
    async def test_reads_the_lowest_ids_first(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        await given_rows(kernel_engine, [given_row("t", key) for key in "cab"])
        assert versions(await Position(session).read()) == ["c", "a", "b"]

    async def test_finds_what_commits_after_a_higher_id_was_published(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        reader = Position(session)
        async with kernel_engine.connect() as slow:
            await record_one(slow, "late")
            await given_rows(kernel_engine, [given_row("t", "early")])
            first = await reader.read()
            assert versions(first) == ["early"]
            assert await reader.advance(first) == []
            await slow.commit()
        late = await reader.read()
        assert versions(late) == ["late"]
        assert late[0].id < first[0].id

    async def test_finds_it_also_after_a_restart(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        async with kernel_engine.connect() as slow:
            await record_one(slow, "late")
            await given_rows(kernel_engine, [given_row("t", key) for key in "abc"])
            before = Position(session)
            await before.advance(await before.read())
            await slow.commit()
        assert versions(await Position(session).read()) == ["late"]

    async def test_does_not_raise_the_floor_past_a_transaction_that_may_still_commit(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        reader = Position(session)
        async with kernel_engine.connect() as slow:
            await record_one(slow, "late")
            for key in "abcd":
                await given_rows(kernel_engine, [given_row("t", key)])
                await reader.advance(await reader.read())
            assert await floor_of(kernel_engine) == 0
            assert await scalar(kernel_engine, "SELECT ahead::text FROM outbox_position") == "{[2,6)}"
            await slow.commit()
        for key in "efg":
            await given_rows(kernel_engine, [given_row("t", key)])
            await reader.advance(await reader.read())
        assert await floor_of(kernel_engine) >= 5

    async def test_closes_the_gap_of_a_transaction_that_rolled_back(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        reader = Position(session)
        async with kernel_engine.connect() as failing:
            await record_one(failing, "never")
            await given_rows(kernel_engine, [given_row("t", "a")])
            await failing.rollback()
        await reader.advance(await reader.read())
        for key in "bc":
            await given_rows(kernel_engine, [given_row("t", key)])
            await reader.advance(await reader.read())
        assert await floor_of(kernel_engine) >= 2

    async def test_is_not_held_up_by_a_snapshot_that_someone_keeps_open(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        async with kernel_engine.connect() as other:
            reading = await other.execution_options(isolation_level="REPEATABLE READ")
            await reading.execute(text("SELECT count(*) FROM outbox"))
            reader = Position(session)
            for key in "abc":
                await given_rows(kernel_engine, [given_row("t", key)])
                await reader.advance(await reader.read())
            assert await floor_of(kernel_engine) >= 1

    async def test_does_not_raise_the_floor_past_a_row_that_committed_late_and_is_not_marked(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        """Every id up to its own has long been given out, and no transaction runs: it alone holds the floor down."""
        reader = Position(session)
        async with kernel_engine.connect() as slow:
            await record_one(slow, "late")
            await given_rows(kernel_engine, [given_row("t", "early")])
            await reader.advance(await reader.read())
            await slow.commit()
        late = await reader.read()
        for key in "abc":
            await given_rows(kernel_engine, [given_row("t", key)])
            others = [row for row in await reader.read() if row.key == key]
            assert await reader.advance(others) == late
            assert await floor_of(kernel_engine) < late[0].id
        assert versions(await Position(session).read()) == ["late"]

    async def test_ends_a_chunk_before_it_grows_too_large_but_takes_one_row_at_least(
        self, kernel_engine: AsyncEngine, session: Driver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(position, "CHUNK_BYTES", 1_000)
        await given_rows(kernel_engine, [given_row("t", key, payload=b"x" * 600) for key in "abc"])
        assert versions(await Position(session).read()) == ["a", "b"]
        monkeypatch.setattr(position, "CHUNK_BYTES", 1)
        assert versions(await Position(session).read()) == ["a"]

    async def test_marks_nothing_when_it_was_overtaken(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        await given_rows(kernel_engine, [given_row("t", key) for key in "ab"])
        zombie, present = Position(session), Position(session)
        stale = await zombie.read()
        await present.advance((await present.read())[:1])
        with pytest.raises(Overtaken):
            await zombie.advance(stale)
        assert versions(await Position(session).read()) == ["b"]

    async def test_marks_nothing_that_was_sent_before_a_republish(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        await given_rows(kernel_engine, [given_row("t", "a")])
        reader = Position(session)
        sent = await reader.read()
        await republish(kernel_engine)
        with pytest.raises(Overtaken):
            await reader.advance(sent)
        assert versions(await Position(session).read()) == ["a"]

    async def test_notices_that_the_lock_is_gone(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        reader = Position(session)
        await reader.read()
        await session.execute(UNLOCK_ALL)
        with pytest.raises(Overtaken):
            await reader.read()

    async def test_marks_nothing_and_reads_nothing_once_another_has_the_lock(
        self, kernel_engine: AsyncEngine, session: Driver
    ) -> None:
        await given_rows(kernel_engine, [given_row("t", "a")])
        reader = Position(session)
        sent = await reader.read()
        await session.execute(UNLOCK_ALL)
        async with relay_session(kernel_engine) as another:
            assert await try_lock(another, RELAY)
            with pytest.raises(Overtaken):
                await reader.advance(sent)
            with pytest.raises(Overtaken):
                await reader.read()
            assert versions(await Position(another).read()) == ["a"]

    async def test_notices_that_its_session_is_another_one(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        async with relay_session(kernel_engine) as another:
            assert not await try_lock(another, RELAY)
            with pytest.raises(Overtaken):
                await Position(another).read()

    async def test_begins_again_when_its_row_is_gone(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        await session.execute("DELETE FROM outbox_position")
        with pytest.raises(Overtaken):
            await Position(session).read()


class TestCountPending:
    async def test_counts_what_is_not_published(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        await given_rows(kernel_engine, [given_row("t", key) for key in "abcde"])
        reader = Position(session)
        await reader.advance([row for row in await reader.read() if row.key in "bd"])
        async with kernel_engine.connect() as connection:
            assert (await connection.execute(COUNT_PENDING)).scalar_one() == 3

    async def test_does_not_read_what_is_published(self, kernel_engine: AsyncEngine, session: Driver) -> None:
        """Not even where PostgreSQL takes reading everything once for cheaper than a look at each of a hundred gaps."""
        await given_rows(kernel_engine, [given_row("t", "a", version) for version in range(1, 5_001)])
        async with kernel_engine.begin() as connection:
            await connection.execute(text("UPDATE outbox_position SET floor = (SELECT max(id) FROM outbox)"))
            for setting in ("cpu_operator_cost", "cpu_tuple_cost"):
                await connection.execute(text(f"SET LOCAL {setting} = 0"))
            plan = await connection.execute(text(f"EXPLAIN (ANALYZE, TIMING OFF) {COUNT_PENDING.text}"))
            steps = [str(line) for (line,) in plan]
        assert not [step for step in steps if "Seq Scan on outbox " in step], steps


class TestAsMultirange:
    def test_writes_runs_of_ids_as_ranges(self) -> None:
        assert as_multirange([1, 2, 3, 7, 9, 10]) == "{[1,3],[7,7],[9,10]}"

    def test_writes_nothing_as_the_empty_set(self) -> None:
        assert as_multirange([]) == "{}"

    @given(st.sets(st.integers(min_value=1, max_value=60)))
    def test_holds_exactly_the_ids(self, ids: set[int]) -> None:
        ranges = [part.split(",") for part in as_multirange(sorted(ids)).strip("{[]}").split("],[") if part]
        assert {each for low, high in ranges for each in range(int(low), int(high) + 1)} == ids
