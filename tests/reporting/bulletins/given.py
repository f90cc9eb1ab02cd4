"""Bulletins of the small county, whose stations hand in daily reports."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.commands import draft_bulletin, issue_bulletin, recount_bulletin
from services.reporting.bulletins.domain.bulletin import Bulletin
from services.reporting.bulletins.queries import count_again, count_period
from services.reporting.daily_reports.commands.filing import correct_daily_report
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.command import Work
from tests.given import given_caller, given_work
from tests.reporting.daily_reports.given import given_reports, report, sheet, submitted
from tests.reporting.daily_reports.given import work as at_station
from tests.reporting.given import YANGYING, fold, given_progress, role_assumed, veteran_registered

# Of the last ten days of April 2019; bulletins are drafted on 5 May.
DAY = date(2019, 4, 23)
PERIOD, NEXT = "2019-04-C", "2019-05-A"
MAY_5 = datetime(2019, 5, 5, 9, tzinfo=SHANGHAI)
MAY_6, MAY_7 = datetime(2019, 5, 6, 9, tzinfo=SHANGHAI), datetime(2019, 5, 7, 9, tzinfo=SHANGHAI)
MAY_13 = datetime(2019, 5, 13, 9, tzinfo=SHANGHAI)
CENTRE_STAFF: Caller = given_caller(Role.CENTRE_STAFF)
LEADER: Caller = given_caller(Role.BUREAU_LEADER)


def work(engine: AsyncEngine, now: datetime = MAY_5, caller: Caller = CENTRE_STAFF) -> Work:
    """Of a clerk of the centre."""
    return given_work(engine, caller, now)


async def given_period(engine: AsyncEngine) -> None:
    """A veteran and a mediator since April, and a report that says three disputes."""
    await given_reports(engine, DAY)
    registered = veteran_registered(YANGYING, DAY)
    await fold(engine, [registered, role_assumed(YANGYING, DAY, person_id=registered.person_id)])
    said = datetime(2019, 4, 23, 17, tzinfo=SHANGHAI)
    await submitted(engine, said, sheet(cases_opened=3), DAY, reason="三起纠纷")
    await given_progress(engine)


async def corrected(engine: AsyncEngine, cases: int, now: datetime = MAY_6) -> None:
    """The station at Shi'an says another number of disputes."""
    own = (await report(engine, day=DAY)).report_id
    await correct_daily_report(at_station(engine, now), own, sheet(cases_opened=cases), reason="重复计数")


async def drafted(engine: AsyncEngine, day: date = DAY, now: datetime = MAY_5) -> Bulletin:
    """By a clerk of the centre."""
    return await draft_bulletin(work(engine, now), day, await count_period(engine, day, now))


async def counted(engine: AsyncEngine, bulletin_id: UUID, now: datetime = MAY_5) -> Bulletin:
    """Once more."""
    return await recount_bulletin(work(engine, now), bulletin_id, await count_again(engine, bulletin_id, now))


async def issued(engine: AsyncEngine, bulletin_id: UUID, now: datetime = MAY_5, *, by: Caller = LEADER) -> Bulletin:
    """By a leader."""
    return await issue_bulletin(work(engine, now, by), bulletin_id)
