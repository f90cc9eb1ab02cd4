"""A bulletin tells the rankings that hold when it is issued."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.domain.bulletin import Bulletin, BulletinRankingsChanged
from services.reporting.rankings.commands.ranking import confirm_ranking, publish_ranking, reopen_assessment_round
from services.reporting.scores.domain import Round
from tests.races import until_waiting
from tests.reporting.bulletins.given import MAY_13, counted, drafted, issued
from tests.reporting.rankings.test_appealing import AFTER, given_ranking, work
from tests.reporting.scores.given import LEADER

PURPOSE = "一处否决事项漏登"


@pytest.fixture
async def draft(reporting_engine: AsyncEngine) -> Bulletin:
    """With the ranking of April, which was published on the last day of its period."""
    round_id = await given_ranking(reporting_engine)
    await confirm_ranking(work(reporting_engine, day=AFTER), round_id)
    await publish_ranking(work(reporting_engine, LEADER, AFTER), round_id)
    return await drafted(reporting_engine, AFTER, MAY_13)


async def reopened(engine: AsyncEngine, draft: Bulletin) -> Round:
    [ranking] = draft.content.rankings
    return await reopen_assessment_round(work(engine, LEADER, MAY_13.date()), ranking.round_id, reason=PURPOSE)


class TestARankingThatIsTakenBack:
    async def test_is_told_by_no_bulletin_that_is_issued_after_that(
        self, reporting_engine: AsyncEngine, draft: Bulletin
    ) -> None:
        await reopened(reporting_engine, draft)
        with pytest.raises(BulletinRankingsChanged):
            await issued(reporting_engine, draft.bulletin_id, MAY_13)
        again = await counted(reporting_engine, draft.bulletin_id, MAY_13)
        assert again.content.rankings == ()
        assert (await issued(reporting_engine, draft.bulletin_id, MAY_13)).is_issued

    async def test_at_the_same_moment_is_waited_for(self, reporting_engine: AsyncEngine, draft: Bulletin) -> None:
        async with reporting_engine.begin() as leader:
            await leader.execute(text("UPDATE assessment_round SET state = 'open'"))
            issuing = asyncio.create_task(issued(reporting_engine, draft.bulletin_id, MAY_13))
            await until_waiting(leader, [issuing])
        with pytest.raises(BulletinRankingsChanged):
            await issuing
