"""Yearly confirmations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
from services.registry.confirmations.commands import record_confirmation, record_missed, revoke_confirmation
from services.registry.confirmations.letters import letter_of_confirmation
from services.registry.confirmations.queries import fetch_unconfirmed, list_confirmations
from services.registry.confirmations.schemas import (
    UNCONFIRMED,
    ConfirmationForm,
    ConfirmationView,
    MissedForm,
    RecordedView,
    RevocationForm,
)
from services.registry.network.schemas import OrgCode
from services.registry.veterans.queries.files import LISTED, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["confirmations"])

_OF = "/veterans/{veteran_id}/confirmations"


@router.get(_OF, responses=problems(401, 403, 404))
async def list_confirmations_of(veteran_id: UUID, reading: asked.FileReading) -> list[ConfirmationView]:
    """A person's yearly confirmations, the latest year first · 年度确认记录"""
    return [ConfirmationView.of(row) for row in await list_confirmations(reading, veteran_id)]


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409))
async def post_annual_confirmation(
    veteran_id: UUID, form: ConfirmationForm, work: asked.ConfirmationKeeper
) -> RecordedView:  # fmt: skip
    """Record that somebody made sure of a person in a year · 登记年度确认"""
    return RecordedView(confirmation_id=await record_confirmation(work, veteran_id, form.confirmed()))


@router.post(_OF + "/missed", status_code=201, responses=problems(401, 403, 404, 409))
async def post_missed_confirmation(
    veteran_id: UUID, form: MissedForm, work: asked.ConfirmationKeeper
) -> RecordedView:  # fmt: skip
    """Record that nobody did, in a year that is over · 登记年度未确认"""
    return RecordedView(
        confirmation_id=await record_missed(work, veteran_id, year=form.year, document=form.document)
    )  # fmt: skip


@router.post("/confirmations/{confirmation_id}/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_annual_confirmation_revocation(
    confirmation_id: UUID, form: RevocationForm, work: asked.ConfirmationKeeper
) -> None:  # fmt: skip
    """Revoke a record that was wrong · 撤销年度确认登记"""
    await revoke_confirmation(work, confirmation_id, reason=form.reason, document=form.document)


export_route(router, "/unconfirmed-veterans/exports", UNCONFIRMED)


@router.get("/unconfirmed-veterans", responses=problems(401, 403, 404))
async def list_unconfirmed(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    year: Annotated[int, Query(ge=1900, le=2099)],
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VeteranLine]:
    """The living whom nobody has made sure of in a year, within the caller's scope; masked · 未年度确认人员"""
    return await fetch_unconfirmed(
        reading,
        year,
        unit,
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )


letter_route(
    router,
    "/veterans/{veteran_id}/confirmations/{confirmation_id}/letter",
    letter_of_confirmation,
    "What somebody is handed about a yearly confirmation, as PDF · 打印年度确认告知书",
)
