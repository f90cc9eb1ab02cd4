"""A snapshot counted again from the ledger: as known when it was frozen, and as known now."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.snapshots.commands import freeze_figures
from services.reporting.snapshots.domain import content_digest_of, encoded
from services.reporting.snapshots.queries import count_day, get_snapshot, read_content, recount
from shared.auth.roles import Role
from shared.events.contract import Event
from shared.inbox.projection import Delivered
from tests.browsers import words_of
from tests.given import NOW, given_work
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    AS_OF,
    OURS,
    RECORDED_AT,
    SHIAN,
    WAIZI,
    YANGYING,
    apply,
    case_resolved,
    case_withdrawn,
    delivered,
    role_assumed,
    small_county,
    unit_closed,
    unit_established,
    unit_renamed,
    veteran_registered,
)
from tests.reporting.mended import case_reopened, resolution_corrected
from tests.reporting.mended_units import unit_corrected

MARCH = date(2019, 3, 1)
LATER = NOW + timedelta(days=1)
MISTAKEN, GIVEN_UP, MISDATED = (
    case_resolved(YANGYING, AS_OF),
    case_withdrawn(YANGYING, AS_OF),
    case_resolved(YANGYING, AS_OF),
)
KNOWN: list[Event] = [
    *small_county(),
    *(veteran_registered(YANGYING, MARCH, party_member=number < 3) for number in range(5)),
    role_assumed(YANGYING, MARCH),
    case_resolved(YANGYING, AS_OF, mediators=2),
    case_withdrawn(YANGYING, AS_OF),
    MISTAKEN,
    GIVEN_UP,
    MISDATED,
]
LATE: list[Event] = [
    veteran_registered(YANGYING, MARCH),
    unit_renamed(SHIAN, "新名称", MARCH),
    unit_closed(WAIZI, MARCH),
    unit_corrected(YANGYING, "county-direct-unit"),
    unit_established(f"{SHIAN}.411329104299", MARCH),
    case_reopened(MISTAKEN),
    case_reopened(GIVEN_UP),
    resolution_corrected(MISDATED, msgspec.structs.replace(MISDATED, resolved_on=MARCH)),
]


def told(events: list[Event], time: datetime) -> list[Delivered[Any]]:
    return [delivered(event, time, sequence=number) for number, event in enumerate(events, 1)]


async def freeze(engine: AsyncEngine) -> UUID:
    return (await freeze_figures(given_work(engine), await count_day(engine, AS_OF))).snapshot_id


async def digests(engine: AsyncEngine, snapshot_id: UUID) -> tuple[str, str, str]:
    """Of the snapshot, as known then, as known now."""
    async with engine.connect() as connection:
        snapshot = await get_snapshot(connection, snapshot_id)
        found = await recount(connection, snapshot)
    return snapshot.digest, found.known_then, found.known_now


class TestARecount:
    async def test_gives_the_same_digest_as_known_then_after_late_facts_and_a_rebuild(
        self, reporting_engine: AsyncEngine
    ) -> None:
        known, late = told(KNOWN, RECORDED_AT), told(LATE, LATER)
        async with reporting_engine.begin() as connection:
            await apply(connection, known)
        snapshot_id = await freeze(reporting_engine)
        first, then, now = await digests(reporting_engine, snapshot_id)
        assert first == then == now
        async with reporting_engine.begin() as connection:
            await apply(connection, late)
        _, then, now = await digests(reporting_engine, snapshot_id)
        assert (then == first, now == first) == (True, False)
        async with reporting_engine.begin() as connection:
            for table in (table for projection in OURS for table in projection.tables):
                await connection.execute(delete(table))
            await apply(connection, [*reversed(known), *late])
        assert await digests(reporting_engine, snapshot_id) == (first, then, now)

    async def test_comes_to_the_same_content_byte_by_byte(self, reporting_engine: AsyncEngine) -> None:
        async with reporting_engine.begin() as connection:
            await apply(connection, told(KNOWN, RECORDED_AT))
        snapshot_id = await freeze(reporting_engine)
        async with reporting_engine.begin() as connection:
            await apply(connection, told(LATE, LATER))
            snapshot = await get_snapshot(connection, snapshot_id)
            again = await read_content(connection, AS_OF, snapshot.known_before)
        assert content_digest_of(encoded(again)) == content_digest_of(encoded(snapshot.content))

    async def test_differs_when_a_fact_was_recorded_before_and_arrived_after(
        self, reporting_engine: AsyncEngine
    ) -> None:
        async with reporting_engine.begin() as connection:
            await apply(connection, told(KNOWN, RECORDED_AT))
        snapshot_id = await freeze(reporting_engine)
        async with reporting_engine.begin() as connection:
            await apply(connection, told(LATE[:1], NOW - timedelta(seconds=1)))
        first, then, now = await digests(reporting_engine, snapshot_id)
        assert (then == now, then == first) == (True, False)


class TestTheRecountOverHttp:
    @pytest.fixture(autouse=True)
    async def _county(self, reporting_engine: AsyncEngine) -> None:
        async with reporting_engine.begin() as connection:
            await apply(connection, told(KNOWN, RECORDED_AT))

    async def test_says_whether_the_snapshot_can_be_had_again(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        snapshot_id, client = await freeze(reporting_engine), await client_for()
        answer = (await client.get(f"/snapshots/{snapshot_id}/recount")).json()
        assert (answer["reproduced"], answer["changed_since"]) == (True, False)
        async with reporting_engine.begin() as connection:
            await apply(connection, told(LATE, LATER))
        answer = (await client.get(f"/snapshots/{snapshot_id}/recount")).json()
        assert (answer["reproduced"], answer["changed_since"]) == (True, True)
        assert answer["known_then"] == answer["digest"] != answer["known_now"]

    async def test_is_for_those_who_answer_for_the_county(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        snapshot_id = await freeze(reporting_engine)
        refused = await (await client_for(Role.STATION_STAFF, SHIAN)).get(f"/snapshots/{snapshot_id}/recount")
        assert refused.status_code == 403
        page = f"/reporting/snapshots/{snapshot_id}"
        of_the_county = await (await browser_for()).get(page)
        of_a_station = await (await browser_for(Role.STATION_STAFF, SHIAN)).get(page)
        assert (f"{page}/recount" in of_the_county.text, f"{page}/recount" in of_a_station.text) == (True, False)

    async def test_stands_on_the_page_of_the_snapshot(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        browser, snapshot_id = await browser_for(), await freeze(reporting_engine)
        shown: httpx2.Response = await browser.get(f"/reporting/snapshots/{snapshot_id}/recount")
        assert "一致 按生成时已知的事实重算，结果与快照相同。" in words_of(shown)
        assert "此后没有再登记当日或者以前的事实。" in words_of(shown)
        async with reporting_engine.begin() as connection:
            await apply(connection, told(LATE, LATER))
        shown = await browser.get(f"/reporting/snapshots/{snapshot_id}/recount")
        assert "此后又登记了当日或者以前的事实，登记后又撤销的，数字可能相同" in words_of(shown)
