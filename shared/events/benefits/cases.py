"""The life of a case."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.events.codes import CASE_KIND, CASE_OUTCOME, WITHDRAWAL_REASON
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Count, OrgCode, OrgPath, PersonId

CaseId = Annotated[UUID, Meta(description="the case, UUIDv7 · 案件编号")]
CaseOrgCode = Annotated[OrgCode, Meta(description="service organisation that handles the case · 承办机构代码")]
CaseKind = Annotated[
    str, CASE_KIND.field("what the case is; figures on disputes take `dispute` only · 案件类别，纠纷指标只计 dispute")
]
ApplicantId = Annotated[PersonId, Meta(description="person id of the veteran who asked for help · 申请人的人员编号")]
MediatorIds = Annotated[
    tuple[UUID, ...], Meta(description="person ids of the mediators, each once · 调解员的人员编号，不重复")
]


class CaseOpened(Event, frozen=True, kw_only=True):
    """A case was opened for a veteran. Once per case.

    Reporting counts it in the daily report of the station; registry keeps where it is handled, so that its parties can
    be named there. What the case is about stays in benefits; the justice bureau may follow who handles how many, and by
    when.

    为退役军人立案，每案一次。统计计入服务站的日报告；登记服务据此登记当事人；案情只留在优待服务，
    司法部门可据此了解在办数量与期限。
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


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of how a case was resolved · 办结的内容"""

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
    entered_on: Annotated[
        CalendarDate | None,
        Meta(description="when its end was entered from a ledger; null: by the form · 由台账补录的日期"),
    ] = None


class CaseResolved(Resolution, Event, frozen=True, kw_only=True):
    """A case came to its end with an outcome document. Once, unless the case was reopened in between. A case without
    mediators, as a petition, names none.

    Reporting counts F20 from `resolved_on`, one per case however many mediators took part; an outcome of `failed`
    resolves no dispute. Notifications tells the applicant, unless it was entered from a ledger more than 30 days after
    its end; in registry nobody becomes a party any more.
    What is given up before it is resolved is `case-withdrawn`.

    案件办结并有结果文书；未重开的只一次。信访等没有调解员的案件，调解员为空。统计自办结日起计入 F20，
    无论几名调解员只计一起，调解不成的不计。通知服务告知申请人，办结超过三十日后由台账补录的除外；登记服务不再登记当事人。
    办结前撤回的见 `case-withdrawn`。
    """


class CaseResolutionCorrected(Resolution, Event, frozen=True, kw_only=True):
    """What was said of how a case was resolved was wrong: the outcome, the day, who mediated, or the document. It holds
    from the start; `before` is what was said until then. The case stays resolved.

    Reporting takes F20 out as it was said before, and counts it as it is said now. Registry follows the day.
    Notifications tells the applicant.

    案件的办结登记更正：结果、办结日期、调解员或者文书登错，自始以更正后的为准，`before` 为此前的内容；案件仍为办结。
    统计按此前的内容冲减 F20，按更正后的计入；登记服务更新办结日期；通知服务告知申请人。
    """

    corrected_on: CalendarDate
    before: Annotated[Resolution, Meta(description="what was said until then · 此前的内容")]


class CaseWithdrawn(Event, frozen=True, kw_only=True):
    """A case was given up before it was resolved, whether it had mediators or not. Once, unless the case was reopened
    in between.

    Reporting counts F29 from `withdrawn_on`. Notifications tells the applicant; in registry nobody becomes a party any
    more.

    案件在办结前撤回，不论是否已指派调解员；未重开的只一次。统计自撤回日起计入 F29。通知服务告知申请人；
    登记服务不再登记当事人。
    """

    case_id: CaseId
    kind: CaseKind
    reason: Annotated[str, WITHDRAWAL_REASON.field("why · 撤回原因")]
    org_code: CaseOrgCode
    org_path: OrgPath
    applicant_id: ApplicantId
    opened_on: CalendarDate
    withdrawn_on: CalendarDate


class CaseReopened(Event, frozen=True, kw_only=True):
    """A case was resolved, or withdrawn, by mistake: it never ended, and is under way again, in the hands of the
    mediators it had. It says what it said of its end until then: `outcome` and `resolved_on`, or `reason` and
    `withdrawn_on`. It may be resolved or withdrawn again.

    Reporting takes it out of F20 or F29; in registry parties may be named again. Notifications tells the applicant.

    误登记为办结或者撤回的案件恢复办理：视为从未结束，仍由原调解员办理。内容为此前登记的结束情况：结果和办结日期，
    或者撤回原因和撤回日期。以后可以再次办结或者撤回。统计从 F20 或者 F29 冲减；登记服务可继续登记当事人；
    通知服务告知申请人。
    """

    case_id: CaseId
    kind: CaseKind
    org_code: CaseOrgCode
    org_path: OrgPath
    applicant_id: ApplicantId
    mediator_ids: MediatorIds
    opened_on: CalendarDate
    outcome: Annotated[
        Annotated[str, CASE_OUTCOME.field("how it was said to have ended · 此前登记的结果")] | None,
        Meta(description="how it was said to have ended; null: it was withdrawn · 此前登记的结果，空为撤回"),
    ] = None
    resolved_on: Annotated[
        CalendarDate | None, Meta(description="null: it was withdrawn · 此前登记的办结日期，空为撤回")
    ] = None
    reason: Annotated[
        Annotated[str, WITHDRAWAL_REASON.field("why it was said to be withdrawn · 此前登记的撤回原因")] | None,
        Meta(description="why it was said to be withdrawn; null: it was resolved · 此前登记的撤回原因，空为办结"),
    ] = None
    withdrawn_on: Annotated[
        CalendarDate | None, Meta(description="null: it was resolved · 此前登记的撤回日期，空为办结")
    ] = None
    reopened_on: CalendarDate


class CaseTransferred(Event, frozen=True, kw_only=True):
    """An open case went to another service organisation, because the one that handled it is merged into that one, or
    was closed before the case was reopened. Its mediators, its time limit and all that was done about it stay.

    Registry applies it to who may see its parties; who ends a case counts it where it is then. The
    justice bureau may follow who handles it.

    机构合并，或者机构撤销以后案件恢复办理，在办案件移交接收机构；调解员、办理期限和已办事项不变。登记服务据此确定谁可查看当事人；案件办结时计入
    届时的承办机构。司法部门可据此了解承办机构。
    """

    case_id: CaseId
    kind: CaseKind
    from_org_code: Annotated[OrgCode, Meta(description="service organisation that handled it · 原承办机构代码")]
    from_org_path: Annotated[OrgPath, Meta(description="where that one stood · 原承办机构路径")]
    org_code: CaseOrgCode
    org_path: OrgPath
    transferred_on: CalendarDate


CASES = "benefits.cases"
APPLIED_BY = ("registry", "reporting", "notifications")

PUBLISHED: tuple[Published, ...] = (
    Published(CaseOpened, CASES, "case_id", PiiClass.P3, ("registry", "reporting"), outside=("justice-bureau",)),
    Published(CaseAssigned, CASES, "case_id", PiiClass.P3, (), outside=("justice-bureau",)),
    Published(CaseTransferred, CASES, "case_id", PiiClass.P3, ("registry",), outside=("justice-bureau",)),
    Published(CaseResolved, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
    Published(CaseWithdrawn, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
    Published(CaseResolutionCorrected, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
    Published(CaseReopened, CASES, "case_id", PiiClass.P3, APPLIED_BY, outside=("justice-bureau",)),
)
