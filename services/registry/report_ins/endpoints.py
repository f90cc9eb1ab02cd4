"""Reporting in, over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.report_ins.commands import correct_report_in, record_report_in, revoke_report_in
from services.registry.report_ins.letters import letter_of_report_in
from services.registry.report_ins.queries import (
    WantedUnreported,
    fetch_report_ins,
    fetch_unreported,
    list_report_ins,
)
from services.registry.report_ins.schemas import (
    REPORT_INS,
    UNREPORTED,
    ReportInForm,
    ReportInView,
    RevocationForm,
    UnreportedLine,
)
from services.registry.veterans.schemas.views import FileVersionView
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["reporting in"])

_OF = "/veterans/{veteran_id}/report-in"


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_report_in(
    veteran_id: UUID, form: ReportInForm, work: asked.ReportInKeeper, registrar: asked.Registration
) -> FileVersionView:
    """Record that somebody reported in after the discharge · 登记报到

    Within thirty days of the discharge it is in time.
    """
    version = await record_report_in(
        work, veteran_id, form.told(), keyring=registrar.keyring, version=form.version
    )  # fmt: skip
    return FileVersionView(version=version)


@router.post(_OF + "/correction", responses=problems(401, 403, 404, 409, 410))
async def post_report_in_correction(
    veteran_id: UUID, form: ReportInForm, work: asked.ReportInKeeper, registrar: asked.Registration
) -> FileVersionView:
    """Correct it, or add the day of the ceremony · 更正、补充报到登记"""
    version = await correct_report_in(
        work, veteran_id, form.told(), keyring=registrar.keyring, version=form.version
    )  # fmt: skip
    return FileVersionView(version=version)


@router.post(_OF + "/revocation", responses=problems(401, 403, 404, 409, 410))
async def post_report_in_revocation(
    veteran_id: UUID, form: RevocationForm, work: asked.ReportInKeeper, registrar: asked.Registration
) -> FileVersionView:
    """Revoke what was recorded by mistake · 撤销报到登记"""
    version = await revoke_report_in(
        work,
        veteran_id,
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return FileVersionView(version=version)


@router.get("/veterans/{veteran_id}/report-ins", responses=problems(401, 403, 404))
async def list_report_ins_of(veteran_id: UUID, reading: asked.FileReading) -> list[ReportInView]:
    """What was recorded of a person's reporting in, the last first · 报到登记记录"""
    return [ReportInView.of(row) for row in await list_report_ins(reading, veteran_id)]


export_route(router, "/report-ins/exports", REPORT_INS)


@router.get("/report-ins", responses=problems(401, 403))
async def list_all_report_ins(
    reading: asked.FileReading, *, is_late: bool | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[ReportInView]:
    """Who reported in, within the caller's scope, the last recorded first · 报到登记列表"""
    return await fetch_report_ins(reading, cursor, limit, is_late=is_late, view=ReportInView.of)


export_route(router, "/unreported-veterans/exports", UNREPORTED)


@router.get("/unreported-veterans", responses=problems(401, 403, 404))
async def list_unreported(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    unit: OrgCode | None = None,
    is_late: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[UnreportedLine]:
    """The living who were discharged and have not reported in, within the caller's scope; masked · 未报到人员

    The last discharged first. Nobody of whom no discharge is recorded, or one of days of which no rule is known.
    """
    today, keyring = local_date(reading.now), registrar.keyring
    return await fetch_unreported(
        reading,
        WantedUnreported(unit, is_late),
        cursor,
        limit,
        view=lambda row: UnreportedLine.of_row(row, keyring, today=today),
    )


letter_route(
    router,
    "/veterans/{veteran_id}/report-ins/{report_in_id}/letter",
    letter_of_report_in,
    "What somebody is handed who reported in, as PDF · 打印报到登记告知书",
)
