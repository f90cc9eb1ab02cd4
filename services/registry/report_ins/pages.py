"""Reporting in, in a browser: who has, who has not yet, and what was recorded of a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.report_ins.commands import correct_report_in, record_report_in, revoke_report_in
from services.registry.report_ins.letters import letter_of_report_in
from services.registry.report_ins.parameters import CORRECTED, EXCUSES, IS_LATE, IS_OVERDUE, REVOCATIONS
from services.registry.report_ins.queries import (
    WantedUnreported,
    count_unreported_by_station,
    fetch_report_ins,
    fetch_unreported,
    find_standing,
    list_report_ins,
)
from services.registry.report_ins.schemas import (
    REPORT_INS,
    UNREPORTED,
    ReportInPaper,
    ReportInView,
    RevocationPaper,
    UnreportedLine,
)
from services.registry.veterans.pages.filing import Filed, filing
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/registry/report-ins"
UNREPORTED_LIST = "/registry/unreported"
_OF = "/registry/persons/{veteran_id}/report-in"
WORDS: Mapping[str, Any] = {
    "excuses": EXCUSES,
    "ends": {CORRECTED: Named(CORRECTED, "已更正", "corrected"), **REVOCATIONS},
    "excuse_words": list(EXCUSES.values()),
    "reason_words": list(REVOCATIONS.values()),
}
_CLAIMED = ("discharged_on", "reported_on", "ceremony_on", "excuse")


@router.get(LIST)
async def list_of_report_ins(
    reading: asked.FileReading,
    view: Viewing,
    *,
    is_late: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Who reported in, the last recorded first."""
    page = await fetch_report_ins(reading, cursor, limit, is_late=is_late, view=ReportInView.of)
    return view.show("report-ins.html", page=page, cursor=cursor, is_late=is_late, lateness=IS_LATE, **WORDS)


export_pages(router, LIST, REPORT_INS)


@router.get(UNREPORTED_LIST)
async def list_of_unreported(
    reading: asked.FileReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    is_late: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Who was discharged and has not reported in, the last discharged first."""
    wanted, today = WantedUnreported(unit, is_late), local_date(reading.now)
    page = await fetch_unreported(
        reading,
        wanted,
        cursor,
        limit,
        view=lambda row: UnreportedLine.of_row(row, registrar.keyring, today=today),
    )
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    stations = await count_unreported_by_station(reading, wanted)
    facts: Mapping[str, Any] = {"units": units, "stations": stations, "lateness": IS_OVERDUE, "today": today}
    return view.show("unreported.html", page=page, cursor=cursor, wanted=wanted, **facts)


export_pages(router, UNREPORTED_LIST, UNREPORTED)


@router.get("/registry/persons/{veteran_id}/report-ins")
async def show_report_ins(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """What was recorded of a person's reporting in: a part of the person's page."""
    found = [ReportInView.of(row) for row in await list_report_ins(reading, veteran_id)]
    return view.show("report-in.html", veteran_id=veteran_id, report_ins=found, **WORDS)


_RECORDS = "/registry/persons/{veteran_id}/report-ins"
letter_pages(router, _RECORDS + "/{report_in_id}/letter", letter_of_report_in, back=_RECORDS)


async def _recorded(reading: Reading, veteran_id: UUID) -> Mapping[str, Any]:
    """By the names of the form; nothing where nothing is recorded."""
    standing = await find_standing(reading.connection, veteran_id)
    return {name: standing._mapping[name] for name in _CLAIMED} if standing else {}


@filing(router, _OF, "report-ins.keep", ReportInPaper, "report-in-form.html", recorded=_recorded, **WORDS)
async def record(filed: Filed[ReportInPaper]) -> None:
    """Record it."""
    told = filed.said.told()
    await record_report_in(filed.work, filed.veteran_id, told, keyring=filed.registrar.keyring, version=filed.version)


@filing(
    router,
    _OF + "/correction",
    "report-ins.keep",
    ReportInPaper,
    "report-in-correction.html",
    recorded=_recorded,
    **WORDS,
)
async def correct(filed: Filed[ReportInPaper]) -> None:
    """Correct it, or add the day of the ceremony."""
    told = filed.said.told()
    await correct_report_in(filed.work, filed.veteran_id, told, keyring=filed.registrar.keyring, version=filed.version)


@filing(router, _OF + "/revocation", "report-ins.keep", RevocationPaper, "report-in-revocation.html", **WORDS)
async def revoke(filed: Filed[RevocationPaper]) -> None:
    """Revoke the record."""
    said = filed.said
    await revoke_report_in(
        filed.work,
        filed.veteran_id,
        reason=said.reason,
        document=said.document,
        keyring=filed.registrar.keyring,
        version=filed.version,
    )
