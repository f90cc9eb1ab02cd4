"""Recipients without a veteran's file over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode
from services.registry.recipients.commands import (
    disclose_recipient,
    end_recipient,
    move_recipient,
    record_recipient,
    revoke_recipient_end,
    search_recipients_by_category,
)
from services.registry.recipients.parameters import SHOWN
from services.registry.recipients.queries import (
    WantedRecipients,
    fetch_recipients,
    get_recipient,
    list_past,
    reveal_recipient,
)
from services.registry.recipients.schemas import (
    RECIPIENTS,
    EndForm,
    MoveForm,
    PastView,
    RecipientForm,
    RecipientLine,
    RecipientView,
    RecordedView,
    RevocationForm,
    VersionView,
)
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.parameters.groups import Group
from services.registry.veterans.schemas.forms import CategorySearchForm, OpeningForm
from services.registry.veterans.schemas.views import DisclosureView
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["recipients"])


_ONE = "/recipients/{person_id}"


@router.post("/recipients", status_code=201, responses=problems(401, 403, 404, 409, 410, 429))
async def post_recipient(
    form: RecipientForm,
    work: asked.RecipientKeeper,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
    cancels: asked.Cancelling,
) -> RecordedView:
    """Record somebody who has no veteran's file and applies for a category, a survivor, say · 登记优抚对象

    Who has a file applies with that. Who is known by the number keeps the id; the name must be the known one.
    """
    recorded = await record_recipient(
        work, form.newcomer(), registrar=registrar, most_an_hour=settings.searches_an_hour, cancels=cancels
    )
    return RecordedView(person_id=recorded)


export_route(router, "/recipients/exports", RECIPIENTS)


@router.post("/recipients/search-by-category", responses=problems(401, 403, 404, 429))
async def post_recipient_category_search(
    form: CategorySearchForm, work: asked.Disclosing, registrar: asked.Registration, settings: asked.Configuration
) -> Page[RecipientLine]:
    """Recipients without a file who hold or claim a category, for a purpose · 按类别查询优抚对象（留痕）

    As of veterans: a category is sensitive, and everybody shown is recorded, and counts.
    """
    must_need(form.purpose, Group.CATEGORIES)
    return await search_recipients_by_category(
        work,
        form.sought(),
        form.cursor,
        form.limit,
        view=lambda row: RecipientLine.of(row, registrar.keyring),
        most_an_hour=settings.disclosures_an_hour,
    )


@router.get("/recipients", responses=problems(401, 403, 404))
async def list_recipients(
    reading: asked.RecipientReading,
    registrar: asked.Registration,
    *,
    state: FileState | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RecipientLine]:
    """Recipients without a file within the caller's scope, the last recorded first; masked · 优抚对象列表（脱敏）"""
    wanted = WantedRecipients(state, unit)
    return await fetch_recipients(
        reading, wanted, cursor, limit, view=lambda row: RecipientLine.of(row, registrar.keyring)
    )


@router.get("/recipients/{person_id:uuid}", responses=problems(401, 403, 404))
async def get_one_recipient(
    person_id: UUID, reading: asked.RecipientReading, registrar: asked.Registration
) -> RecipientView:
    """One of them, and what was said before; masked · 查看优抚对象（脱敏）"""
    row = await get_recipient(reading.connection, person_id, reading.caller)
    past = [PastView.of(each) for each in await list_past(reading.connection, person_id)]
    return RecipientView.of_row(row, registrar.keyring, past)


@router.post(_ONE + "/disclosures", status_code=201, responses=problems(401, 403, 404, 410, 429))
async def post_recipient_disclosure(
    person_id: UUID,
    form: OpeningForm,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> DisclosureView:
    """Show name and number in clear · 查看优抚对象的完整信息（留痕）

    Recorded first, each time the request is repeated, and counted with what is shown of files.
    """
    view_id = await disclose_recipient(
        work,
        person_id,
        purpose=form.purpose,
        reason=form.reason,
        fields=SHOWN,
        most_an_hour=settings.disclosures_an_hour,
    )
    async with work.engine.connect() as connection:
        found = await reveal_recipient(connection, person_id, keyring=registrar.keyring, caller=work.caller)
    return DisclosureView(view_id=view_id, values={name: value.reveal() for name, value in found.items()})


@router.post(_ONE + "/move", responses=problems(401, 403, 404, 409, 410))
async def post_recipient_move(person_id: UUID, form: MoveForm, work: asked.RecipientKeeper) -> VersionView:
    """Say which unit is responsible from a day on · 变更优抚对象的负责机构

    What is being decided on goes with the person.
    """
    version = await move_recipient(
        work,
        person_id,
        org_code=form.org_code,
        moved_on=form.moved_on,
        document=form.document,
        version=form.version,
    )
    return VersionView(version=version)


@router.post(_ONE + "/end", responses=problems(401, 403, 404, 409, 410))
async def post_recipient_end(
    person_id: UUID,
    form: EndForm,
    *,
    work: asked.RecipientKeeper,
    registrar: asked.Registration,
    forgets: asked.Forgetting,
) -> VersionView:
    """Record that a recipient died, moved to another county, or was recorded in error · 终止优抚对象登记"""
    version = await end_recipient(
        work,
        person_id,
        reason=form.reason,
        ended_on=form.ended_on,
        document=form.document,
        forgets=forgets,
        keyring=registrar.keyring,
        version=form.version,
    )
    return VersionView(version=version)


@router.post(_ONE + "/end/revocation", responses=problems(401, 403, 404, 409, 410))
async def post_recipient_end_revocation(
    person_id: UUID, form: RevocationForm, work: asked.RecipientRevoker, registrar: asked.Registration
) -> VersionView:
    """Revoke that, where it was wrong or the person is back · 撤销终止登记"""
    version = await revoke_recipient_end(
        work,
        person_id,
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return VersionView(version=version)
