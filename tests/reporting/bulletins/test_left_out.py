"""A line that may be left out adds nothing to a bulletin, as 0 does: one put for the other corrects no number."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands.filing import correct_daily_report
from services.reporting.report_lines.commands import adopt_report_lines, draft_report_lines
from services.reporting.report_lines.parameters import FIRST, Line, LineList
from services.reporting.scores.queries import list_discipline
from tests.given import given_work
from tests.reporting.bulletins.given import CENTRE_STAFF, DAY, LEADER, MAY_6, MAY_13, drafted, given_period, issued
from tests.reporting.daily_reports.given import at, report, sheet
from tests.reporting.daily_reports.given import work as at_station
from tests.reporting.given import SHIAN, code_of

TALKS = Line("talks", "谈心谈话", "talks held", "time", required=False)


async def given_talks(engine: AsyncEngine) -> None:
    """Reports have a line that may be left out."""
    before = at(9, day=date(2019, 4, 22))
    said = LineList(DAY, (*FIRST.lines, TALKS), "县局通知")
    list_id = await draft_report_lines(given_work(engine, CENTRE_STAFF, before), said)
    await adopt_report_lines(given_work(engine, LEADER, before), list_id)


async def wrong_days(engine: AsyncEngine) -> list[date]:
    """Of the station at Shi'an in April."""
    async with engine.connect() as connection:
        found = await list_discipline(connection, date(2019, 4, 1), date(2019, 4, 30))
    return list(found[code_of(SHIAN)].wrong) if code_of(SHIAN) in found else []


async def corrected(engine: AsyncEngine, talks: int | None) -> None:
    """The station adds a text, and says how many talks there were."""
    own = (await report(engine, day=DAY)).report_id
    said = sheet("当日另有走访。", cases_opened=3)
    lines = {**said.lines} if talks is None else {**said.lines, TALKS.code: talks}
    await correct_daily_report(at_station(engine, MAY_6), own, replace(said, lines=lines), reason="补充文字")


class TestALineThatWasLeftOut:
    async def test_is_no_wrong_number_until_it_says_one(self, reporting_engine: AsyncEngine) -> None:
        await given_talks(reporting_engine)
        await given_period(reporting_engine)
        await issued(reporting_engine, (await drafted(reporting_engine)).bulletin_id)
        for talks, wrong in ((0, []), (2, [DAY]), (None, [])):
            await corrected(reporting_engine, talks)
            assert await wrong_days(reporting_engine) == wrong
        next_one = await drafted(reporting_engine, date(2019, 5, 1), MAY_13)
        assert next_one.content.adjustments == ()
