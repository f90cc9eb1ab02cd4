"""Entitlements over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.payments.commands.changing import (
    correct_entitlement,
    end_entitlement,
    resume_entitlement,
    suspend_entitlement,
)
from services.benefits.payments.domain.months import Month
from services.benefits.payments.letters import letter_of_entitlement
from services.benefits.payments.queries import WantedEntitlements
from services.benefits.payments.schemas.entitlements import (
    CorrectionForm,
    EndForm,
    EntitlementStanding,
    MonthText,
    ResumptionForm,
    SuspensionForm,
    WholeEntitlementView,
    fetch_standing,
    whole_entitlement,
)
from services.benefits.payments.schemas.exported import ENTITLEMENTS
from services.benefits.programmes.schemas import Code
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["payments"])

ONE = "/payments/entitlements/{entitlement_id:uuid}"
DECIDING = problems(401, 403, 404, 409, 503)

export_route(router, "/payments/entitlements/exports", ENTITLEMENTS)


@router.get("/payments/entitlements", responses=problems(401, 403))
async def list_payments(
    reading: asked.PaymentReading,
    keyring: asked.Keys,
    *,
    person: UUID | None = None,
    programme: Code | None = None,
    unit: str | None = Query(None, max_length=24),
    state: str | None = Query(None, max_length=20),
    hardship_kind: str | None = Query(None, max_length=20),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[EntitlementStanding]:
    """Who is paid what within the caller's scope, as it stands this month, the last granted first · 待遇发放对象列表"""
    wanted = WantedEntitlements(person, programme, unit, state, hardship_kind)
    return await fetch_standing(reading, keyring, wanted, cursor, limit)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_payment(
    entitlement_id: UUID,
    reading: asked.PaymentReading,
    keyring: asked.Keys,
    month: Annotated[MonthText | None, Query(description="as it stands in this month; this one if absent")] = None,
) -> WholeEntitlementView:
    """One of them, with all that was done about it and what the amount rests on · 查看待遇"""
    return await whole_entitlement(reading, keyring, entitlement_id, Month.read(month) if month else None)


@router.post(ONE + "/suspension", status_code=204, responses=DECIDING)
async def post_suspension(
    entitlement_id: UUID, form: SuspensionForm, work: asked.PaymentKeeper, by: asked.Deciding
) -> None:
    """Not paid from a month on · 停发"""
    await suspend_entitlement(work, entitlement_id, form.change(), recusal=by.recusal, version=form.version)


@router.post(ONE + "/resumption", status_code=204, responses=DECIDING)
async def post_resumption(
    entitlement_id: UUID, form: ResumptionForm, work: asked.PaymentKeeper, by: asked.Deciding
) -> None:
    """Paid from a month on again · 恢复发放"""
    await resume_entitlement(work, entitlement_id, form.change(), recusal=by.recusal, version=form.version)


@router.post(ONE + "/end", status_code=204, responses=DECIDING)
async def post_end(entitlement_id: UUID, form: EndForm, work: asked.PaymentKeeper, by: asked.Deciding) -> None:
    """Paid for a month for the last time · 终止"""
    await end_entitlement(work, entitlement_id, form.change(), recusal=by.recusal, version=form.version)


@router.post(ONE + "/correction", status_code=204, responses=DECIDING)
async def post_entitlement_correction(
    entitlement_id: UUID, form: CorrectionForm, work: asked.PaymentKeeper, by: asked.Deciding
) -> None:
    """It was to be for other months, or of another amount · 更正"""
    await correct_entitlement(
        work, entitlement_id, form.correction(), keyring=by.keyring, recusal=by.recusal, version=form.version
    )


letter_route(
    router,
    ONE + "/letter",
    letter_of_entitlement,
    "What somebody is handed of what was done last, as PDF · 打印待遇起发、停发、恢复、终止、更正文书",
)
