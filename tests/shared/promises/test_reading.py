"""What a service says of events: which it recorded on a day and published, which it has not applied and why."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.ids import new_id
from shared.inbox.tables import DISCARDED, PARKED_EVENT, PARKED_KEY, STREAM_VERSION
from shared.outbox.rows import OutboxRow, insert_rows
from shared.promises.reading import ASTRAY, RECORDED, list_recorded, list_unapplied
from shared.promises.told import RecordedEvent

DAY = datetime(2026, 5, 1, tzinfo=UTC)
UNTIL = DAY + timedelta(days=1)


def row(key: str, version: int = 1, type_: str = "a.v1") -> OutboxRow:
    return OutboxRow(new_id(), "topic", key, key, version, type_, b"", b"{}")


def event(key: str, sequence: int, event_id: UUID | None = None) -> RecordedEvent:
    return RecordedEvent(1, event_id or new_id(), "a.v1", "topic", key, sequence, published=True)


async def recorded(engine: AsyncEngine, at: datetime, *rows: OutboxRow) -> None:
    async with engine.begin() as connection:
        await insert_rows(connection, rows, now=at)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


class TestWhatWasRecorded:
    async def test_is_told_for_a_span_of_time_by_types_page_by_page(
        self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.promises.reading.MOST_ASKED", 2)
        mine = [row("first"), row("second"), row("first", 2, "b.v1")]
        await recorded(kernel_engine, DAY - timedelta.resolution, row("before"))
        await recorded(kernel_engine, DAY, mine[0], row("another", type_="c.v1"))
        await recorded(kernel_engine, UNTIL, row("after"))
        await recorded(kernel_engine, UNTIL - timedelta.resolution, *mine[1:])
        async with kernel_engine.connect() as connection:
            page = await list_recorded(connection, ["a.v1", "b.v1"], DAY, UNTIL, 0)
            rest = await list_recorded(connection, ["a.v1", "b.v1"], DAY, UNTIL, page[-1].place)
        assert [(each.event_id, each.key, each.sequence) for each in (*page, *rest)] == [
            (each.event_id, each.key, each.aggregate_version) for each in mine
        ]
        assert len(page) == 2

    async def test_is_found_without_reading_the_rest_of_the_outbox(self, kernel_engine: AsyncEngine) -> None:
        """Ids follow the time but for a command that began long before it wrote; some ids are nobody's."""
        for number in range(-20, 21):
            await recorded(
                kernel_engine, DAY + timedelta(days=number, hours=1), *(row(f"{number}{each}") for each in "ab")
            )
            async with kernel_engine.connect() as connection:
                await insert_rows(connection, [row("given up", each) for each in range(9)], now=DAY)
                await connection.rollback()
            if number == 1:
                await recorded(kernel_engine, DAY + timedelta(hours=20), row("slow"))
        asked = {"types": ["a.v1"], "since": DAY, "until": UNTIL, "after": 0, "most": 100}
        window = {"earliest": DAY - ASTRAY, "latest": UNTIL + ASTRAY}
        async with kernel_engine.begin() as connection:
            found = await list_recorded(connection, ["a.v1"], DAY, UNTIL, 0)
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            explained = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {RECORDED.text}")
            told = await connection.scalar(explained, {**asked, **window})
        [plan] = json.loads(told) if isinstance(told, str) else told
        assert [each.key for each in found] == ["0a", "0b", "slow"]
        read = [each for each in nodes(plan["Plan"]) if each.get("Alias") == "outbox" and "Filter" in each]
        assert [each["Actual Rows"] + each["Rows Removed by Filter"] for each in read] == [7]

    async def test_is_published_as_far_as_the_relay_has_come(self, kernel_engine: AsyncEngine) -> None:
        await recorded(kernel_engine, DAY, *(row(key) for key in ("behind", "between", "ahead")))
        async with kernel_engine.begin() as connection:
            assert not any(each.published for each in await list_recorded(connection, ["a.v1"], DAY, UNTIL, 0))
            position = """
                INSERT INTO outbox_position (one, floor, ahead, revision)
                SELECT true, min(id), int8multirange(int8range(max(id), max(id), '[]')), 1 FROM outbox
                ON CONFLICT (one) DO UPDATE SET floor = excluded.floor, ahead = excluded.ahead
            """
            await connection.execute(text(position))
            told = await list_recorded(connection, ["a.v1"], DAY, UNTIL, 0)
        assert [(each.key, each.published) for each in told] == [
            ("behind", True),
            ("between", False),
            ("ahead", True),
        ]


class TestWhatIsNotApplied:
    async def test_is_under_way_parked_for_a_cause_or_discarded(self, kernel_engine: AsyncEngine) -> None:
        applied, unheard, late = event("here", 3), event("nowhere", 1), event("here", 5)
        poison, waits = event("stuck", 2), event("stuck", 3)
        given_up, given_up_alone = event("left", 2), event("left", 1)
        fork = event("here", 4)
        async with kernel_engine.begin() as connection:
            for key, sequence in (("here", 4), ("stuck", 1), ("left", 2)):
                version = {"topic": "topic", "key": key, "sequence": sequence, "event_id": new_id()}
                await connection.execute(STREAM_VERSION.insert(), version)
            for each, cause in ((poison, "handler"), (waits, "behind"), (fork, "fork")):
                where = {"topic": "topic", "key": each.key, "cause": cause, "detail": "", "parked_at": DAY}
                if cause != "behind":
                    await connection.execute(PARKED_KEY.insert(), {"id": new_id(), **where})
                record = {"id": new_id(), "sequence": each.sequence, "partition": 0, "offset": 1, "type": "a.v1"}
                its = {"event_id": each.event_id, "headers": b"", **record, **where}
                await connection.execute(PARKED_EVENT.insert(), its)
            left = {"topic": "topic", "key": "left", "reason": "重复", "account_id": new_id(), "discarded_at": DAY}
            span = {"id": new_id(), "first_sequence": 2, "last_sequence": 2, "event_id": None}
            alone = {"id": new_id(), "first_sequence": None, "last_sequence": None, "event_id": given_up_alone.event_id}
            await connection.execute(DISCARDED.insert(), [{**span, **left}, {**alone, **left}])
            asked = [applied, unheard, late, poison, waits, given_up, given_up_alone, fork]
            told = {each.event_id: (each.state, each.cause) for each in await list_unapplied(connection, asked)}
            assert await list_unapplied(connection, []) == []
        assert told == {
            unheard.event_id: ("under-way", None),
            late.event_id: ("under-way", None),
            poison.event_id: ("parked", "handler"),
            waits.event_id: ("parked", "behind"),
            fork.event_id: ("parked", "fork"),
            given_up.event_id: ("discarded", None),
            given_up_alone.event_id: ("discarded", None),
        }
