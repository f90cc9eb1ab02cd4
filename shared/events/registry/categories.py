"""Categories that persons hold, or have applied for: each holding is a stream of its own."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.category_codes import (
    APPLICATION_ORIGIN,
    CATEGORY_BENEFIT_CHANGE,
    CATEGORY_CANCELLATION,
    CATEGORY_CLAUSE,
    CATEGORY_REFUSAL,
    CATEGORY_RESTORATION,
    CATEGORY_RESUMPTION,
    CATEGORY_RETURN,
    CATEGORY_STATE,
    CATEGORY_STOP,
    CATEGORY_SUSPENSION,
    PERSON_CATEGORY,
)
from shared.events.codes import ORG_UNIT_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId

HoldingId = Annotated[UUID, Meta(description="one person's holding of one category, UUIDv7 · 一项类别认定的编号")]
Category = Annotated[str, PERSON_CATEGORY.field("the category, by the ministry's code · 类别代码（部颁，小写）")]
Origin = Annotated[
    Annotated[str, APPLICATION_ORIGIN.field("who applied · 申请的提出方式")] | None,
    Meta(description="who applied; null: told before that was kept · 申请的提出方式，此前未记录的为空"),
]
Benefit = Annotated[bool, Meta(description="whether the benefit is enjoyed as well · 是否享受待遇")]
Effective = Annotated[CalendarDate, Meta(description="the first day on which it holds · 自该日起")]


class CategoryApplied(Event, frozen=True, kw_only=True):
    """A person applied for a category, for the first time or anew after it was refused, stopped or cancelled.
    No service applies it yet.

    Nothing follows from it yet. What a registration form or an imported list claims is no application.

    申请认定类别，首次申请，或者不予认定、停发、取消之后重新申请。此时尚不产生待遇。登记表或批量导入填报的类别不属于申请。尚无服务处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    applied_on: CalendarDate
    origin: Origin = None


class CategoryReturned(Event, frozen=True, kw_only=True):
    """A level returned an application to be supplemented, as often as that happens. No service applies it yet.

    The application goes on, with the level before, or is withdrawn (`category-cancelled`). In whose words, stays in
    registry.

    类别认定申请被退回补正，可多次发生。尚无服务处理。申请继续由上一环节办理，或者撤回（`category-cancelled`）；
    何人、以何理由退回，只留在登记服务。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    step: Annotated[str, ORG_UNIT_KIND.field("the level that said so · 提出意见的层级")]
    reason_code: Annotated[str, CATEGORY_RETURN.field("why · 原因")]


class CategoryRecognised(Event, frozen=True, kw_only=True):
    """A person was recognised as of a category: every level agreed, by evidence and a clause.
    Benefits applies it.

    Benefits finds by it who is entitled to what. It holds while the person lives and is registered here:
    `veteran-deceased`, `veteran-deregistered` and their revocations, moves out of the county, and
    `veterans-merged` are told of the person, not once more of each category. Of service, operations and tests nothing
    is told.

    经逐级审核，依据证明材料和条款，认定为该类别人员。优待据此判断。本人在世且登记在本县期间有效；
    死亡、注销登记及其撤销、迁出本县、档案合并只就本人通报，不再逐项就类别通报。不含服役、参战、参试情况。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    since: Annotated[CalendarDate, Meta(description="the first day of the recognition · 认定起始日")]
    benefit: Benefit
    clause: Annotated[str, CATEGORY_CLAUSE.field("what it rests on · 依据的条款")]


class CategoryCorrected(Event, frozen=True, kw_only=True):
    """The day from which somebody is recognised was recorded wrongly: this is how it has been all along.
    Benefits applies it.

    认定起始日登记有误，已更正，以此为准。由优待处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    since: Annotated[CalendarDate, Meta(description="the first day of the recognition · 认定起始日")]


class CategoryRefused(Event, frozen=True, kw_only=True):
    """A category was not recognised, always with a reason and a clause. The person may apply anew.
    No service applies it yet.

    不予认定该类别，必有原因和依据的条款；本人可以重新申请。尚无服务处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    reason_code: Annotated[str, CATEGORY_REFUSAL.field("why · 原因")]
    clause: Annotated[str, CATEGORY_CLAUSE.field("what it rests on · 依据的条款")]


class CategorySuspended(Event, frozen=True, kw_only=True):
    """The benefit of a category is suspended, until `category-resumed`, `-stopped` or `-cancelled`.
    No service applies it yet.

    该类别待遇中止，直至恢复、停发或者取消。尚无服务处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_SUSPENSION.field("why · 原因")]


class CategoryResumed(Event, frozen=True, kw_only=True):
    """A suspended benefit goes on.
    No service applies it yet.

    中止的待遇恢复。尚无服务处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_RESUMPTION.field("why · 原因")]


class CategoryStopped(Event, frozen=True, kw_only=True):
    """A person holds a category no longer, rightly so until then.
    Benefits applies it.

    自该日起不再是该类别人员；此前的认定有效。由优待处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_STOP.field("why · 原因")]


class CategoryCancelled(Event, frozen=True, kw_only=True):
    """A recognition is void from `effective_on` on, which may be its first day; or an application was withdrawn.
    Benefits applies it.

    认定自该日起取消（可以自认定之日起），或者申请已撤回。由优待处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_CANCELLATION.field("why · 原因")]


class CategoryBenefitChanged(Event, frozen=True, kw_only=True):
    """A recognised person begins, or ceases, to enjoy the benefit; the recognition stands.
    No service applies it yet.

    已认定人员开始或者不再享受待遇，认定不变。尚无服务处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    benefit: Benefit
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_BENEFIT_CHANGE.field("why · 原因")]


class CategoryRestored(Event, frozen=True, kw_only=True):
    """A stop or a cancellation is revoked: the holding stands as before it.
    Benefits applies it.

    停发或者取消予以撤销，恢复原状态。由优待处理。
    """

    holding_id: HoldingId
    person_id: PersonId
    org_path: OrgPath
    category: Category
    state: Annotated[str, CATEGORY_STATE.field("where it stands again · 恢复后的状态")]
    effective_on: Effective
    reason_code: Annotated[str, CATEGORY_RESTORATION.field("why · 原因")]


APPLIED = (CategoryRecognised, CategoryCorrected, CategoryStopped, CategoryCancelled, CategoryRestored)

TOLD_ONLY = (
    CategoryApplied,
    CategoryReturned,
    CategoryRefused,
    CategorySuspended,
    CategoryResumed,
    CategoryBenefitChanged,
)

PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.category-holdings", "holding_id", PiiClass.P3, consumers)
    for contract, consumers in (
        *((contract, ("benefits",)) for contract in APPLIED),
        *((contract, ()) for contract in TOLD_ONLY),
    )
)
