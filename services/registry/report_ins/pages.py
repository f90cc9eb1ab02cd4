"""Reporting in, in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.report_ins.commands import correct_report_in, record_report_in, revoke_report_in
from services.registry.report_ins.parameters import CORRECTED, EXCUSES, REVOCATIONS
from services.registry.report_ins.queries import fetch_report_ins, find_standing, list_report_ins
from services.registry.report_ins.schemas import ReportInPaper, ReportInView, RevocationPaper
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.queries.files import get_line
from shared.events.registry import DischargeReportedIn
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/report-ins"
_OF = "/registry/persons/{veteran_id}/report-in"
IS_LATE = (Named("true", "逾期", "late"), Named("false", "按期", "in time"))
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
    shown = None if is_late is None else str(is_late).lower()
    return view.show("report-ins.html", page=page, cursor=cursor, is_late=shown, lateness=IS_LATE, **WORDS)


@router.get("/registry/persons/{veteran_id}/report-ins")
async def show_report_ins(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """What was recorded of a person's reporting in: a part of the person's page."""
    found = [ReportInView.of(row) for row in await list_report_ins(reading, veteran_id)]
    return view.show("report-in.html", veteran_id=veteran_id, report_ins=found, **WORDS)


@router.get(_OF)
async def show_report_in(veteran_id: UUID, reading: asked.ReportInKeeping, view: Viewing) -> Response:
    """The form that records it."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("report-in-form.html", form=Form(version=row.version), veteran_id=veteran_id, **WORDS)


@router.post(_OF)
async def record(
    veteran_id: UUID,
    *,
    reading: asked.ReportInKeeping,
    work: asked.ReportInKeeper,
    registrar: asked.Registration,
    sent: Sent[ReportInPaper],
) -> Response:
    """Record it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("report-in-form.html", stands=stands, veteran_id=veteran_id, **WORDS):
        told = sent.value.told()
        await record_report_in(
            sent.keyed(work), veteran_id, told, keyring=registrar.keyring, version=sent.version
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(_OF + "/correction")
async def show_correction(veteran_id: UUID, reading: asked.ReportInKeeping, view: Viewing) -> Response:
    """The form that corrects it, or adds the day of the ceremony."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    form = Form(await _recorded(reading, veteran_id), row.version)
    return view.show("report-in-correction.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/correction")
async def correct(
    veteran_id: UUID,
    *,
    reading: asked.ReportInKeeping,
    work: asked.ReportInKeeper,
    registrar: asked.Registration,
    sent: Sent[ReportInPaper],
) -> Response:
    """Correct it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("report-in-correction.html", stands=stands, veteran_id=veteran_id, **WORDS):
        told = sent.value.told()
        await correct_report_in(
            sent.keyed(work), veteran_id, told, keyring=registrar.keyring, version=sent.version
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(_OF + "/revocation")
async def show_revocation(veteran_id: UUID, reading: asked.ReportInKeeping, view: Viewing) -> Response:
    """The form that revokes the record."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("report-in-revocation.html", form=Form(version=row.version), veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/revocation")
async def revoke(
    veteran_id: UUID,
    *,
    reading: asked.ReportInKeeping,
    work: asked.ReportInKeeper,
    registrar: asked.Registration,
    sent: Sent[RevocationPaper],
) -> Response:
    """Revoke it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("report-in-revocation.html", stands=stands, veteran_id=veteran_id, **WORDS):
        said = sent.value
        await revoke_report_in(
            sent.keyed(work),
            veteran_id,
            reason=said.reason,
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(f"/registry/persons/{veteran_id}")


async def _recorded(reading: Reading, veteran_id: UUID) -> dict[str, Any]:
    """By the names of the form; nothing where nothing is recorded."""
    standing = await find_standing(reading.connection, veteran_id)
    return {name: standing._mapping[name] or "" for name in _CLAIMED} if standing else {}


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, DischargeReportedIn, veteran_id, f"veteran {veteran_id}")
    values = {name: value or None for name, value in (await _recorded(reading, veteran_id)).items()}
    return Standing(row.version, values, at, by, STATES[State(row.state)])
