"""A bulletin adjusts all those before it: one that was issued since it was counted has it counted again."""

from datetime import date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.domain.bulletin import Bulletin, BulletinOutdated
from shared.clock import SHANGHAI
from tests.reporting.bulletins.given import counted, drafted, given_period, issued

MAY = date(2019, 5, 1)
MAY_21 = datetime(2019, 5, 21, 9, tzinfo=SHANGHAI)


async def issued_once_counted_again(engine: AsyncEngine, outdated: Bulletin) -> Bulletin:
    """And not before."""
    with pytest.raises(BulletinOutdated):
        await issued(engine, outdated.bulletin_id, MAY_21)
    await counted(engine, outdated.bulletin_id, MAY_21)
    return await issued(engine, outdated.bulletin_id, MAY_21)


class TestAnEarlierBulletin:
    async def test_may_be_the_first_that_is_issued(self, reporting_engine: AsyncEngine) -> None:
        await given_period(reporting_engine)
        first = await drafted(reporting_engine, now=MAY_21)
        second = await drafted(reporting_engine, MAY, MAY_21)
        await issued(reporting_engine, first.bulletin_id, MAY_21)
        assert (await issued_once_counted_again(reporting_engine, second)).number == 2

    async def test_may_be_of_a_period_before_another_that_is_issued(self, reporting_engine: AsyncEngine) -> None:
        await given_period(reporting_engine)
        await issued(reporting_engine, (await drafted(reporting_engine, now=MAY_21)).bulletin_id, MAY_21)
        late = await drafted(reporting_engine, date(2019, 4, 12), MAY_21)
        last = await drafted(reporting_engine, MAY, MAY_21)
        await issued(reporting_engine, late.bulletin_id, MAY_21)
        assert (await issued_once_counted_again(reporting_engine, last)).number == 3
