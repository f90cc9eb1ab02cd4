"""Whether people are at work beside what works by itself."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import trace
from shared.audit import activity, own_accounts
from shared.audit.activity import Activity
from shared.audit.record import AuditEntry, record_audit
from shared.clock import now
from shared.ids import new_id

IMPORT, SOMEBODY = str(new_id()), str(new_id())


async def did(engine: AsyncEngine, account_id: UUID | None, *, correlation_id: str = SOMEBODY) -> None:
    asked = trace.continued(correlation_id=correlation_id, traceparent=trace.new_trace().traceparent)
    with trace.using(asked):
        async with engine.begin() as connection:
            await record_audit(connection, AuditEntry(account_id, "register-veteran"), now=now())


class TestWhetherOthersAreAtWork:
    async def test_is_not_known_at_the_first_look(self, kernel_engine: AsyncEngine) -> None:
        await did(kernel_engine, new_id())
        assert not await Activity(kernel_engine).others_at_work(but=())

    @pytest.mark.parametrize(
        ("account_id", "correlation_id", "at_work"),
        [
            (new_id(), SOMEBODY, True),
            (new_id(), IMPORT, False),
            (own_accounts.TELLER_OF_AGES, SOMEBODY, False),
            (None, SOMEBODY, False),  # refused before anybody knew who he is
        ],
        ids=["somebody", "whoever-asks", "the-service-itself", "nobody-known"],
    )
    async def test_is_seen_by_what_came_since(
        self, kernel_engine: AsyncEngine, account_id: UUID | None, correlation_id: str, at_work: bool
    ) -> None:
        looking = Activity(kernel_engine)
        await looking.others_at_work(but=[IMPORT])
        await did(kernel_engine, account_id, correlation_id=correlation_id)
        assert await looking.others_at_work(but=[IMPORT]) is at_work

    async def test_of_what_was_done_long_ago_is_none(self, kernel_engine: AsyncEngine) -> None:
        looking = Activity(kernel_engine)
        await looking.others_at_work(but=())
        await did(kernel_engine, new_id())
        looking._looked_at = float("-inf")
        assert not await looking.others_at_work(but=())

    async def test_is_remembered_for_a_while(self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        looking = Activity(kernel_engine)
        await looking.others_at_work(but=())
        await did(kernel_engine, new_id())
        assert await looking.others_at_work(but=())
        assert await looking.others_at_work(but=())
        monkeypatch.setattr(activity, "AT_WORK_SECONDS", 0.0)
        assert not await looking.others_at_work(but=())
