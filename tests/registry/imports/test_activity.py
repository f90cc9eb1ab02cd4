"""Whether people are at work beside what works by itself."""

from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.tables import ACCOUNT
from services.registry.imports import queries
from services.registry.imports.queries import Activity
from shared import trace
from shared.audit import own_accounts
from shared.audit.record import AuditEntry, record_audit
from shared.clock import now
from shared.ids import new_id

IMPORT, SOMEBODY = str(new_id()), str(new_id())
PERSON, MACHINE = new_id(), new_id()
LONG_AGO = now() - timedelta(days=1)


async def did(
    engine: AsyncEngine, account_id: UUID | None, *, correlation_id: str = SOMEBODY, seconds_ago: float = 0
) -> None:
    asked = trace.continued(correlation_id=correlation_id, traceparent=trace.new_trace().traceparent)
    with trace.using(asked):
        async with engine.begin() as connection:
            await record_audit(
                connection, AuditEntry(account_id, "register-veteran"), now=now() - timedelta(seconds=seconds_ago)
            )


@pytest_asyncio.fixture(autouse=True)
async def accounts(registry_engine: AsyncEngine) -> None:
    kinds = {PERSON: Kind.PERSON, MACHINE: Kind.MACHINE}
    rows = [
        {"account_id": each, "kind": kind, "username": kind, "display_name": "人员", "created_at": now()}
        for each, kind in kinds.items()
    ]
    async with registry_engine.begin() as connection:
        await connection.execute(insert(ACCOUNT), rows)


class TestWhetherOthersAreAtWork:
    async def test_is_known_at_the_first_look(self, registry_engine: AsyncEngine) -> None:
        await did(registry_engine, PERSON)
        await did(registry_engine, MACHINE)
        assert await Activity(registry_engine).others_at_work(but=(), since=LONG_AGO)

    @pytest.mark.parametrize(
        ("account_id", "correlation_id", "at_work"),
        [
            (PERSON, SOMEBODY, True),
            (PERSON, IMPORT, False),
            (MACHINE, SOMEBODY, False),
            (own_accounts.TELLER_OF_AGES, SOMEBODY, False),
            (None, SOMEBODY, False),  # refused before anybody knew who he is
        ],
        ids=["somebody", "whoever-asks", "a-machine", "the-service-itself", "nobody-known"],
    )
    async def test_is_seen_by_what_came_since(
        self, registry_engine: AsyncEngine, account_id: UUID | None, correlation_id: str, at_work: bool
    ) -> None:
        looking = Activity(registry_engine)
        await looking.others_at_work(but=[IMPORT], since=LONG_AGO)
        await did(registry_engine, account_id, correlation_id=correlation_id)
        assert await looking.others_at_work(but=[IMPORT], since=LONG_AGO) is at_work

    async def test_of_what_was_done_long_ago_is_none(self, registry_engine: AsyncEngine) -> None:
        await did(registry_engine, PERSON, seconds_ago=6)
        assert not await Activity(registry_engine).others_at_work(but=(), since=LONG_AGO)

    async def test_is_not_an_import_that_has_just_ended(self, registry_engine: AsyncEngine) -> None:
        looking = Activity(registry_engine)
        await looking.others_at_work(but=[IMPORT], since=LONG_AGO)
        await did(registry_engine, PERSON, correlation_id=IMPORT)
        assert not await looking.others_at_work(but=(), since=LONG_AGO)

    async def test_says_nothing_of_what_was_done_before_it_was_asked_for(self, registry_engine: AsyncEngine) -> None:
        await did(registry_engine, PERSON, seconds_ago=1)
        assert not await Activity(registry_engine).others_at_work(but=(), since=now())

    async def test_is_remembered_for_a_while(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looking = Activity(registry_engine)
        await looking.others_at_work(but=(), since=LONG_AGO)
        await did(registry_engine, PERSON)
        assert await looking.others_at_work(but=(), since=LONG_AGO)
        assert await looking.others_at_work(but=(), since=LONG_AGO)
        monkeypatch.setattr(queries, "AT_WORK_SECONDS", 0.0)
        assert not await looking.others_at_work(but=(), since=LONG_AGO)
