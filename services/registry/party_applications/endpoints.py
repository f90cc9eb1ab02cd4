"""Applications to join the Party."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.applicants.queries import WantedApplications, fetch_applications, get_application
from services.registry.network.schemas import OrgCode
from services.registry.party.schemas import PartyOrgCode
from services.registry.party_applications.commands import (
    advance_application,
    close_application,
    correct_application,
    submit_application,
)
from services.registry.party_applications.schemas import (
    APPLICATIONS,
    ApplicationForm,
    ApplicationStandsView,
    ApplicationView,
    CorrectionForm,
    EndForm,
    StageCode,
    StateCode,
    StepForm,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["Party applications"])

_ONE = "/party-applications/{application_id:uuid}"


@router.post("/veterans/{veteran_id}/party-applications", status_code=201, responses=problems(401, 403, 404, 409))
async def post_party_application(
    veteran_id: UUID, form: ApplicationForm, work: asked.ApplicationKeeper, registrar: asked.Registration
) -> ApplicationStandsView:
    """A registered person applies to join the Party · 登记入党申请"""
    application = await submit_application(work, veteran_id, form.submitted(), keyring=registrar.keyring)
    return ApplicationStandsView.of(application)


@router.post(_ONE + "/stages", status_code=201, responses=problems(401, 403, 404, 409))
async def post_party_application_stage(
    application_id: UUID, form: StepForm, work: asked.ApplicationKeeper, registrar: asked.Registration
) -> ApplicationStandsView:
    """It reaches the next stage; a probationary member is counted as one from the day on · 入党申请进入下一阶段"""
    advanced = await advance_application(
        work,
        application_id,
        on=form.on,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return ApplicationStandsView.of(advanced)


@router.post(_ONE + "/closure", responses=problems(401, 403, 404, 409))
async def post_party_application_closure(
    application_id: UUID, form: EndForm, work: asked.ApplicationKeeper
) -> ApplicationStandsView:
    """It ends without membership, or was entered in error · 终止入党申请"""
    closed = await close_application(
        work, application_id, on=form.closed_on, reason=form.reason, document=form.document, version=form.version
    )
    return ApplicationStandsView.of(closed)


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409))
async def post_party_application_correction(
    application_id: UUID, form: CorrectionForm, work: asked.ApplicationKeeper, registrar: asked.Registration
) -> ApplicationStandsView:
    """Say how it has been all along; what was said is kept · 更正入党申请"""
    corrected = await correct_application(
        work, application_id, form.said(), keyring=registrar.keyring, version=form.version
    )
    return ApplicationStandsView.of(corrected)


export_route(router, "/party-applications/exports", APPLICATIONS)


@router.get("/party-applications", responses=problems(401, 403, 404))
async def list_party_applications(
    reading: asked.ApplicationReading,
    *,
    stage: StageCode | None = None,
    state: StateCode | None = None,
    unit: OrgCode | None = None,
    party_org: PartyOrgCode | None = None,
    on: Day | None = None,
    person_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ApplicationView]:
    """Applications counted at the caller's units, the last recorded first · 入党申请列表

    At and below `unit`, and open `on` a day, when given.
    """
    wanted = WantedApplications(stage, state, unit, party_org, on, person_id)
    return await fetch_applications(reading, wanted, cursor, limit, view=ApplicationView.of)


@router.get(_ONE, responses=problems(401, 403, 404))
async def get_party_application(application_id: UUID, reading: asked.ApplicationReading) -> ApplicationView:
    """One application · 查看入党申请"""
    return ApplicationView.of(await get_application(reading, application_id))
