"""Registrations: how somebody comes to be registered."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.registrations.commands import (
    give_opinion,
    hand_in_anew,
    register_veteran,
    withdraw_registration,
)
from services.registry.registrations.letters import letter_of_registration
from services.registry.registrations.queries import (
    WantedRegistrations,
    fetch_registrations,
    get_registration,
    list_opinions,
)
from services.registry.registrations.schemas import (
    REGISTRATIONS,
    OpinionForm,
    RegisteredView,
    RegistrationLine,
    RegistrationOpinionView,
    RegistrationView,
    StandingView,
    SubmissionForm,
    WithdrawalForm,
)
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.schemas.forms import RegistrationForm
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["registrations"])


@router.post("/veterans", status_code=201, responses=problems(401, 403, 409))
async def post_veteran(
    form: RegistrationForm, work: asked.Registering, registrar: asked.Registration
) -> RegisteredView:
    """Register a veteran, or hand that in · 登记退役军人

    The centre registers at once; what a station hands in, the centre decides on, what a room does, its station first.
    Every faulty field is named; a number that is registered already, or is being decided on, is refused.
    """
    handed = await register_veteran(work, form.form(), registrar=registrar)
    return RegisteredView(veteran_id=handed.veteran_id, state=handed.state)


export_route(router, "/registrations/exports", REGISTRATIONS)


@router.get("/registrations", responses=problems(401, 403, 404))
async def list_registrations(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    state: FileState | None = None,
    unit: OrgCode | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RegistrationLine]:
    """Registrations that more than one level decides on, the first handed in first · 登记申请列表

    Those that wait for the caller's level (`mine`), or all within his scope.
    """
    wanted = WantedRegistrations(state, unit, mine)
    return await fetch_registrations(
        reading, wanted, cursor, limit, view=lambda row: RegistrationLine.of(row, registrar.keyring)
    )


@router.get("/registrations/{veteran_id:uuid}", responses=problems(401, 403, 404))
async def get_one_registration(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration
) -> RegistrationView:
    """One registration, and what was said of it · 查看登记申请"""
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    opinions = [RegistrationOpinionView.of(given) for given in await list_opinions(reading.connection, veteran_id)]
    return RegistrationView.of_row(row, registrar.keyring, opinions)


@router.post("/registrations/{veteran_id}/submission", responses=problems(401, 403, 404, 409, 410))
async def post_submission(
    veteran_id: UUID, form: SubmissionForm, work: asked.Registering, registrar: asked.Registration
) -> RegisteredView:
    """Hand a registration in anew, corrected · 修改后重新提交登记

    What was returned or refused, or what the next level has not looked at yet.
    """
    version = form.version
    given = {name: value for name, value in form.form().items() if name != "version"}
    handed = await hand_in_anew(work, veteran_id, given, registrar=registrar, version=version)
    return RegisteredView(veteran_id=veteran_id, state=handed.state)


@router.post("/registrations/{veteran_id}/opinions", responses=problems(401, 403, 404, 409, 410))
async def post_opinion(veteran_id: UUID, form: OpinionForm, work: asked.RegistrationDeciding) -> StandingView:
    """Agree to a registration, refuse it, or return it to be supplemented · 提出登记审核意见

    For the level whose turn it is; nobody speaks for two.
    """
    return StandingView(state=await give_opinion(work, veteran_id, form.said(), version=form.version))


@router.post("/registrations/{veteran_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_registration_withdrawal(veteran_id: UUID, form: WithdrawalForm, work: asked.Registering) -> None:
    """Give a registration up; what it said of the person is deleted · 撤回登记"""
    await withdraw_registration(work, veteran_id, reason=form.reason, version=form.version)


letter_route(
    router,
    "/registrations/{veteran_id}/letter",
    letter_of_registration,
    "What the applicant is handed about a decision, as PDF · 打印登记告知书、决定书",
)
