"""What migrations of reporting find in the rows that were there is what is kept since."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands.filing import (
    correct_daily_report,
    return_daily_report,
    submit_daily_report,
)
from services.reporting.daily_reports.domain.report import ReturnedAlready
from services.reporting.daily_reports.tables import DAILY_REPORT, DAILY_REPORT_RETURN
from shared.auth.roles import Role
from shared.database.engine import create_engine
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.databases import Databases
from tests.given import given_caller
from tests.reporting.bulletins.given import corrected as corrected_after
from tests.reporting.bulletins.given import drafted, given_period, issued
from tests.reporting.daily_reports.given import DAY, at, given_reports, report, sheet, submitted, work
from tests.reporting.given import SHIAN, WAIZI

PACKAGE = "services.reporting"
RETURNS = select(DAILY_REPORT_RETURN).order_by(*DAILY_REPORT_RETURN.primary_key)
COUNTS = select(DAILY_REPORT.c.report_id, DAILY_REPORT.c.return_count).order_by(DAILY_REPORT.c.report_id)
SHEETS = select(DAILY_REPORT.c.report_id, DAILY_REPORT.c.edition, DAILY_REPORT.c.told_edition).order_by(
    DAILY_REPORT.c.report_id
)
CENTRE_STAFF, ANOTHER = given_caller(Role.CENTRE_STAFF), given_caller(Role.CENTRE_STAFF)


@pytest_asyncio.fixture
async def settings(databases: Databases) -> ServiceSettings:
    """They reach a database of the test's own."""
    return await databases.create(f"reporting_{new_id().hex}", PACKAGE)


@pytest_asyncio.fixture
async def engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings.database_url.get_secret_value(), pool_size=2, application_name="tests")
    yield engine
    await engine.dispose()


async def held(engine: AsyncEngine, *found: Any) -> list[Sequence[Row[Any]]]:
    async with engine.connect() as connection:
        return [(await connection.execute(each)).all() for each in found]


async def test_returns_of_daily_reports_are_found_in_events_and_audit(
    databases: Databases, settings: ServiceSettings, engine: AsyncEngine
) -> None:
    await given_reports(engine, DAY)
    own, other = (await report(engine)).report_id, (await report(engine, WAIZI)).report_id
    waizi = given_caller(Role.STATION_STAFF, WAIZI)
    await submitted(engine, at(17), sheet(visited=3), reason="台账另有登记")
    await submit_daily_report(work(engine, at(17), waizi), other, sheet(visited=1), reason="台账另有登记")
    first: dict[str, Any] = {"reason": "number-doubtful", "note": "请核对走访人数"}
    await return_daily_report(work(engine, at(18), CENTRE_STAFF), own, **first)
    with pytest.raises(ReturnedAlready):
        await return_daily_report(work(engine, at(18, 1), ANOTHER), own, reason="copied", note="又退一次")
    await return_daily_report(work(engine, at(18, 2), ANOTHER), other, reason="copied", note="与前日相同")
    await correct_daily_report(work(engine, at(19)), own, sheet(visited=2), reason="核对台账")
    await return_daily_report(work(engine, at(20), ANOTHER), own, reason="copied", note="仍与台账不符")
    before = await held(engine, RETURNS, COUNTS)
    kept = {(row.report_id, row.edition, row.note, row.returned_by) for row in before[0]}
    assert kept == {
        (own, 1, first["note"], CENTRE_STAFF.account_id),
        (own, 2, "仍与台账不符", ANOTHER.account_id),
        (other, 1, "与前日相同", ANOTHER.account_id),
    }
    await engine.dispose()  # what was prepared before the tables changed
    await databases.upgrade_again(settings, PACKAGE, "0039")
    assert await held(engine, RETURNS, COUNTS) == before


async def test_sheets_that_issued_bulletins_tell_are_found_by_their_times(
    databases: Databases, settings: ServiceSettings, engine: AsyncEngine
) -> None:
    await given_period(engine)
    await issued(engine, (await drafted(engine)).bulletin_id)
    await corrected_after(engine, 2)
    [before] = await held(engine, SHEETS)
    own = (await report(engine, SHIAN)).report_id
    assert [(row.report_id, row.edition) for row in before if row.told_edition == 1] == [(own, 2)]
    await engine.dispose()  # what was prepared before the tables changed
    await databases.upgrade_again(settings, PACKAGE, "0043")
    assert await held(engine, SHEETS) == [before]
