"""Contributions, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
from services.registry.contributions.commands import (
    correct_contribution,
    record_contribution,
    withdraw_contribution,
)
from services.registry.contributions.parameters import CLASSES
from services.registry.contributions.queries import WantedContributions, fetch_contributions, get_contribution
from services.registry.contributions.schemas import (
    CONTRIBUTIONS,
    ContributionCorrection,
    ContributionForm,
    ContributionView,
)
from services.registry.former.schemas import TakingBackForm
from services.registry.network.schemas import OrgCode
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day, OneOf

router = Router(tags=["contributions"])

_ONE = "/contributions/{contribution_id:uuid}"


@router.post("/veterans/{veteran_id}/contributions", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_contribution(
    veteran_id: UUID, form: ContributionForm, work: asked.ContributionKeeper, registrar: asked.Registration
) -> ContributionView:
    """Record what a veteran contributed, in one of eight classes · 登记贡献"""
    return ContributionView.of(
        await record_contribution(work, veteran_id, form.contributed(), keyring=registrar.keyring)
    )  # fmt: skip


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409, 410))
async def post_contribution_correction(
    contribution_id: UUID,
    form: ContributionCorrection,
    work: asked.ContributionKeeper,
    registrar: asked.Registration,
) -> ContributionView:
    """Correct what was recorded of a contribution · 更正贡献登记"""
    how: dict[str, Any] = {"reason": form.reason, "keyring": registrar.keyring, "version": form.version}
    return ContributionView.of(await correct_contribution(work, contribution_id, form.contributed(), **how))


@router.post(_ONE + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_contribution_withdrawal(
    contribution_id: UUID, form: TakingBackForm, work: asked.ContributionKeeper
) -> ContributionView:
    """There was no such contribution · 撤销贡献登记"""
    return ContributionView.of(
        await withdraw_contribution(work, contribution_id, reason=form.reason, version=form.version)
    )


export_route(router, "/contributions/exports", CONTRIBUTIONS)


@router.get("/contributions", responses=problems(401, 403, 404))
async def list_contributions(
    reading: asked.ContributionReading,
    *,
    of_class: Annotated[str | None, OneOf(CLASSES, "not-a-class"), Query()] = None,
    unit: OrgCode | None = None,
    person: UUID | None = None,
    since: Day | None = None,
    until: Day | None = None,
    withdrawn: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ContributionView]:
    """Contributions at the caller's units, the last first · 贡献列表"""
    wanted = WantedContributions(of_class, unit, person, since, until, withdrawn)
    return await fetch_contributions(reading, wanted, cursor, limit, view=ContributionView.of_row)


@router.get(_ONE, responses=problems(401, 403, 404))
async def get_one_contribution(contribution_id: UUID, reading: asked.ContributionReading) -> ContributionView:
    """One contribution · 一项贡献"""
    return ContributionView.of(await get_contribution(reading.connection, contribution_id, reading.caller))
