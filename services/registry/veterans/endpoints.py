"""Veterans."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.veterans.commands.category_search import search_by_category
from services.registry.veterans.commands.disclose import disclose_fields
from services.registry.veterans.commands.search import look_up_numbers, search_by_name, search_by_number
from services.registry.veterans.domain.name_terms import sought_name
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.queries.disclosed import WantedDisclosures, fetch_disclosures, open_group, reveal
from services.registry.veterans.queries.files import (
    LISTED,
    VeteranNotFound,
    WantedFiles,
    fetch_files,
    get_file,
    get_line,
    opened,
)
from services.registry.veterans.schemas.exported import PERSONS
from services.registry.veterans.schemas.forms import (
    CategorySearchForm,
    DisclosureForm,
    ListedNumbersForm,
    NameSearchForm,
    OpeningForm,
    SearchForm,
)
from services.registry.veterans.schemas.views import (
    DisclosedView,
    DisclosureView,
    GroupView,
    LookedUpView,
    VeteranLine,
    VeteranView,
)
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Instant

router = Router(prefix="/veterans", tags=["veterans"])


@router.get("", responses=problems(401, 403, 404))
async def list_veterans(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    unit: OrgCode | None = None,
    member: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VeteranLine]:
    """Veterans within the caller's scope, the last registered first · 退役军人列表

    At and below `unit`, and members of the Party or not, when given.
    """
    return await fetch_files(
        reading,
        WantedFiles(unit, member),
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )


export_route(router, "/exports", PERSONS)


@router.post("/search", responses=problems(401, 403, 404, 429))
async def post_search(
    form: SearchForm, work: asked.Searching, registrar: asked.Registration, settings: asked.Configuration
) -> VeteranLine:
    """Find a veteran by his or her identity number, 15 or 18 characters · 按身份证号查询

    Each search is recorded and counts.

    404 for nobody, and alike for everybody whom the caller may not read.
    """
    terms = Terms(local_date(work.now), registrar.synthetic_ids_allowed)
    veteran_id = await search_by_number(
        work,
        get_identity_number(form.id_number, terms).number,
        keyring=registrar.keyring,
        most_an_hour=settings.searches_an_hour,
    )
    if veteran_id is None:
        nobody = VeteranNotFound()
        nobody.recorded = True  # by the search
        raise nobody
    async with work.engine.connect() as connection:
        row = await get_line(connection, veteran_id, caller=work.caller)
    return VeteranLine.of(row, opened(row, registrar.keyring, LISTED))


@router.post("/search-many", responses=problems(401, 403))
async def post_listed_numbers(
    form: ListedNumbersForm, work: asked.Searching, registrar: asked.Registration, settings: asked.Configuration
) -> list[LookedUpView]:
    """Whose the identity numbers of a list are, in its order · 按表格中的身份证号查找

    Each is recorded. Nobody for everybody whom the caller may not read; these count as searches do, who is found does
    not, and once there were too many in an hour the rest is not looked up.
    """
    # Where nobody who is invented is registered, such a number is nobody's.
    terms = Terms(local_date(work.now), synthetic_ids_allowed=True)
    numbers = [
        get_identity_number(each, terms, field=f"id_numbers.{place}").number
        for place, each in enumerate(form.id_numbers)
    ]
    found = await look_up_numbers(
        work, numbers, keyring=registrar.keyring, most_an_hour=settings.searches_an_hour
    )  # fmt: skip
    return [LookedUpView(veteran_id=each.veteran_id, is_looked_up=each.is_looked_up) for each in found]


@router.post("/search-by-name", responses=problems(401, 403, 404, 429))
async def post_name_search(
    form: NameSearchForm, work: asked.Searching, registrar: asked.Registration, settings: asked.Configuration
) -> Page[VeteranLine]:
    """Veterans by characters or pinyin initials of the name, the last registered first · 按姓名或拼音首字母查询

    Those within the caller's scope, masked. Each page is recorded, without the name, and counts.
    """
    return await search_by_name(
        work,
        sought_name(form.name),
        form.unit,
        form.cursor,
        form.limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
        keyring=registrar.keyring,
        most_an_hour=settings.searches_an_hour,
    )


@router.post("/search-by-category", responses=problems(401, 403, 404, 429))
async def post_category_search(
    form: CategorySearchForm, work: asked.Disclosing, registrar: asked.Registration, settings: asked.Configuration
) -> Page[VeteranLine]:
    """Veterans who claim a category, the last registered first, for a purpose · 按类别查询（留痕）

    A category is sensitive: everybody shown is recorded, and counts, like one whose group was opened.
    """
    must_need(form.purpose, Group.CATEGORIES)
    return await search_by_category(
        work,
        form.sought(),
        form.cursor,
        form.limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
        most_an_hour=settings.disclosures_an_hour,
    )


@router.get("/disclosures", responses=problems(401, 403))
async def list_disclosures(
    reading: asked.AuditReading,
    *,
    veteran_id: UUID | None = None,
    account_id: UUID | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DisclosedView]:
    """Who saw personal fields in clear, which, and why; newest first · 查看完整信息的记录

    For auditors.
    """
    wanted = WantedDisclosures(veteran_id, account_id, since, until)
    return await fetch_disclosures(reading, wanted, cursor, limit, view=DisclosedView.of)


@router.get("/{veteran_id:uuid}", responses=problems(401, 403, 404))
async def get_veteran(veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration) -> VeteranView:
    """One file; personal fields are masked, sensitive groups left out · 查看档案（脱敏）"""
    file = await get_file(reading.connection, veteran_id, keyring=registrar.keyring, caller=reading.caller)
    return VeteranView.of_file(file, reading.caller)


@router.post("/{veteran_id}/disclosures", status_code=201, responses=problems(401, 403, 404, 429))
async def post_disclosure(
    veteran_id: UUID,
    form: DisclosureForm,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> DisclosureView:
    """Show personal fields in clear · 查看完整信息（留痕）

    Who saw what, and why, is recorded first, each time the request is repeated.
    """
    view_id = await disclose_fields(
        work,
        veteran_id,
        purpose=form.purpose,
        reason=form.reason,
        fields=form.fields,
        most_an_hour=settings.disclosures_an_hour,
    )
    async with work.engine.connect() as connection:
        values = await reveal(connection, veteran_id, form.fields, keyring=registrar.keyring, caller=work.caller)
    return DisclosureView(view_id=view_id, values={name: value.reveal() for name, value in values.items()})


@router.post("/{veteran_id}/sensitive-groups/{group}", status_code=201, responses=problems(401, 403, 404, 429))
async def post_opening(
    veteran_id: UUID,
    group: Group,
    form: OpeningForm,
    *,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> GroupView:
    """Open one sensitive group of a file · 查看敏感信息（留痕）

    Recorded first, like a disclosure, and counted with them.
    """
    must_need(form.purpose, group)
    view_id = await disclose_fields(
        work,
        veteran_id,
        purpose=form.purpose,
        reason=form.reason,
        fields=GROUPS[group].fields,
        most_an_hour=settings.disclosures_an_hour,
    )
    async with work.engine.connect() as connection:
        found = await open_group(connection, veteran_id, group, keyring=registrar.keyring, caller=work.caller)
    return GroupView.of(view_id, group, found)
