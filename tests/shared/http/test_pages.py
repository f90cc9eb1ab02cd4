"""Lists are paged by cursor: nothing twice, nothing missed, whatever is inserted meanwhile."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Integer, Row, Select, SmallInteger, Text, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeEngine

from shared.auth.tables import ACCESS_GRANT
from shared.http.pages import BrokenCursor, Page, fetch_page
from shared.ids import new_id
from tests.given import CENTRE, NOW, given_grant

GRANTS: Select[Any] = select(ACCESS_GRANT.c.grant_id, ACCESS_GRANT.c.valid_from)
BY = [ACCESS_GRANT.c.valid_from, ACCESS_GRANT.c.grant_id]


async def given_grants(engine: AsyncEngine, amount: int) -> list[UUID]:
    """In the order of a list by (valid_from, grant_id); three share each instant."""
    ids = sorted(new_id() for _ in range(amount))
    for index, grant_id in enumerate(ids):
        row = {"grant_id": grant_id, "account_id": new_id(), "role": "auditor", "org_path": CENTRE, "purpose": ""}
        async with engine.begin() as connection:
            at = NOW + timedelta(microseconds=index // 3)
            await connection.execute(insert(ACCESS_GRANT), {**row, "valid_from": at})
    return ids


def grant_id(row: Row[Any]) -> UUID:
    return UUID(str(row.grant_id))


async def page_of(connection: AsyncConnection, cursor: str | None, **more: Any) -> Page[UUID]:
    return await fetch_page(connection, GRANTS, cursor=cursor, limit=4, view=grant_id, **{"by": BY, **more})


async def every_page(engine: AsyncEngine, **more: Any) -> list[list[UUID]]:
    pages, cursor = [], None
    async with engine.connect() as connection:
        while True:
            page = await page_of(connection, cursor, **more)
            pages.append(page.items)
            cursor = page.next
            if cursor is None:
                return pages


class TestAList:
    async def test_comes_in_pages_that_join_without_gap(self, kernel_engine: AsyncEngine) -> None:
        ids = await given_grants(kernel_engine, 10)
        pages = await every_page(kernel_engine)
        assert [len(page) for page in pages] == [4, 4, 2]
        assert [each for page in pages for each in page] == ids

    async def test_comes_newest_first_when_asked(self, kernel_engine: AsyncEngine) -> None:
        ids = await given_grants(kernel_engine, 10)
        pages = await every_page(kernel_engine, newest_first=True)
        assert [each for page in pages for each in page] == ids[::-1]

    async def test_may_rise_within_what_is_newest_first(self, kernel_engine: AsyncEngine) -> None:
        ids = await given_grants(kernel_engine, 10)
        by_instant = [ids[9:], ids[6:9], ids[3:6], ids[:3]]
        pages = await every_page(kernel_engine, by=BY[:1], then=BY[1:], newest_first=True)
        assert [len(page) for page in pages] == [4, 4, 2]
        assert [each for page in pages for each in page] == [each for part in by_instant for each in part]

    async def test_ends_without_a_cursor_when_the_last_page_is_full(self, kernel_engine: AsyncEngine) -> None:
        await given_grants(kernel_engine, 4)
        assert [len(page) for page in await every_page(kernel_engine)] == [4]

    async def test_is_one_empty_page_when_there_is_nothing(self, kernel_engine: AsyncEngine) -> None:
        assert await every_page(kernel_engine) == [[]]

    async def test_shows_nothing_twice_when_rows_come_in_between(self, kernel_engine: AsyncEngine) -> None:
        ids = await given_grants(kernel_engine, 6)
        async with kernel_engine.connect() as connection:
            first = await page_of(connection, None)
            await given_grant(kernel_engine, new_id(), valid_from=datetime(2020, 1, 1, tzinfo=UTC))
            second = await page_of(connection, first.next)
        assert first.items + second.items == ids


class TestACursor:
    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "%",
            "é",
            "a" * 1000,
            base64.urlsafe_b64encode(b"[]").decode(),
            base64.urlsafe_b64encode(b"[1,2]").decode(),
            base64.urlsafe_b64encode(b'["2026-05-01T08:00:00Z"]').decode(),
            base64.urlsafe_b64encode(b'["2026-05-01T08:00:00Z","x"]').decode(),
            base64.urlsafe_b64encode(b'{"a":1}').decode(),
            base64.urlsafe_b64encode(b"[[[[").decode(),
            base64.urlsafe_b64encode(b'"\\ud800"').decode(),
            base64.urlsafe_b64encode(b'["2026-05-01T08:00:00","0190a000-0000-7000-8000-000000000001"]').decode(),
            base64.urlsafe_b64encode(b'["0001-01-01T00:00:00+14:00","0190a000-0000-7000-8000-000000000001"]').decode(),
        ],
    )
    async def test_must_be_one_the_list_gave(self, kernel_engine: AsyncEngine, cursor: str) -> None:
        async with kernel_engine.connect() as connection:
            with pytest.raises(BrokenCursor):
                await page_of(connection, cursor)

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (b'"a\\u0000"', Text()),
            (b"32768", SmallInteger()),
            (b"-2147483649", Integer()),
            (b"9223372036854775808", BigInteger()),
            (b"1180591620717411303424", BigInteger()),
        ],
    )
    async def test_holds_what_its_columns_can_hold(
        self, kernel_engine: AsyncEngine, value: bytes, kind: TypeEngine[Any]
    ) -> None:
        column = literal(None, kind).label("column")
        cursor = base64.urlsafe_b64encode(b"[" + value + b"]").decode()
        async with kernel_engine.connect() as connection:
            with pytest.raises(BrokenCursor):
                await fetch_page(connection, select(column), by=[column], cursor=cursor, limit=4, view=grant_id)
