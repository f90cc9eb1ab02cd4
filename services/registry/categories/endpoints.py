"""Categories over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.categories.commands import (
    apply_for_category,
    apply_for_own_category,
    change_category,
    correct_category,
    give_category_opinion,
    open_category,
    withdraw_category_application,
    withdraw_own_category_application,
)
from services.registry.categories.domain.holding import HoldingState
from services.registry.categories.letters import letter_of_category, letter_of_category_decision
from services.registry.categories.queries.holdings import WantedHoldings, fetch_holdings, get_holding, list_told
from services.registry.categories.queries.story import held_on, list_believed, list_opinions, list_own
from services.registry.categories.schemas.exported import HOLDINGS
from services.registry.categories.schemas.forms import (
    ApplicationForm,
    ChangeForm,
    CorrectionForm,
    HoldingOpening,
    OpinionForm,
    OwnApplicationPaper,
    OwnWithdrawalForm,
    WithdrawalForm,
)
from services.registry.categories.schemas.views import (
    AppliedView,
    CategoryOpinionView,
    HoldingLine,
    HoldingView,
    OpenedView,
    OwnView,
    StandingView,
    VersionView,
)
from services.registry.network.schemas import OrgCode
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.parameters.groups import Group
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["categories"])

_OF = "/veterans/{veteran_id}"
_OF_RECIPIENT = "/recipients/{person_id}"
_ONE = "/category-holdings/{holding_id}"


@router.post(_OF + "/category-applications", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_category_application(
    veteran_id: UUID, form: ApplicationForm, work: asked.CategoryApplying, registrar: asked.Registration
) -> AppliedView:
    """Hand in evidence for a category, or other evidence · 申请认定类别

    The responsible unit, its station and the centre are asked, one after the other. No word of service, operation or
    test belongs into it: the kind of evidence and the number of the document are enough.
    """
    applied = await apply_for_category(
        work, veteran_id, form.application(), keyring=registrar.keyring, version=form.version
    )
    return AppliedView(holding_id=applied.holding_id, waits_for=applied.waits_for)


@router.post(_OF_RECIPIENT + "/category-applications", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_recipient_application(
    person_id: UUID, form: ApplicationForm, work: asked.CategoryApplying, registrar: asked.Registration
) -> AppliedView:
    """The same of somebody who has no veteran's file, a survivor, say · 无档案的优抚对象申请认定类别"""
    return await post_category_application(person_id, form, work, registrar)


@router.get(_OF + "/category-holdings", responses=problems(401, 403, 404))
async def list_categories_of(
    veteran_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration
) -> list[HoldingLine]:
    """What a person has applied for, and how it stands; not which category · 人员的类别认定"""
    return [HoldingLine.of(row, registrar.keyring) for row in await list_told(reading, veteran_id)]


@router.get(_OF_RECIPIENT + "/category-holdings", responses=problems(401, 403, 404))
async def list_categories_of_recipient(
    person_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration
) -> list[HoldingLine]:
    """The same of somebody who has no veteran's file · 无档案的优抚对象的类别认定"""
    return await list_categories_of(person_id, reading, registrar)


@router.post("/accounts/me/category-applications", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_own_application(
    form: OwnApplicationPaper, work: asked.OwnCategoryApplying, registrar: asked.Registration
) -> AppliedView:
    """Apply for a category oneself; the responsible unit, its station and the centre decide · 本人申请认定类别

    Also anew, or with other evidence: while nobody has looked at it, or where it was returned.
    """
    applied = await apply_for_own_category(work, form.application(), keyring=registrar.keyring)
    return AppliedView(holding_id=applied.holding_id, waits_for=applied.waits_for)


@router.get("/accounts/me/category-holdings", responses=problems(401, 403, 404))
async def list_own_categories(reading: asked.OwnCategoryReading) -> list[OwnView]:
    """What one has applied for oneself, or others have for one, and how it stands · 查看本人的类别认定"""
    return [OwnView.of(row, given) for row, given in await list_own(reading)]


@router.post("/accounts/me/category-holdings/{holding_id}/withdrawal", responses=problems(401, 403, 404, 409))
async def post_own_withdrawal(
    holding_id: UUID, form: OwnWithdrawalForm, work: asked.OwnCategoryApplying
) -> VersionView:
    """Give up one's own application that is being decided on · 撤回本人的类别认定申请"""
    return VersionView(version=await withdraw_own_category_application(work, holding_id, version=form.version))


export_route(router, "/category-holdings/exports", HOLDINGS)


@router.get("/category-holdings", responses=problems(401, 403, 404))
async def list_categories(
    reading: asked.CategoryReading,
    registrar: asked.Registration,
    *,
    state: HoldingState | None = None,
    unit: OrgCode | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[HoldingLine]:
    """What was applied for within the caller's scope, or waits for his level (`mine`), the first first · 类别认定列表

    Not which category: that is opened one by one, or searched for.
    """
    wanted = WantedHoldings(state, unit, mine)
    return await fetch_holdings(
        reading, wanted, cursor, limit, view=lambda row: HoldingLine.of(row, registrar.keyring)
    )  # fmt: skip


@router.get("/category-holdings/{holding_id:uuid}", responses=problems(401, 403, 404))
async def get_category(holding_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration) -> HoldingView:
    """How one stands, and what was said of its applications · 查看类别认定"""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    opinions = [CategoryOpinionView.of(given) for given in await list_opinions(reading.connection, holding_id)]
    return HoldingView.of_row(row, registrar.keyring, opinions)


@router.post(_ONE + "/opening", status_code=201, responses=problems(401, 403, 404, 429))
async def post_category_opening(
    holding_id: UUID,
    form: HoldingOpening,
    *,
    work: asked.CategoryOpening,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> OpenedView:
    """See which category it is, its certificate and its story · 查看类别（留痕）

    Recorded first, like a disclosure, and counted with them. Rooms see what is being decided on. With a day, also what
    it was then, as known then or on another.
    """
    must_need(form.purpose, Group.CATEGORIES)
    view_id = await open_category(
        work,
        holding_id,
        purpose=form.purpose,
        reason=form.reason,
        most_an_hour=settings.disclosures_an_hour,
    )
    async with work.engine.connect() as connection:
        row = await get_holding(connection, holding_id, work.caller)
        story = await list_believed(connection, holding_id)
    held = held_on(story, form.on, form.known_on, today=local_date(work.now))
    return OpenedView.of_row(view_id, row, registrar.keyring, story, held)


@router.post(_ONE + "/opinions", responses=problems(401, 403, 404, 409, 410))
async def post_category_opinion(
    holding_id: UUID, form: OpinionForm, work: asked.CategoryDeciding, registrar: asked.Registration
) -> StandingView:
    """Agree to an application, refuse it, or return it to be supplemented · 提出类别认定意见

    For the level whose turn it is; nobody speaks for two. A refusal has a reason and a clause.
    """
    state = await give_category_opinion(work, holding_id, form.said(), keyring=registrar.keyring, version=form.version)
    return StandingView(state=HoldingState(state))


@router.post(_ONE + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_category_withdrawal(holding_id: UUID, form: WithdrawalForm, work: asked.CategoryApplying) -> VersionView:
    """Give up an application that is being decided on · 撤回类别认定申请"""
    version = await withdraw_category_application(
        work, holding_id, reason=form.reason, document=form.document, version=form.version
    )
    return VersionView(version=version)


@router.post(_ONE + "/changes", responses=problems(401, 403, 404, 409))
async def post_category_change(holding_id: UUID, form: ChangeForm, work: asked.CategoryChanging) -> VersionView:
    """Suspend, resume, stop, cancel, or revoke that · 中止、恢复、停发、取消类别待遇"""
    return VersionView(version=await change_category(work, holding_id, form.change(), version=form.version))


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409, 410))
async def post_category_correction(
    holding_id: UUID, form: CorrectionForm, work: asked.CategoryChanging, registrar: asked.Registration
) -> VersionView:
    """Say since when, and on which evidence, somebody has been recognised all along · 更正类别认定"""
    version = await correct_category(
        work, holding_id, form.corrected(), keyring=registrar.keyring, version=form.version
    )
    return VersionView(version=version)


letter_route(
    router,
    _ONE + "/opinions/{number}/letter",
    letter_of_category,
    "What the applicant is handed about a decision, as PDF · 打印类别认定决定书、告知书",
)
letter_route(
    router,
    _ONE + "/decisions/{revision}/letter",
    letter_of_category_decision,
    "What a holder is handed about a later decision, as PDF · 打印类别变更决定书、告知书",
)
