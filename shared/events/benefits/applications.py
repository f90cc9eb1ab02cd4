"""How applications for benefits go."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.benefit_codes import APPLICATION_REVIEW, BENEFIT_REFUSAL, EMERGENCY_CAUSE, HARDSHIP_KIND
from shared.events.codes import ORG_UNIT_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Code, OrgPath, PersonId

ApplicationId = Annotated[UUID, Meta(description="the application, UUIDv7 · 申请编号")]
Level = Annotated[str, ORG_UNIT_KIND.field("the level that said so · 提出意见的层级")]


class ApplicationSubmitted(Event, frozen=True, kw_only=True):
    """Somebody applied for what a programme gives. Once per application. Reporting counts it in the daily report of the
    station.

    申请享受某项目，每项申请一次。统计计入服务站的日报告。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    programme_version: Annotated[int, Meta(ge=1, description="by whose rules it is decided · 适用的项目版本")]
    org_path: OrgPath
    applied_on: CalendarDate
    hardship_kind: Annotated[
        Annotated[str, HARDSHIP_KIND.field("kind of hardship · 困难类型")] | None,
        Meta(description="null: the programme asks for none · 空为项目不分困难类型"),
    ] = None


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


EntitlementId = Annotated[UUID, Meta(description="what is paid, UUIDv7 · 待遇编号")]
Cause = Annotated[str, EMERGENCY_CAUSE.field("what happened · 紧急情形")]


class EmergencyAidGranted(Event, frozen=True, kw_only=True):
    """In an emergency two persons had somebody paid before his application was decided; the papers are to be complete
    by a day. Once per application. No service applies it yet.

    紧急情形下经两人核对，审批以前先行发放，材料应在期限内补齐；每项申请一次。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    entitlement_id: EntitlementId
    cause: Cause
    happened_on: CalendarDate
    amount_fen: Annotated[int, Meta(ge=1, description="in fen · 金额，分")]
    papers_due_on: Annotated[date, Meta(description="last day for the papers · 补齐材料的期限")]


class EmergencyAidCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of an emergency was wrong: these facts hold. No service applies it yet.

    紧急救助的登记有误，以此为准。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    cause: Cause
    happened_on: CalendarDate
    papers_on: Annotated[CalendarDate | None, Meta(description="papers complete; null: not yet · 材料补齐日期")] = None


class EmergencyPapersCompleted(Event, frozen=True, kw_only=True):
    """The papers of an emergency are complete: the county may decide. No service applies it yet.

    紧急救助的材料已补齐，可以审批。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    papers_on: CalendarDate


class EmergencyPapersOverdue(Event, frozen=True, kw_only=True):
    """The papers of an emergency were not complete by their last day. Told once, on the day after. No service applies
    it yet.

    紧急救助的材料逾期未补齐，次日告知一次。尚无服务处理。
    """

    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    papers_due_on: Annotated[date, Meta(description="last day for the papers · 补齐材料的期限")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "benefits.applications", "application_id", PiiClass.P3, consumers)
    for contract, consumers in (
        (ApplicationSubmitted, ("reporting",)),
        (ApplicationReviewed, ()),
        (PublicityStarted, ()),
        (ObjectionRaised, ()),
        (ObjectionAnswered, ()),
        (ApplicationWithdrawn, ()),
        (BenefitApproved, ()),
        (BenefitRefused, ()),
        (EmergencyAidGranted, ()),
        (EmergencyAidCorrected, ()),
        (EmergencyPapersCompleted, ()),
        (EmergencyPapersOverdue, ()),
    )
)
