"""Schemes of assessment over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.dependencies import SchemeAdopter, SchemeDrafter, SchemeReading
from services.reporting.schemes.commands import (
    adopt_scheme,
    correct_scheme,
    draft_scheme,
    end_scheme,
    withdraw_scheme,
)
from services.reporting.schemes.queries import fetch_schemes, get_scheme_row
from services.reporting.schemes.schemas import (
    AdoptionForm,
    EndingForm,
    SchemeCorrectionForm,
    SchemeForm,
    SchemeMade,
    SchemeStandsView,
    SchemeView,
    SchemeWithdrawalForm,
    ShownState,
)
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/assessment-schemes", tags=["assessment schemes"], responses=problems(401, 403))
_ONE = "/{scheme_id:uuid}"


@router.post("", status_code=201)
async def post_assessment_scheme(form: SchemeForm, work: SchemeDrafter) -> SchemeMade:
    """Draft a scheme, for a leader to bring into force · 起草考评办法"""
    return SchemeMade(scheme_id=await draft_scheme(work, form.terms(), form.validity(), document=form.document))


@router.get("")
async def list_assessment_schemes(
    reading: SchemeReading,
    *,
    state: Annotated[ShownState | None, Query(description="draft, adopted, ended, withdrawn")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SchemeView]:
    """Those that the caller may see, the last drafted first · 考评办法列表"""
    return await fetch_schemes(reading, state, cursor, limit, view=SchemeView.of_row)


@router.get(_ONE, responses=problems(404))
async def get_assessment_scheme(scheme_id: UUID, reading: SchemeReading) -> SchemeView:
    """One of them · 查看考评办法"""
    return SchemeView.of_row(await get_scheme_row(reading, scheme_id))


@router.post(_ONE + "/correction", responses=problems(404, 409))
async def post_assessment_scheme_correction(
    scheme_id: UUID, form: SchemeCorrectionForm, work: SchemeDrafter
) -> SchemeStandsView:
    """Write a draft otherwise · 修改考评办法草案"""
    said = (form.terms(), form.validity())
    after = await correct_scheme(work, scheme_id, *said, document=form.document, version=form.version)
    return SchemeStandsView.of(after)


@router.post(_ONE + "/adoption", responses=problems(404, 409))
async def post_assessment_scheme_adoption(scheme_id: UUID, form: AdoptionForm, work: SchemeAdopter) -> SchemeStandsView:
    """Bring a draft that others wrote into force · 启用考评办法"""
    return SchemeStandsView.of(await adopt_scheme(work, scheme_id, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(404, 409))
async def post_assessment_scheme_withdrawal(
    scheme_id: UUID, form: SchemeWithdrawalForm, work: SchemeDrafter
) -> SchemeStandsView:
    """Give a draft up · 撤回考评办法草案"""
    return SchemeStandsView.of(await withdraw_scheme(work, scheme_id, reason=form.reason, version=form.version))


@router.post(_ONE + "/end", responses=problems(404, 409))
async def post_assessment_scheme_end(scheme_id: UUID, form: EndingForm, work: SchemeAdopter) -> SchemeStandsView:
    """Say until when it holds · 停用考评办法"""
    after = await end_scheme(work, scheme_id, last=form.last, reason=form.reason, version=form.version)
    return SchemeStandsView.of(after)
