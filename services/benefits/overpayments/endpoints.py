"""Overpayments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.overpayments.commands import (
    confirm_recovery,
    identify_overpayment,
    record_recovery,
    revoke_recovery,
    withdraw_overpayment,
    write_off_overpayment,
)
from services.benefits.overpayments.queries import WantedOverpayments, fetch_overpayments
from services.benefits.overpayments.schemas import (
    OVERPAYMENTS,
    ConfirmationForm,
    FoundView,
    OverpaymentForm,
    OverpaymentMade,
    OverpaymentView,
    RecoveryForm,
    RecoveryMade,
    WholeOverpaymentView,
    WhyForm,
    WriteOffForm,
    found_now,
    whole_overpayment,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["payments"])

LIST = "/payments/overpayments"
ONE = LIST + "/{overpayment_id:uuid}"
MAY_FAIL = problems(401, 403, 404, 409, 503)


@router.get(LIST, responses=problems(401, 403))
async def list_overpayments(
    reading: asked.BatchReading,
    *,
    person: Annotated[UUID | None, Query(description="who was paid")] = None,
    state: Annotated[
        str | None, Query(max_length=20, description="open, confirming, recovered, written-off, withdrawn")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OverpaymentView]:
    """What is asked back, the last first · 多发追回列表"""
    return await fetch_overpayments(
        reading, WantedOverpayments(person, state), cursor, limit, view=OverpaymentView.of
    )  # fmt: skip


@router.get(LIST + "/found", responses=problems(401, 403))
async def list_found(reading: asked.OverpaymentKeeping, keyring: asked.Keys) -> list[FoundView]:
    """What was overpaid up to this month and is not asked back yet, the most first · 核对多发"""
    return await found_now(reading, keyring)


export_route(router, LIST + "/exports", OVERPAYMENTS)


@router.post(LIST, status_code=201, responses=MAY_FAIL)
async def post_overpayment(form: OverpaymentForm, work: asked.OverpaymentKeeper, by: asked.Deciding) -> OverpaymentMade:
    """Ask back what was overpaid of an entitlement; months and amount are reckoned · 列入追回"""
    made = await identify_overpayment(
        work, form.entitlement_id, document=form.document, keyring=by.keyring, recusal=by.recusal
    )
    return OverpaymentMade(overpayment_id=made)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_overpayment(overpayment_id: UUID, reading: asked.BatchReading) -> WholeOverpaymentView:
    """One of them, with its months and what came back · 查看多发款"""
    return await whole_overpayment(reading, overpayment_id)


@router.post(ONE + "/recoveries", status_code=201, responses=MAY_FAIL)
async def post_recovery(
    overpayment_id: UUID, form: RecoveryForm, work: asked.OverpaymentKeeper, by: asked.Deciding
) -> RecoveryMade:
    """Some or all of it came back · 登记追回"""
    made = await record_recovery(work, overpayment_id, form.returned(), recusal=by.recusal, version=form.version)
    return RecoveryMade(recovery_id=made)


@router.post(ONE + "/recoveries/{recovery_id:uuid}/confirmation", status_code=204, responses=MAY_FAIL)
async def post_recovery_confirmation(
    overpayment_id: UUID, recovery_id: UUID, form: ConfirmationForm, work: asked.BatchReleaser, by: asked.Deciding
) -> None:
    """A second person has looked at a large sum that came back · 核对追回登记"""
    await confirm_recovery(work, overpayment_id, recovery_id, recusal=by.recusal, version=form.version)


@router.post(ONE + "/recoveries/{recovery_id:uuid}/revocation", status_code=204, responses=MAY_FAIL)
async def post_recovery_revocation(
    overpayment_id: UUID, recovery_id: UUID, form: WhyForm, work: asked.OverpaymentKeeper, by: asked.Deciding
) -> None:
    """It did not come back, or otherwise · 更正追回登记"""
    await revoke_recovery(
        work, overpayment_id, recovery_id, reason=form.reason, recusal=by.recusal, version=form.version
    )


@router.post(ONE + "/write-off", status_code=204, responses=MAY_FAIL)
async def post_write_off(
    overpayment_id: UUID, form: WriteOffForm, work: asked.OverpaymentEnder, by: asked.Deciding
) -> None:
    """Ask back no more of it, as a second person · 不再追回"""
    await write_off_overpayment(work, overpayment_id, document=form.document, recusal=by.recusal, version=form.version)


@router.post(ONE + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_overpayment_withdrawal(
    overpayment_id: UUID, form: WhyForm, work: asked.OverpaymentKeeper, by: asked.Deciding
) -> None:
    """It was no overpayment · 撤销"""
    await withdraw_overpayment(work, overpayment_id, reason=form.reason, recusal=by.recusal, version=form.version)
