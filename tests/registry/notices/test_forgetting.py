"""What notices said goes after a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.notices.commands.forgetting import KEPT, UNREADABLE_KEPT, forget_notices
from services.registry.notices.commands.settling import reopen_notice, settle_notice
from services.registry.notices.domain.settling import NoticeForgotten, Settlement
from services.registry.notices.tables import EXTERNAL_NOTICE
from shared.command import command
from shared.schedule import Due
from tests.registry.given import NOW, given_network, given_work
from tests.registry.notices.given import message, notice_of, taken


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestForgetting:
    async def test_leaves_that_there_was_one(self, registry_engine: AsyncEngine) -> None:
        await taken(registry_engine, message())
        notice_id = await notice_of(registry_engine)
        await settle_notice(given_work(registry_engine), notice_id, Settlement("not-ours", None, "外县人员"))
        async with registry_engine.begin() as connection:
            earlier = update(EXTERNAL_NOTICE).values(settled_at=NOW - KEPT - timedelta(days=1))
            await connection.execute(earlier)
        await command(forget_notices)(given_work(registry_engine), Due("", NOW, {}))
        async with registry_engine.connect() as connection:
            row = (await connection.execute(select(EXTERNAL_NOTICE))).one()
        assert (row.sealed, row.wrapped_key, row.outcome) == (None, None, "not-ours")
        with pytest.raises(NoticeForgotten):
            await reopen_notice(given_work(registry_engine), notice_id, reason="核对有误")

    async def test_leaves_nothing_of_what_could_not_be_read(self, registry_engine: AsyncEngine) -> None:
        """A stranger may fill the table, and nobody need ever settle it."""
        await taken(registry_engine, message(), message("m-2", surprise="值"))
        until = given_work(registry_engine).now + UNREADABLE_KEPT
        for at, left in ((until, 2), (until + timedelta(seconds=1), 1)):
            await command(forget_notices)(given_work(registry_engine), Due("", at, {}))
            async with registry_engine.connect() as connection:
                assert len((await connection.execute(select(EXTERNAL_NOTICE))).all()) == left
