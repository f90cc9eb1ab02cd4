"""Of every stock it is decided whether it keeps a unit open; whatever does has its word, and its list in registry."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.reorganisations.parameters import LISTED_AT
from services.reporting.closings.loop import MATTERS
from services.reporting.closings.parameters import ENDS_WITH_IT, HELD, OF_THE_CENTRE
from services.reporting.daily_reports.commands.filing import correct_daily_report, return_daily_report
from services.reporting.dispatches.commands.tasks import withdraw_dispatch_task
from services.reporting.figures.parameters import FIGURES
from services.reporting.slips.commands.supervising import issue_slip, withdraw_slip
from shared.clock import SHANGHAI
from shared.events.service_codes import OPEN_MATTER
from tests.reporting.daily_reports.given import given_reports, report, sheet, submitted
from tests.reporting.dispatches.given import CLERK, issued, work
from tests.reporting.given import SHIAN, WAIZI, code_of


class TestEveryStock:
    def test_keeps_a_unit_open_or_ends_with_it(self) -> None:
        stocks = {figure.code for figure in FIGURES if figure.kind == "stock"}
        assert HELD.keys() | ENDS_WITH_IT | OF_THE_CENTRE == stocks
        assert HELD.keys() & (ENDS_WITH_IT | OF_THE_CENTRE) == set()

    def test_that_keeps_it_open_is_called_and_listed(self) -> None:
        assert {matter.code for matter in MATTERS} <= OPEN_MATTER.by_code().keys() & LISTED_AT.keys()
        assert {word: f"/reporting/county/figures/{figure}?unit={{}}" for figure, word in HELD.items()} == {
            word: path for word, path in LISTED_AT.items() if path.startswith("/reporting/county/")
        }


DAY = datetime(2019, 4, 29, 17, tzinfo=SHANGHAI)


async def open_at(engine: AsyncEngine, path: str = SHIAN) -> dict[str, int]:
    """What keeps a unit open besides what figures count."""
    async with engine.connect() as connection:
        counted = {each.code: await each.count(connection, code_of(path)) for each in MATTERS}
    return {code: number for code, number in counted.items() if number and code not in HELD.values()}


class TestWhatIsToBeDone:
    async def test_keeps_the_unit_open_that_has_to_do_it(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine, DAY.date())
        assert await open_at(reporting_engine) == {}
        _, task_id = await issued(reporting_engine)
        slip = await issue_slip(work(reporting_engine), code_of(SHIAN), matter="venue", demand="悬挂标牌")
        await submitted(reporting_engine, DAY, sheet(visited=3), DAY.date())
        own = (await report(reporting_engine, day=DAY.date())).report_id
        await return_daily_report(work(reporting_engine), own, reason="number-doubtful", note="请核对走访人数")
        assert await open_at(reporting_engine) == {"dispatch-tasks": 1, "supervision-slips": 1, "returned-reports": 1}
        assert await open_at(reporting_engine, WAIZI) == {}
        await withdraw_dispatch_task(work(reporting_engine), task_id, note="不再办理")
        await withdraw_slip(work(reporting_engine), slip.slip_id, note="误发")
        await correct_daily_report(work(reporting_engine, CLERK, DAY), own, sheet(visited=2), reason="重复计数")
        assert await open_at(reporting_engine) == {}
