"""Who has applied to join the Party."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PartyOrgCode, PersonId
from shared.events.party_codes import PARTY_APPLICATION_END, PARTY_APPLICATION_STAGE
from shared.events.registry.records import CountedPeriod

ApplicationId = Annotated[UUID, Meta(description="one person's application, UUIDv7 · 一人一次申请的编号")]
Branch = Annotated[PartyOrgCode, Meta(description="the organisation it was handed in to · 受理的党组织代码")]
CountedAt = Annotated[
    OrgPath, Meta(description="whose the person was when it was handed in · 递交时负责该人员的机构路径")
]
Stage = Annotated[str, PARTY_APPLICATION_STAGE.field("how far it has come · 阶段")]
MembershipBefore = Annotated[
    tuple[CountedPeriod, ...],
    Meta(description="the days on which the person was taken to be a Party member until now · 此前所知的党员时段"),
]
MembershipNow = Annotated[
    tuple[CountedPeriod, ...],
    Meta(description="the days on which the person is a Party member by this · 据此认定的党员时段"),
]


class AppliedPeriod(Struct, frozen=True, kw_only=True):
    """Days on which a person is an applicant, as figures count them at one unit: until the day before `ends_on`."""

    org_path: OrgPath
    starts_on: CalendarDate
    ends_on: CalendarDate | None = None


class PartyApplicationSubmitted(Event, frozen=True, kw_only=True):
    """A registered person who is no Party member applied to join the Party. One open application a person.

    Reporting counts F16 from `submitted_on` until the person becomes a probationary member or the application ends
    otherwise. What the application says stays in registry.

    在册且非党员的人员递交了入党申请书，一人至多一份在办。统计自 `submitted_on` 起计入 F16，至成为预备党员或者申请以其他
    方式终止为止。申请内容只留在登记服务。
    """

    application_id: ApplicationId
    person_id: PersonId
    party_org_code: Branch
    org_path: CountedAt
    submitted_on: CalendarDate


class PartyApplicationAdvanced(Event, frozen=True, kw_only=True):
    """An application reached its next stage. Becoming a probationary member closes it, in this same event.

    Reporting takes the person out of F16 on the day on which he became a probationary member, and counts him in F02 on
    the days of `membership` instead of those of `membership_before`: in one event, so that nobody ever counts as both
    (C4). Of the other stages both are empty.

    入党申请进入下一阶段；成为预备党员的，申请随本事件办结。统计自该日起不再计入 F16，并按 `membership` 所列时段计入 F02
    （此前为 `membership_before`）；两者在同一事件中，任何时候不会同时计入（C4）。其他阶段两者均为空。
    """

    application_id: ApplicationId
    person_id: PersonId
    party_org_code: Branch
    org_path: CountedAt
    stage: Stage
    advanced_on: CalendarDate
    membership_before: MembershipBefore = ()
    membership: MembershipNow = ()


class PartyApplicationClosed(Event, frozen=True, kw_only=True):
    """An application ended without the person becoming a member. One that was entered in error ends on the day it
    began.

    Reporting counts the person in F16 no longer from `closed_on`.

    入党申请终止，本人未成为党员；登记有误的，终止日期即递交日期。统计自 `closed_on` 起不再计入 F16。
    """

    application_id: ApplicationId
    person_id: PersonId
    party_org_code: Branch
    org_path: CountedAt
    reason: Annotated[str, PARTY_APPLICATION_END.field("why · 原因")]
    closed_on: CalendarDate


class PartyApplicationCorrected(Event, frozen=True, kw_only=True):
    """What was recorded of an application was wrong: its branch, its days, how far it had come, or that it ended.

    Reporting replaces the days of F16 (`applied_before` by `applied`), and those of F02 (`membership_before` by
    `membership`).

    入党申请的登记有误，已更正：受理的党组织、日期、所处阶段，或者已经终止。统计以 `applied` 代替 `applied_before`
    （F16），以 `membership` 代替 `membership_before`（F02）。
    """

    application_id: ApplicationId
    person_id: PersonId
    party_org_code: Branch
    org_path: CountedAt
    stage: Stage
    applied_before: Annotated[
        tuple[AppliedPeriod, ...], Meta(description="when the person was taken to be an applicant · 此前所知的申请时段")
    ]
    applied: Annotated[
        tuple[AppliedPeriod, ...], Meta(description="when the person is an applicant by this · 据此认定的申请时段")
    ]
    membership_before: MembershipBefore = ()
    membership: MembershipNow = ()


PUBLISHED: tuple[Published, ...] = tuple(
    Published(
        contract,
        "registry.party-applications",
        "application_id",
        PiiClass.P2,
        ("reporting",),
        outside=("organisation-department",),
    )
    for contract in (
        PartyApplicationSubmitted,
        PartyApplicationAdvanced,
        PartyApplicationClosed,
        PartyApplicationCorrected,
    )
)
