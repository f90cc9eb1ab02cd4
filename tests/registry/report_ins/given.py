"""Somebody who reports in after the discharge."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.registrations.commands import register_veteran
from services.registry.report_ins.commands import DocumentedReportIn, record_report_in
from services.registry.report_ins.domain import ReportIn
from shared import clock
from tests.registry.families.given import keeper
from tests.registry.given import KEYRING, given_work
from tests.registry.persons import REGISTRAR, given_form, given_number

# As in the file of `given_veteran`: December 1984, of which no rule is known; and of one who was discharged lately.
LONG_AGO = ReportIn(date(1984, 12, 1), date(1985, 3, 1))
MARCH = date(2019, 3, 1)
IN_TIME = ReportIn(MARCH, date(2019, 3, 31))
DOCUMENT = "介绍信第7号"


async def given_discharged(engine: AsyncEngine, serial: int, on: date | str | None, **more: Any) -> UUID:
    """Somebody registered today, who was discharged on that day, which may be this one, or in that month."""
    form = given_form(id_number=given_number(serial), discharged_on=None if on is None else str(on), **more)
    return (await register_veteran(given_work(engine, now=clock.now()), form, registrar=REGISTRAR)).veteran_id


async def reporting_in(
    engine: AsyncEngine, veteran_id: UUID, report_in: ReportIn = LONG_AGO, *, version: int | None = None
) -> int:
    """The station records it."""
    told = DocumentedReportIn(report_in, DOCUMENT)
    return await record_report_in(keeper(engine), veteran_id, told, keyring=KEYRING, version=version)
