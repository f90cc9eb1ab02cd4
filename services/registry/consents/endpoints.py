"""Consents."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
from services.registry.consents.commands import record_consent, withdraw_consent
from services.registry.consents.queries import fetch_consents, list_consents
from services.registry.consents.schemas import (
    CONSENTS,
    ConsentForm,
    ConsentRecordedView,
    ConsentView,
    ConsentWithdrawal,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["consents"])

Purpose = Annotated[str | None, Query(max_length=64, description="a word of the code list consent-purpose")]


@router.post("/veterans/{veteran_id}/consents", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_consent(
    veteran_id: UUID, form: ConsentForm, work: asked.ConsentKeeper, registrar: asked.Registration
) -> ConsentRecordedView:
    """Record that a person agreed to a purpose · 登记同意

    What a statutory duty asks for takes none.
    """
    consent_id = await record_consent(work, veteran_id, form.given(), keyring=registrar.keyring)
    return ConsentRecordedView(consent_id=consent_id)


@router.get("/veterans/{veteran_id}/consents", responses=problems(401, 403, 404))
async def list_consents_of(veteran_id: UUID, reading: asked.FileReading) -> list[ConsentView]:
    """A person's consents, the last recorded first; those withdrawn are among them · 某人的同意"""
    return [ConsentView.of(row) for row in await list_consents(reading, veteran_id)]


export_route(router, "/consents/exports", CONSENTS)


@router.get("/consents", responses=problems(401, 403))
async def list_all_consents(
    reading: asked.FileReading,
    *,
    agreed_to: Purpose = None,
    holds: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ConsentView]:
    """Consents within the caller's scope, the last recorded first · 同意列表"""
    return await fetch_consents(
        reading, purpose=agreed_to, holds=holds, cursor=cursor, limit=limit, view=ConsentView.of
    )  # fmt: skip


@router.post("/consents/{consent_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_consent_withdrawal(consent_id: UUID, form: ConsentWithdrawal, work: asked.ConsentKeeper) -> None:
    """A consent holds no longer: the person withdraws it, or it was recorded in error · 撤回同意"""
    await withdraw_consent(work, consent_id, reason=form.ground, withdrawn_on=form.withdrawn_on)
