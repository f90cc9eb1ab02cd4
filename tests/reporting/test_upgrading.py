"""What migrations of reporting find in the rows that were there is what is kept since; what the release before writes
beside it, or after it was gone back to, is kept as well."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.tables import BULLETIN
from services.reporting.daily_reports.commands.filing import (
    correct_daily_report,
    return_daily_report,
    submit_daily_report,
)
from services.reporting.daily_reports.commands.keeping import columns_of, lock_report, tell
from services.reporting.daily_reports.domain.report import ReturnedAlready
from services.reporting.daily_reports.tables import DAILY_REPORT, DAILY_REPORT_RETURN
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.database.engine import create_engine
from shared.events.reporting.daily_reports import DailyReportReturned
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.databases import Databases
from tests.given import given_caller
from tests.reporting.bulletins.given import LEADER, MAY_5, MAY_6, drafted, given_period, issued
from tests.reporting.bulletins.given import corrected as corrected_after
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


class OfTheReleaseBefore:
    """Its commands, as far as they write otherwise: they know neither returns nor sheets that are told."""

    @staticmethod
    @command
    async def return_daily_report(tx: Transaction, report_id: UUID, *, reason: str, note: str) -> None:
        report = await lock_report(tx, report_id, None, purpose=note)
        after = report.returned(reason, note, tx.caller.hands)
        known = {name: value for name, value in columns_of(after).items() if name != "return_count"}
        await tx.connection.execute(update(DAILY_REPORT).where(DAILY_REPORT.c.report_id == report_id).values(known))
        tell(tx, DailyReportReturned, after, ("edition",), reason=reason)

    @staticmethod
    async def issue_bulletin(engine: AsyncEngine, bulletin_id: UUID) -> None:
        """As it was counted on 5 May, on the day after."""
        issued_then = {"year": 2019, "number": 1, "issued_on": MAY_6.date(), "issued_by": LEADER.account_id}
        content = BULLETIN.c.content.op("||")({"counted_at": MAY_5.isoformat()})
        own = update(BULLETIN).where(BULLETIN.c.bulletin_id == bulletin_id)
        async with engine.begin() as connection:
            await connection.execute(own.values(issued_then | {"content": content, "written_at": MAY_6}))


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


async def test_what_the_release_before_returns_is_kept(reporting_engine: AsyncEngine) -> None:
    await given_reports(reporting_engine, DAY)
    own = (await report(reporting_engine)).report_id
    await submitted(reporting_engine, at(17), sheet(visited=3), reason="台账另有登记")
    first: dict[str, Any] = {"reason": "number-doubtful", "note": "请核对走访人数"}
    await return_daily_report(work(reporting_engine, at(18), CENTRE_STAFF), own, **first)
    for hour, visited in ((19, 2), (21, 1)):
        await correct_daily_report(work(reporting_engine, at(hour)), own, sheet(visited=visited), reason="核对台账")
        there: dict[str, Any] = {"reason": "copied", "note": f"{hour} 时报的仍与台账不符"}
        before = OfTheReleaseBefore.return_daily_report
        await before(work(reporting_engine, at(hour + 1), ANOTHER), own, **there)
    await correct_daily_report(work(reporting_engine, at(23)), own, sheet(visited=4), reason="核对台账")
    await return_daily_report(work(reporting_engine, at(23, 30), CENTRE_STAFF), own, **first)

    [returns, counts] = await held(reporting_engine, RETURNS, COUNTS)
    assert [tuple(row)[1:] for row in returns] == [
        (1, first["reason"], first["note"], CENTRE_STAFF.account_id, at(18)),
        (2, "copied", "19 时报的仍与台账不符", ANOTHER.account_id, at(20)),
        (3, "copied", "21 时报的仍与台账不符", ANOTHER.account_id, at(22)),
        (4, first["reason"], first["note"], CENTRE_STAFF.account_id, at(23, 30)),
    ]
    assert (own, 4) in [tuple(row) for row in counts]


async def test_sheets_that_a_bulletin_of_the_release_before_tells_are_kept(reporting_engine: AsyncEngine) -> None:
    await given_period(reporting_engine)
    of_april = (await drafted(reporting_engine)).bulletin_id
    await corrected_after(reporting_engine, 2, MAY_6)
    await OfTheReleaseBefore.issue_bulletin(reporting_engine, of_april)
    [sheets] = await held(reporting_engine, SHEETS)
    assert [tuple(row)[1:] for row in sheets if row.edition] == [(2, 1)], "the one that was counted"
    assert {row.told_edition for row in sheets if not row.edition} == {None}


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
