"""Applications over HTTP."""

from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.applications.commands import (
    apply_for_benefit,
    give_benefit_opinion,
    object_to_application,
    settle_objection,
    supply_application,
    withdraw_benefit_application,
)
from services.benefits.applications.letters import letter_of_application
from services.benefits.applications.queries import (
    WantedApplications,
    fetch_applications,
)
from services.benefits.applications.schemas.applications import (
    ApplicationMade,
    ApplicationPaper,
    ApplicationView,
    OpinionForm,
    SupplyForm,
    WholeApplicationView,
    WithdrawalForm,
    whole_application,
)
from services.benefits.applications.schemas.exported import APPLICATIONS
from services.benefits.programmes.schemas import Code
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route
from shared.publicity.papers import ObjectionMade, ObjectionPaper, SettlementPaper

router = Router(tags=["applications"])

ONE = "/applications/{application_id:uuid}"
MAY_FAIL = problems(401, 403, 404, 409)
DECIDING = problems(401, 403, 404, 409, 503)


@router.post("/applications", status_code=201, responses=MAY_FAIL)
async def post_application(form: ApplicationPaper, work: asked.ApplicationKeeper) -> ApplicationMade:
    """Take down that somebody applies · 受理申请"""
    return ApplicationMade(application_id=await apply_for_benefit(work, **form.model_dump()))


export_route(router, "/applications/exports", APPLICATIONS)


@router.get("/applications", responses=problems(401, 403))
async def list_applications(
    reading: asked.ApplicationReading,
    *,
    person: UUID | None = None,
    programme: Code | None = None,
    unit: str | None = Query(None, max_length=24),
    state: str | None = Query(None, max_length=20),
    mine: bool = False,
    number: str | None = Query(None, max_length=8, description="last eight digits of the id, as notices show it"),
    hardship_kind: str | None = Query(None, max_length=20),
    overdue: bool = Query(False, description="the level that is asked is late"),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ApplicationView]:
    """Applications within the caller's scope, the last first; `mine`: those that wait for him · 申请列表"""
    wanted = WantedApplications(person, programme, unit, state, mine, number, hardship_kind, overdue)
    return await fetch_applications(reading, wanted, cursor, limit, view=ApplicationView.of)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_application(application_id: UUID, reading: asked.ApplicationReading) -> WholeApplicationView:
    """One of them, with everything that was said of it · 查看申请"""
    return await whole_application(reading, application_id)


@router.post(ONE + "/opinions", status_code=204, responses=DECIDING)
async def post_opinion(
    application_id: UUID, form: OpinionForm, work: asked.ApplicationDecider, by: asked.Deciding
) -> None:
    """Agree, refuse, or have something supplied, for the level whose turn it is · 提出意见"""
    await give_benefit_opinion(
        work, application_id, form.said(), keyring=by.keyring, recusal=by.recusal, version=form.version
    )


@router.post(ONE + "/supplement", status_code=204, responses=MAY_FAIL)
async def post_supplement(application_id: UUID, form: SupplyForm, work: asked.ApplicationKeeper) -> None:
    """What was asked for is there · 补正材料"""
    await supply_application(work, application_id, document=form.document, version=form.version)


@router.post(ONE + "/objections", status_code=201, responses=MAY_FAIL)
async def post_objection(application_id: UUID, form: ObjectionPaper, work: asked.ApplicationKeeper) -> ObjectionMade:
    """Take down what somebody objects while it is published · 登记公示异议"""
    number = await object_to_application(work, application_id, said=form.said, raised_on=form.raised_on)
    return ObjectionMade(number=number)


@router.post(ONE + "/objections/{number}/settlement", status_code=204, responses=DECIDING)
async def post_settlement(
    application_id: UUID, number: int, form: SettlementPaper, work: asked.ApplicationDecider, by: asked.Deciding
) -> None:
    """What was found of an objection · 处理公示异议"""
    await settle_objection(work, application_id, number, recusal=by.recusal, **form.model_dump())


@router.post(ONE + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_application_withdrawal(
    application_id: UUID, form: WithdrawalForm, work: asked.ApplicationKeeper
) -> None:
    """Take it back · 撤回申请"""
    await withdraw_benefit_application(work, application_id, reason=form.reason, version=form.version)


letter_route(
    router,
    ONE + "/letter",
    letter_of_application,
    "What somebody is handed who applied, as PDF · 打印受理、补正、审批文书",
)
