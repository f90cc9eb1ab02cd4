"""What benefits publishes: programmes, applications, the life of a case, and what is open at an organisation that is
to be closed."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.benefit_codes import APPLICATION_REVIEW, BENEFIT_REFUSAL
from shared.events.clearing import Asked, OpenMatters
from shared.events.codes import CASE_KIND, CASE_OUTCOME, ORG_UNIT_KIND, WITHDRAWAL_REASON
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Code, Count, Digest, OfficialName, OrgCode, OrgPath, PersonId

CaseId = Annotated[UUID, Meta(description="the case, UUIDv7 · 案件编号")]
CaseOrgCode = Annotated[OrgCode, Meta(description="service organisation that handles the case · 承办机构代码")]
CaseKind = Annotated[
    str, CASE_KIND.field("what the case is; figures on disputes take `dispute` only · 案件类别，纠纷指标只计 dispute")
]
ApplicantId = Annotated[PersonId, Meta(description="person id of the veteran who asked for help · 申请人的人员编号")]
MediatorIds = Annotated[
    tuple[UUID, ...], Meta(description="person ids of the mediators, each once · 调解员的人员编号，不重复")
]


class ProgrammePublished(Event, frozen=True, kw_only=True):
    """A version of a programme of benefits was published. Once per version.

    No service applies it yet; the public may read which rules were in force when.

    优待帮扶项目的一个版本发布，每个版本一次。供公众查询何时适用何种规则。
    """

    programme_code: Annotated[Code, Meta(description="the programme · 项目代码")]
    version: Annotated[int, Meta(ge=1, description="1, 2, 3 … within the programme · 版本号")]
    name: OfficialName
    slot: Annotated[
        Code | None,
        Meta(description="its place in a programme group, as free-1 of 四免两优; null if in none · 在项目组中的位置"),
    ] = None
    valid_from: Annotated[CalendarDate, Meta(description="first day in force, Asia/Shanghai · 生效日")]
    valid_to: Annotated[
        CalendarDate | None, Meta(description="first day no longer in force; null = open · 失效日（不含），空为长期")
    ] = None
    rule_digest: Annotated[
        Digest, Meta(description="SHA-256 of rules and terms, in hexadecimal · 规则与条件的 SHA-256 摘要")
    ]


class ProgrammeRetired(Event, frozen=True, kw_only=True):
    """A programme was ended: from a day on none of its versions is in force, until another is published.

    No service applies it yet; the public may read which rules were in force when.

    优待帮扶项目停止：自某日起各版本均不再有效，直至发布新的版本。
    """

    programme_code: Annotated[Code, Meta(description="the programme · 项目代码")]
    version: Annotated[int, Meta(ge=1, description="the last version that was published · 最后版本号")]
    retired_from: Annotated[
        CalendarDate, Meta(description="first day no longer in force, Asia/Shanghai · 停止日（不含）")
    ]


ApplicationId = Annotated[UUID, Meta(description="the application, UUIDv7 · 申请编号")]
Level = Annotated[str, ORG_UNIT_KIND.field("the level that said so · 提出意见的层级")]


class ApplicationSubmitted(Event, frozen=True, kw_only=True):
    """Somebody applied for what a programme gives. Once per application. No service applies it yet.

    申请享受某项目，每项申请一次。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    programme_version: Annotated[int, Meta(ge=1, description="by whose rules it is decided · 适用的项目版本")]
    org_path: OrgPath
    applied_on: CalendarDate


class ApplicationReviewed(Event, frozen=True, kw_only=True):
    """A level said what it thinks of an application, or what it had asked for was supplied. No service applies it yet.

    一级对申请提出意见，或者补正材料已交齐。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    step: Level
    outcome: Annotated[str, APPLICATION_REVIEW.field("what was said · 意见")]


class PublicityStarted(Event, frozen=True, kw_only=True):
    """An application is published, for so many working days. No service applies it yet.

    申请开始公示。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    begun_on: CalendarDate
    workdays: Annotated[int, Meta(ge=1, description="working days · 公示工作日")]


class ObjectionRaised(Event, frozen=True, kw_only=True):
    """Somebody objects to an application that is published; its days do not count until that is settled. What was said
    stays in benefits. No service applies it yet.

    公示期间有人提出异议，处理期间不计入公示时间；内容只留在优待服务。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    number: Annotated[int, Meta(ge=0, description="of the objection, in its publicity · 异议序号")]
    raised_on: CalendarDate


class ObjectionAnswered(Event, frozen=True, kw_only=True):
    """An objection was looked into and settled. No service applies it yet.

    异议已核查处理。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    number: Annotated[int, Meta(ge=0, description="of the objection, in its publicity · 异议序号")]
    settled_on: CalendarDate
    upheld: Annotated[bool, Meta(description="whether it was right · 异议是否成立")]


class ApplicationWithdrawn(Event, frozen=True, kw_only=True):
    """An application was taken back before it was decided. No service applies it yet.

    申请在审批前撤回。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath


class BenefitApproved(Event, frozen=True, kw_only=True):
    """The county approved an application. No service applies it yet.

    县级审批同意。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath


class BenefitRefused(Event, frozen=True, kw_only=True):
    """An application was refused, by a level that was asked: always with a reason and the rule it rests on.
    No service applies it yet.

    申请不予同意，必有原因和依据的条款。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    reason_code: Annotated[str, BENEFIT_REFUSAL.field("why · 原因")]
    clause: Annotated[Code, Meta(description="code of the programme's rule · 项目条款代码")]


class CaseOpened(Event, frozen=True, kw_only=True):
    """A case was opened for a veteran. Once per case.

    No service applies it yet. What the case is about stays in benefits; the justice bureau may follow who handles how
    many, and by when.

    为退役军人立案，每案一次。尚无服务处理；案情只留在优待服务，司法部门可据此了解在办数量与期限。
    """

    case_id: CaseId
    kind: CaseKind
    org_code: CaseOrgCode
    org_path: OrgPath
    applicant_id: ApplicantId
    parties_count: Annotated[int, Meta(ge=1, description="persons on all sides · 当事人数")]
    opened_on: CalendarDate
    due_on: Annotated[CalendarDate, Meta(description="last day of the time limit, Asia/Shanghai · 办理期限末日")]


class CaseAssigned(Event, frozen=True, kw_only=True):
    """A case was given to its mediators; a later assignment replaces an earlier one.

    No service applies it yet; the justice bureau may follow who handles the case.

    案件指派给调解员；再次指派以后一次为准。尚无服务处理，司法部门可据此了解承办人。
    """

    case_id: CaseId
    org_code: CaseOrgCode
    org_path: OrgPath
    mediator_ids: Annotated[MediatorIds, Meta(min_length=1)]
    assigned_on: CalendarDate


class CaseResolved(Event, frozen=True, kw_only=True):
    """A case came to its end with an outcome document. Once, unless the case was reopened in between. A case without
    mediators, as a petition, names none.

    Reporting counts F20 from `resolved_on`, one per case however many mediators took part; an outcome of `failed`
    resolves no dispute. Notifications tells the applicant. What is given up before it is resolved is `case-withdrawn`.

    案件办结并有结果文书；未重开的只一次。信访等没有调解员的案件，调解员为空。统计自办结日起计入 F20，
    无论几名调解员只计一起，调解不成的不计。通知服务告知申请人。办结前撤回的见 `case-withdrawn`。
    """

    case_id: CaseId
    kind: CaseKind
    outcome: Annotated[str, CASE_OUTCOME.field("how it ended · 结果")]
    org_code: CaseOrgCode
    org_path: OrgPath
    applicant_id: ApplicantId
    mediator_ids: MediatorIds
    opened_on: CalendarDate
    resolved_on: CalendarDate
    days: Annotated[Count, Meta(description="calendar days from opening to resolution · 办理天数（日历日）")]


class CaseWithdrawn(Event, frozen=True, kw_only=True):
    """A case was given up before it was resolved, whether it had mediators or not. Once per case.

    Reporting counts F29 from `withdrawn_on`. Notifications tells the applicant.

    案件在办结前撤回，不论是否已指派调解员，每案一次。统计自撤回日起计入 F29。通知服务告知申请人。
    """

    case_id: CaseId
    kind: CaseKind
    reason: Annotated[str, WITHDRAWAL_REASON.field("why · 撤回原因")]
    org_code: CaseOrgCode
    org_path: OrgPath
    applicant_id: ApplicantId
    opened_on: CalendarDate
    withdrawn_on: CalendarDate


class CaseTransferred(Event, frozen=True, kw_only=True):
    """An open case went to another service organisation, because the one that handled it is merged into that one. Its
    mediators, its time limit and all that was done about it stay.

    No service applies it: who ends a case counts it where it is then. The justice bureau may follow who handles it.

    机构合并，在办案件移交接收机构；调解员、办理期限和已办事项不变。尚无服务处理：案件办结时计入届时的承办机构。
    司法部门可据此了解承办机构。
    """

    case_id: CaseId
    kind: CaseKind
    from_org_code: Annotated[OrgCode, Meta(description="service organisation that handled it · 原承办机构代码")]
    from_org_path: Annotated[OrgPath, Meta(description="where that one stood · 原承办机构路径")]
    org_code: CaseOrgCode
    org_path: OrgPath
    transferred_on: CalendarDate


class OrgUnitCleared(Event, frozen=True, kw_only=True):
    """Nothing is open in benefits at a service organisation that is to be closed. An answer to `org-unit-closing`;
    the last answer holds.

    Registry closes the organisation when every service has answered so.

    拟撤销的服务机构在优待服务已无未结事项；答复拟撤销事件，以最后一次为准。各服务均如此答复后，登记服务方可撤销该机构。
    """

    org_code: OrgCode
    asked: Asked


class OrgUnitNotCleared(Event, frozen=True, kw_only=True):
    """Something is still open in benefits at a service organisation that is to be closed: cases. An answer to
    `org-unit-closing`, and again whenever the counts change; the last answer holds. Cases are ended, or handed to the
    organisation that takes over.

    Registry shows the counts, and does not close the organisation.

    拟撤销的服务机构在优待服务尚有未结事项（案件）；答复拟撤销事件，数量变化时再次答复，以最后一次为准。办结，或者移交接收机构。
    登记服务显示数量，此时不能撤销该机构。
    """

    org_code: OrgCode
    asked: Asked
    matters: OpenMatters


CASES = "benefits.cases"
APPLIED_BY = ("reporting", "notifications")

PUBLISHED: tuple[Published, ...] = (
    Published(ProgrammePublished, "benefits.programmes", "programme_code", PiiClass.P0, (), outside=("public",)),
    Published(ProgrammeRetired, "benefits.programmes", "programme_code", PiiClass.P0, (), outside=("public",)),
    *(
        Published(contract, "benefits.applications", "application_id", PiiClass.P3, ())
        for contract in (
            ApplicationSubmitted,
            ApplicationReviewed,
            PublicityStarted,
            ObjectionRaised,
            ObjectionAnswered,
            ApplicationWithdrawn,
            BenefitApproved,
            BenefitRefused,
        )
    ),
    Published(CaseOpened, CASES, "case_id", PiiClass.P3, (), outside=("justice-bureau",)),
    Published(CaseAssigned, CASES, "case_id", PiiClass.P3, (), outside=("justice-bureau",)),
    Published(CaseTransferred, CASES, "case_id", PiiClass.P3, (), outside=("justice-bureau",)),
    Published(CaseResolved, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
    Published(CaseWithdrawn, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
    Published(OrgUnitCleared, "benefits.org-units", "org_code", PiiClass.P0, ("registry",)),
    Published(OrgUnitNotCleared, "benefits.org-units", "org_code", PiiClass.P0, ("registry",)),
)
