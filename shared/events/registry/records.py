"""Records of persons that are void from the start, and those that are another unit's from a day on."""

from typing import Annotated

from msgspec import Meta, Struct

from shared.events.codes import CORRECTION_EVIDENCE, DEREGISTRATION_REASON, DEREGISTRATION_REVOCATION_REASON
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, OrgCode, OrgPath, PersonId
from shared.events.person_codes import RELOCATION_KIND, RELOCATION_REVOCATION_REASON
from shared.events.registry.persons import CITY, EVERYBODY, PERSONS, PartyMember


class CountedPeriod(Struct, frozen=True, kw_only=True, gc=False):
    """Days on which figures count a person at a unit · 某人员计入某机构统计的一段日期"""

    org_path: OrgPath
    starts_on: Annotated[CalendarDate, Meta(description="the first of them · 起始日（含）")]
    ends_on: Annotated[
        CalendarDate | None, Meta(description="the first day after them; null: they go on · 终止日（不含），空为至今")
    ]
    party_member: PartyMember


FromTheStart = Annotated[
    CalendarDate, Meta(description="day of the registration that is void · 登记日期（自该日起视为未登记）")
]


class VeteranDeregistered(Event, frozen=True, kw_only=True):
    """A person should never have been registered as a veteran, and is as if he had not been, from the start.

    Benefits opens no new case for the person, notifications sends nothing more. Reporting takes the person out of F01
    (and of F02) on every day on which it counted him: `counted_before` has them, for deaths and changes of membership
    that were told since. What shows that the registration was wrong stays in registry.

    经查不应登记为退役军人的，予以注销，视为自始未登记。优待不再为其立新案，通知不再向其发送；统计按 `counted_before`
    所列各段日期，将其从 F01、F02 中全部扣除。注销依据只留在登记服务。
    """

    person_id: PersonId
    org_path: OrgPath
    effective_on: FromTheStart
    reason: Annotated[str, DEREGISTRATION_REASON.field("why · 注销原因")]
    counted_before: Annotated[
        tuple[CountedPeriod, ...],
        Meta(description="the days that are counted no longer, in order · 不再计入的各段日期"),
    ]


class DeregistrationRevoked(Event, frozen=True, kw_only=True):
    """The deregistration was wrong: the person is registered as before, as if it had never been.

    Benefits and notifications serve the person again; reporting counts him in F01 (and F02) again on the days in
    `counted`.

    注销有误，予以撤销，恢复原登记，视为从未注销。优待和通知恢复办理；统计按 `counted` 所列各段日期
    重新计入 F01、F02。
    """

    person_id: PersonId
    org_path: OrgPath
    effective_on: FromTheStart
    reason: Annotated[str, DEREGISTRATION_REVOCATION_REASON.field("why · 撤销原因")]
    counted: Annotated[
        tuple[CountedPeriod, ...], Meta(description="the days that are counted again, in order · 重新计入的各段日期")
    ]


class RegistrationDayCorrected(Event, frozen=True, kw_only=True):
    """A person was registered on another day than was said, on evidence and by two persons.

    Reporting counts F01 (and F02 for a Party member) from `registered_on` rather than from `registered_before`: where
    it is later, the days in `counted_before` are counted no longer, where it is earlier, those in `counted` are. All
    else that is told of the person lies after both days. What the register knew of a day before this event stays what
    it was.

    凭证明材料、经两人核对，更正了登记日期。统计自 `registered_on` 起计入 F01，党员计入 F02，
    不再自 `registered_before` 起：改晚的，按 `counted_before` 扣除，改早的，按 `counted` 补计。
    该人员的其他事件均晚于这两个日期。此前已知的各日数据不变。
    """

    person_id: PersonId
    org_path: OrgPath
    registered_before: Annotated[CalendarDate, Meta(description="as it was said until now · 更正前的登记日期")]
    registered_on: Annotated[CalendarDate, Meta(description="as it is · 更正后的登记日期")]
    evidence: Annotated[str, CORRECTION_EVIDENCE.field("what it rests on · 依据的证明材料")]
    counted_before: Annotated[
        tuple[CountedPeriod, ...],
        Meta(description="the days that are counted no longer; none where it is earlier · 不再计入的各段日期"),
    ]
    counted: Annotated[
        tuple[CountedPeriod, ...],
        Meta(description="the days that are counted besides; none where it is later · 补计的各段日期"),
    ]


RelocationKind = Annotated[str, RELOCATION_KIND.field("what moved · 迁移类别")]
LeftOrgCode = Annotated[
    OrgCode | None, Meta(description="unit until then; null: none of its own · 此前的机构代码，空为没有")
]
ReachedOrgCode = Annotated[
    OrgCode | None, Meta(description="unit from then on; null: none of its own · 此后的机构代码，空为没有")
]
ReachedOrgPath = Annotated[OrgPath | None, Meta(description="its path · 其机构路径")]
ReachedDivision = Annotated[
    DivisionCode, Meta(description="division of domicile or residence from then on · 此后户籍地或常住地的区划代码")
]
MovedOn = Annotated[CalendarDate, Meta(description="the first day there · 自该日起")]
CountedBefore = Annotated[
    tuple[CountedPeriod, ...],
    Meta(description="how figures counted the person from that day on, until now · 自该日起此前计入的各段日期"),
]
Counted = Annotated[
    tuple[CountedPeriod, ...],
    Meta(description="how they count him from that day on · 自该日起应计入的各段日期"),
]


class VeteranRelocated(Event, frozen=True, kw_only=True):
    """A person's domicile or residence moved inside the county's register, perhaps long before it was recorded.

    With the domicile the responsible unit changes: benefits and notifications serve him for the new one, reporting
    carries him over in F01 (and F02) from `effective_on`: `counted_before` goes, `counted` comes, as transfers. A
    residence concerns no figure (both are empty); the unit there may see and serve the person, and the domicile keeps
    him: benefits takes its cases.

    人员的户籍或常住地在本县登记范围内迁移，可能晚于迁移日期。户籍迁移的，责任机构随之变更，优待和通知改由新机构办理；
    统计自 `effective_on` 起按 `counted_before` 转出、按 `counted` 转入 F01，党员转入 F02。常住地变更不涉及统计
    （两项为空），常住地机构可以查看和服务该人员，档案和待遇仍归户籍地，优待可由常住地机构立案。
    """

    person_id: PersonId
    org_path: OrgPath
    kind: RelocationKind
    from_org_code: LeftOrgCode
    to_org_code: ReachedOrgCode
    to_org_path: ReachedOrgPath
    division_code: ReachedDivision
    effective_on: MovedOn
    counted_before: CountedBefore
    counted: Counted


class RelocationRevoked(Event, frozen=True, kw_only=True):
    """The record of a move was wrong, and is as if it had never been: what was so before it is so again from its day.

    Benefits and notifications take the person back to the unit in `to_org_code`; reporting carries him over in F01 (and
    F02) again.

    迁移登记有误，予以撤销，视为从未登记，自该日起恢复迁移前的情况。优待和通知恢复由 `to_org_code` 办理；
    统计将 F01、F02 转回。
    """

    person_id: PersonId
    org_path: OrgPath
    kind: RelocationKind
    from_org_code: LeftOrgCode
    to_org_code: ReachedOrgCode
    to_org_path: ReachedOrgPath
    division_code: ReachedDivision
    effective_on: MovedOn
    reason: Annotated[str, RELOCATION_REVOCATION_REASON.field("why · 撤销原因")]
    counted_before: CountedBefore
    counted: Counted


PUBLISHED: tuple[Published, ...] = (
    *(
        Published(contract, PERSONS, "person_id", PiiClass.P1, EVERYBODY)
        for contract in (VeteranDeregistered, DeregistrationRevoked)
    ),
    *(
        Published(contract, PERSONS, "person_id", PiiClass.P1, EVERYBODY, outside=("civil-affairs-bureau",))
        for contract in (VeteranRelocated, RelocationRevoked)
    ),
    Published(RegistrationDayCorrected, PERSONS, "person_id", PiiClass.P1, ("reporting",), outside=(CITY,)),
)
