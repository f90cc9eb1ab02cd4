"""Who lends a role and who it is lent to are one, where what one wrote is issued, confirmed or decided by another."""

from collections.abc import Awaitable, Callable, Sized
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.briefings.commands import issue_briefing
from services.reporting.briefings.domain import OwnBriefing
from services.reporting.briefings.queries import list_to_issue as list_briefings
from services.reporting.bulletins.commands import draft_bulletin, edit_bulletin, issue_bulletin
from services.reporting.bulletins.domain.bulletin import OwnBulletin
from services.reporting.bulletins.queries import count_period
from services.reporting.bulletins.queries import list_to_issue as list_bulletins
from services.reporting.daily_reports.commands.filing import return_daily_report, submit_daily_report
from services.reporting.daily_reports.domain.report import OwnDailyReport
from services.reporting.dispatches.commands.minutes import draft_dispatch, issue_dispatch
from services.reporting.dispatches.commands.tasks import complete_dispatch_task, confirm_dispatch_task
from services.reporting.dispatches.domain.minutes import OwnMinutes
from services.reporting.dispatches.domain.tasks import OwnTask
from services.reporting.dispatches.queries import list_to_issue as list_minutes
from services.reporting.rankings.commands.appealing import decide_score_appeal, lodge_score_appeal
from services.reporting.rankings.domain import DecidedByScorer
from services.reporting.report_hours.commands import confirm_report_hours, propose_report_hours
from services.reporting.report_hours.domain import OwnReportHours
from services.reporting.report_hours.parameters import HOURS
from services.reporting.report_lines.commands import adopt_report_lines, correct_report_lines, draft_report_lines
from services.reporting.report_lines.domain import OwnReportLines
from services.reporting.report_lines.parameters import FIRST
from services.reporting.schemes.commands import adopt_scheme, correct_scheme, draft_scheme
from services.reporting.schemes.domain import OwnScheme, Terms, Validity
from services.reporting.slips.commands.supervising import answer_slip, issue_slip, settle_slip
from services.reporting.slips.domain import OwnAnswer
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Work
from shared.http.dependencies import Reading
from shared.ids import new_id
from tests.given import CENTRE, given_work
from tests.reporting.briefings.given import draft, write
from tests.reporting.briefings.test_commands import SAID
from tests.reporting.bulletins.given import DAY, MAY_5, given_period
from tests.reporting.daily_reports.given import at, given_reports, report, sheet
from tests.reporting.dispatches.given import MINUTES, MORNING, WEEK
from tests.reporting.dispatches.given import issued as dispatch_issued
from tests.reporting.given import SHIAN, code_of, fold, small_county
from tests.reporting.rankings.test_appealing import LAST_DAY, REFUSED, given_ranking

Deciding = Callable[[Work], Awaitable[object]]
DUE = date(2019, 6, 3)
MAY_6 = at(10, day=date(2019, 5, 6))


@dataclass(frozen=True, slots=True)
class Hands:
    """Of the centre at an instant: somebody, who stands in for him, another who does, and a stranger to both."""

    lender: Work
    deputy: Work
    second: Work
    another: Work

    async def must_be_decided_by_another(self, decided: Deciding, refusal: type[Exception]) -> None:
        """Neither by who wrote it nor in whose stead he did, nor by who stands in for him."""
        for own in (self.lender, self.deputy, self.second):
            with pytest.raises(refusal):
                await decided(own)
        await decided(self.another)


@pytest.fixture
def hands(reporting_engine: AsyncEngine) -> Callable[[datetime], Hands]:
    def work(now: datetime, account: UUID, lender: UUID | None = None) -> Work:
        caller = Caller(account, (Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "测试", lender),))
        return given_work(reporting_engine, caller, now)

    def at_instant(now: datetime) -> Hands:
        lender = new_id()
        deputy, second = [work(now, new_id(), lender) for _ in range(2)]
        return Hands(work(now, lender), deputy, second, work(now, new_id()))

    return at_instant


async def waiting(work: Work, listed: Callable[[Reading, int], Awaitable[Sized]]) -> int:
    async with work.engine.connect() as connection:
        return len(await listed(Reading(connection, work.caller, work.now), 10))


Made = Callable[[datetime], Hands]


class TestNobodyIssuesWhatHisDeputyWrote:
    async def test_of_bulletins(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await given_period(reporting_engine)
        of = hands(MAY_5)
        own = (await draft_bulletin(of.deputy, DAY, await count_period(reporting_engine, DAY, MAY_5))).bulletin_id
        assert [await waiting(each, list_bulletins) for each in (of.lender, of.second, of.another)] == [0, 0, 1]
        await edit_bulletin(of.deputy, own, text="登记平稳。")
        await of.must_be_decided_by_another(lambda work: issue_bulletin(work, own), OwnBulletin)

    async def test_of_briefing_notes(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await given_period(reporting_engine)
        of = hands(MAY_5)
        own = (await draft(of.deputy, SAID)).briefing_id
        assert [await waiting(each, list_briefings) for each in (of.lender, of.second, of.another)] == [0, 0, 1]
        await write(of.lender, own, SAID)
        await of.must_be_decided_by_another(lambda work: issue_briefing(work, own), OwnBriefing)

    async def test_of_minutes(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await fold(reporting_engine, small_county())
        of = hands(MORNING)
        own = (await draft_dispatch(of.deputy, WEEK, MINUTES)).dispatch_id
        assert [await waiting(each, list_minutes) for each in (of.lender, of.second, of.another)] == [0, 0, 1]
        await of.must_be_decided_by_another(lambda work: issue_dispatch(work, own), OwnMinutes)


class TestNobodyBringsIntoForceWhatHisDeputyWrote:
    async def test_of_schemes(self, hands: Made) -> None:
        of = hands(at(9, day=date(2019, 4, 30)))
        said = (Terms.default(), Validity(date(2019, 4, 1)))
        own = await draft_scheme(of.deputy, *said, document="三号")
        await correct_scheme(of.deputy, own, *said, document="四号")
        await of.must_be_decided_by_another(lambda work: adopt_scheme(work, own), OwnScheme)

    async def test_of_lines_of_daily_reports(self, hands: Made) -> None:
        of, said = hands(at(9, day=date(2019, 5, 6))), replace(FIRST, since=DUE, source="县日报告制度2019年2号")
        own = await draft_report_lines(of.deputy, said)
        await correct_report_lines(of.deputy, own, said)
        await of.must_be_decided_by_another(lambda work: adopt_report_lines(work, own), OwnReportLines)

    async def test_of_hours_of_daily_reports(self, hands: Made) -> None:
        of = hands(MAY_6)
        own = await propose_report_hours(of.deputy, replace(HOURS[0], since=DUE))
        await of.must_be_decided_by_another(lambda work: confirm_report_hours(work, own), OwnReportHours)


class TestNobodyDecidesOnWhatHisDeputyAnswered:
    async def test_to_a_slip(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await fold(reporting_engine, small_county())
        of = hands(MAY_6)
        own = (await issue_slip(of.another, code_of(SHIAN), matter="daily-reports", demand="三日内补报")).slip_id
        await answer_slip(of.deputy, own, note="已补报")
        await of.must_be_decided_by_another(lambda work: settle_slip(work, own, note="属实"), OwnAnswer)

    async def test_to_a_task(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await fold(reporting_engine, small_county())
        of, (_, own) = hands(MORNING), await dispatch_issued(reporting_engine)
        await complete_dispatch_task(of.deputy, own, note="已核对")
        await of.must_be_decided_by_another(lambda work: confirm_dispatch_task(work, own), OwnTask)

    async def test_by_a_daily_report(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        await given_reports(reporting_engine)
        of, own = hands(at(17)), (await report(reporting_engine)).report_id
        await submit_daily_report(of.deputy, own, sheet(visited=1))
        await of.must_be_decided_by_another(
            lambda work: return_daily_report(work, own, reason="copied", note="请核对"), OwnDailyReport
        )

    async def test_by_an_appeal(self, reporting_engine: AsyncEngine, hands: Made) -> None:
        round_id = await given_ranking(reporting_engine)
        of = hands(at(10, day=LAST_DAY))
        own = await lodge_score_appeal(of.deputy, round_id, code_of(SHIAN), indicator="A1", grounds="已整改到位")
        await of.must_be_decided_by_another(lambda work: decide_score_appeal(work, own, REFUSED), DecidedByScorer)
