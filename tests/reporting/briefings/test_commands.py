"""A briefing note is counted when it is written, issued by another, and corrected by another edition."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.briefings.commands import issue_briefing, withdraw_briefing
from services.reporting.briefings.domain import (
    BriefingChanged,
    BriefingHasNothingToIssue,
    BriefingInvalid,
    BriefingIsProvisional,
    BriefingNotFound,
    BriefingWithdrawn,
    EditionContent,
    OwnBriefing,
)
from services.reporting.briefings.queries import count_said, list_editions, list_to_issue
from services.reporting.briefings.schemas import EditionView
from services.reporting.bulletins.domain.content import Value
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.http.dependencies import Reading
from tests.given import given_caller
from tests.races import until_waiting
from tests.reporting.briefings.given import draft, write
from tests.reporting.bulletins.given import CENTRE_STAFF, DAY, LEADER, MAY_5, MAY_6, given_period, work
from tests.reporting.given import SHIAN, YANGYING, apply, delivered, fold, given_progress, veteran_registered
from tests.reporting.seen import done

SAID = EditionContent("四月登记情况", date(2019, 4, 1), date(2019, 4, 30), ("F01", "F19"), "登记平稳。")


@pytest.fixture(autouse=True)
async def _period(reporting_engine: AsyncEngine) -> None:
    await given_period(reporting_engine)


async def editions(engine: AsyncEngine, briefing_id: object) -> list[EditionView]:
    async with engine.connect() as connection:
        return [EditionView.of(row) for row in await list_editions(connection, briefing_id)]  # type: ignore[arg-type]


async def waiting(engine: AsyncEngine, caller: Caller = LEADER) -> int:
    """How many wait for him to issue them."""
    async with engine.connect() as connection:
        return len(await list_to_issue(Reading(connection, caller, MAY_5), 10))


class TestABriefingNote:
    async def test_goes_from_a_draft_to_its_second_edition(self, reporting_engine: AsyncEngine) -> None:
        engine = reporting_engine
        drafted = await draft(work(engine), SAID)
        own = drafted.briefing_id
        [first] = await editions(engine, own)
        assert first.counted.values == (Value("F01", 0, 1), Value("F19", 0, 1))
        assert [(each.code, each.ends[-1]) for each in first.counted.trends] == [
            ("F01", ("2019-04-C", 1)), ("F19", ("2019-04-C", 1)),
        ]  # fmt: skip
        await fold(engine, [veteran_registered(YANGYING, DAY)], time=datetime(2019, 5, 5, tzinfo=SHANGHAI))
        await given_progress(engine)
        changed = await write(work(engine), own, replace(SAID, figures=("F01",)), version=1)
        [again] = await editions(engine, own)
        assert (changed.edition, again.counted.values) == (1, (Value("F01", 0, 2),))
        with pytest.raises(BriefingChanged):
            await write(work(engine), own, SAID, version=1)
        assert [await waiting(engine, caller) for caller in (LEADER, CENTRE_STAFF)] == [1, 0]
        with pytest.raises(OwnBriefing):
            await issue_briefing(work(engine), own)
        issued = await issue_briefing(work(engine, MAY_5, LEADER), own, version=2)
        assert issued.document_number == "简报〔2019〕1号"

        with pytest.raises(BriefingInvalid):
            await write(work(engine), own, SAID)
        await write(work(engine), own, replace(SAID, reason="漏列调解员"))
        second, kept = await editions(engine, own)
        assert (second.reason, second.figures, kept.figures) == ("漏列调解员", ("F01", "F19"), ("F01",))
        after = await issue_briefing(work(engine, MAY_5, LEADER), own)
        assert (after.document_number, after.issued, after.edition) == ("简报〔2019〕1号", 2, 2)
        other = await draft(work(engine), SAID)
        assert (await issue_briefing(work(engine, MAY_5, LEADER), other.briefing_id)).number == 2
        async with engine.begin() as connection:
            with pytest.raises(IntegrityError, match="never changes"):
                await connection.execute(text("UPDATE briefing_edition SET text = '' WHERE edition = 1"))

    async def test_that_is_refused_has_counted_nothing(self, reporting_engine: AsyncEngine) -> None:
        assert await count_said(reporting_engine, SAID, MAY_5) is not None
        wrong = replace(SAID, first_on=SAID.last_on + timedelta(days=1))
        assert await count_said(reporting_engine, wrong, MAY_5) is None
        with pytest.raises(BriefingInvalid):
            await draft(work(reporting_engine), wrong)

    async def test_waits_for_events_that_are_missing(self, reporting_engine: AsyncEngine) -> None:
        await given_progress(reporting_engine, lag=1)
        own = (await draft(work(reporting_engine), SAID)).briefing_id
        with pytest.raises(BriefingIsProvisional):
            await issue_briefing(work(reporting_engine, MAY_5, LEADER), own)

    async def test_is_provisional_where_what_was_missing_is_applied_while_it_is_counted(
        self, reporting_engine: AsyncEngine
    ) -> None:
        """Figures and what they stand on are of one instant of the database."""
        await given_progress(reporting_engine, lag=1)
        async with reporting_engine.begin() as consumer:
            await consumer.execute(text("LOCK TABLE topic_progress IN ACCESS EXCLUSIVE MODE"))
            drafting = asyncio.create_task(draft(work(reporting_engine), SAID))
            await until_waiting(consumer, [drafting])
            await apply(consumer, [delivered(veteran_registered(YANGYING, DAY))])
            await consumer.execute(text("UPDATE topic_progress SET lag = 0"))
        [edition] = await editions(reporting_engine, (await drafting).briefing_id)
        assert (edition.counted.values[0], edition.counted.provisional) == (Value("F01", 0, 1), True)

    async def test_that_nobody_wants_is_withdrawn(self, reporting_engine: AsyncEngine) -> None:
        engine = reporting_engine
        own = (await draft(work(engine), SAID)).briefing_id
        with pytest.raises(BriefingChanged):
            await withdraw_briefing(work(engine), own, reason="不印发了", version=2)
        gone = await withdraw_briefing(work(engine, MAY_6), own, reason="不印发了", version=1)
        assert (gone.state, gone.version) == ("withdrawn", 2)
        [kept] = await editions(engine, own)
        assert (kept.text, kept.withdrawn_by, kept.withdrawn_at, kept.withdrawal_reason) == (
            SAID.text, CENTRE_STAFF.account_id, MAY_6, "不印发了",
        )  # fmt: skip
        assert await waiting(engine) == 0
        for refused in (
            write(work(engine), own, SAID),
            issue_briefing(work(engine, MAY_6, LEADER), own),
            withdraw_briefing(work(engine), own, reason="再撤"),
        ):
            with pytest.raises(BriefingWithdrawn):
                await refused
        assert await done(engine, f"briefing {own}") == [("draft-briefing", ""), ("withdraw-briefing", "不印发了")]

    async def test_that_is_issued_stands_when_its_correction_is_withdrawn(self, reporting_engine: AsyncEngine) -> None:
        engine = reporting_engine
        own = (await draft(work(engine), SAID)).briefing_id
        number = (await issue_briefing(work(engine, MAY_5, LEADER), own)).document_number
        with pytest.raises(BriefingHasNothingToIssue):
            await withdraw_briefing(work(engine), own, reason="有误")
        wrong = replace(SAID, subject="五月登记情况", reason="误以为有误")
        await write(work(engine), own, wrong)
        assert await waiting(engine) == 1
        gone = await withdraw_briefing(work(engine, MAY_6), own, reason="原文无误")
        assert (gone.state, gone.document_number, await waiting(engine)) == ("issued", number, 0)
        assert [(each.edition, each.withdrawal_reason) for each in await editions(engine, own)] == [
            (2, "原文无误"), (1, None),
        ]  # fmt: skip
        with pytest.raises(BriefingHasNothingToIssue):
            await issue_briefing(work(engine, MAY_6, LEADER), own)
        again = await write(work(engine), own, replace(SAID, reason="漏列调解员"))
        assert (again.edition, await waiting(engine)) == (3, 1)
        after = await issue_briefing(work(engine, MAY_6, LEADER), own)
        assert (after.issued, after.document_number) == (3, number)

    async def test_is_the_centres(self, reporting_engine: AsyncEngine) -> None:
        own = (await draft(work(reporting_engine), SAID)).briefing_id
        clerk = given_caller(Role.STATION_STAFF, SHIAN)
        with pytest.raises(BriefingNotFound):
            await write(work(reporting_engine, MAY_5, clerk), own, SAID)
