"""Files of persons, and the social roles persons hold."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.codes import (
    APPROVAL_OUTCOME,
    CORRECTION_EVIDENCE,
    DEATH_REVOCATION_REASON,
    DEATH_SOURCE,
    IDENTITY_KIND,
    ORG_UNIT_KIND,
    REGISTRATION_CHANNEL,
    REGISTRATION_RETURN_REASON,
    SOCIAL_ROLE_KIND,
)
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, FieldName, OrgCode, OrgPath, PersonId
from shared.events.privacy_codes import ERASURE_GROUND

ResponsibleOrgCode = Annotated[
    OrgCode, Meta(description="service organisation responsible for the person · 负责该人员的服务机构代码")
]
RoleOrgCode = Annotated[
    OrgCode, Meta(description="service organisation the role is counted at · 身份计入的服务机构代码")
]
RoleId = Annotated[UUID, Meta(description="one term in one role, UUIDv7 · 一次任职的编号")]
SocialRoleKind = Annotated[str, SOCIAL_ROLE_KIND.field("the role · 身份")]
PartyMember = Annotated[
    bool, Meta(description="member or probationary member (GB/T 4762 code 01 or 02) · 是否中共党员（含预备）")
]
LivingMember = Annotated[PartyMember, Meta(description="whether the person was a Party member then · 当时是否中共党员")]
DeathDate = Annotated[CalendarDate, Meta(description="day of death, Asia/Shanghai · 死亡日期（北京时间）")]
CountedOn = Annotated[
    CalendarDate,
    Meta(description="day of death, or of registration where that is later · 死亡日期，登记日期较晚的为登记日期"),
]


class VeteranRegistered(Event, frozen=True, kw_only=True):
    """A veteran's file was opened and verified. Once per veteran.

    Benefits keeps its own copy to decide whom it may serve, and asks registry what the file says; reporting counts
    F01 (and F02 by `party_member`) from `registered_on`, notifications learns whose scope the person is in. Carries
    no name, phone or identity number, and neither sex nor any year: with the village they would name most people.

    退役军人建档并核实完成，每人一次。优待据此判断服务对象；统计自登记日起计入 F01，党员计入 F02；
    通知据此知晓其所属机构。不含姓名、电话和身份证号，也不含性别和任何年份，以免与村级区划结合后识别到个人。
    """

    person_id: PersonId
    org_code: ResponsibleOrgCode
    org_path: OrgPath
    domicile_code: Annotated[DivisionCode, Meta(description="division of household registration · 户籍地区划代码")]
    residence_code: Annotated[DivisionCode, Meta(description="division of usual residence · 常住地区划代码")]
    party_member: PartyMember
    channel: Annotated[str, REGISTRATION_CHANNEL.field("the door the file came in by · 登记渠道")]
    registered_on: CalendarDate


class VeteranRegistrationReturned(Event, frozen=True, kw_only=True):
    """A registration that a room or a station handed in was returned to be supplemented, or refused. As often as that
    happens, before the registration and without one.

    Nobody counts the person before `veteran-registered`, and no service applies it yet. Who said so and in what words
    stays in registry.

    服务室、服务站提交的登记被退回补正或者不予登记，可多次发生，在登记之前，也可能最终未予登记。登记（`veteran-registered`）
    之前不计入任何数据，尚无服务处理。何人、以何理由退回，只留在登记服务。
    """

    person_id: PersonId
    org_path: OrgPath
    step: Annotated[str, ORG_UNIT_KIND.field("the level that said so · 提出意见的层级")]
    outcome: Annotated[str, APPROVAL_OUTCOME.field("returned or refused · 退回补正或者不同意")]
    reason_code: Annotated[str, REGISTRATION_RETURN_REASON.field("why · 原因")]


class VeteranProfileUpdated(Event, frozen=True, kw_only=True):
    """Fields of a file were corrected or changed. Names of fields only: the values stay in registry.

    Reporting counts F02 by it: from `effective_on` on the person is a Party member (`party_member`) rather than what
    was known for that time before (`party_member_before`), or the reverse, at the unit of `org_path`. Where one
    correction undoes several changes of membership, or the person has moved since, each change at each unit is an event
    of its own. Where the two are equal, membership is not concerned. Benefits asks registry anew what the file says
    that programmes ask for, where one of those fields is named.

    档案信息已更正或变更，只含字段名，内容只留在登记服务。统计据此调整 F02：自 `effective_on` 起是否党员
    以 `party_member` 为准，此前所知为 `party_member_before`，计入 `org_path` 所指机构；一次更正涉及党员身份多次变动，
    或此后有户籍迁移的，每次变动、每个机构各一事件；两者相同则与党员身份无关。
    所列字段涉及优待条件的，优待另向登记服务查询。
    """

    person_id: PersonId
    org_path: OrgPath
    changed_fields: Annotated[
        tuple[FieldName, ...], Meta(min_length=1, description="names, never values · 字段名（不含内容）")
    ]
    effective_on: Annotated[CalendarDate, Meta(description="the first day on which it holds · 自该日起")]
    party_member_before: PartyMember
    party_member: PartyMember


class IdentityCorrected(Event, frozen=True, kw_only=True):
    """The identity number, the name or the stated date of birth was corrected, on evidence and by two persons.

    Neither the old value nor the new one is told. Benefits asks registry anew what the file says that programmes ask
    for; the public security may follow whose file was brought in line with its own. The number of the document stays in
    registry.

    凭证明材料、经两人核对，更正了身份证号、姓名或所填出生日期；新旧内容均不在事件中，证明文号只留在登记服务。
    优待据此向登记服务重新查询优待条件所需信息，公安机关可据此知晓何人档案已更正。
    """

    person_id: PersonId
    org_path: OrgPath
    kind: Annotated[str, IDENTITY_KIND.field("what was corrected · 更正的项目")]
    evidence: Annotated[str, CORRECTION_EVIDENCE.field("what it rests on · 依据的证明材料")]


class VeteranDeceased(Event, frozen=True, kw_only=True):
    """A veteran's death was recorded, perhaps long after it. Once, unless the record was revoked in between.

    Benefits opens no new case for the person, notifications sends nothing more, reporting counts the person in F01 no
    longer (and a Party member not in F02) from `effective_on`. Of what the person died is not told.

    退役军人的死亡已登记，可能晚于死亡日期；未撤销的只一次。优待不再为其立新案，通知不再向其发送；
    统计自 `effective_on` 起不再计入 F01，党员不再计入 F02。不含死因。
    """

    person_id: PersonId
    org_path: OrgPath
    party_member: LivingMember
    death_date: DeathDate
    effective_on: CountedOn
    source: Annotated[str, DEATH_SOURCE.field("what the record rests on · 死亡登记的依据")]


class DeathRecordRevoked(Event, frozen=True, kw_only=True):
    """The record of a death was wrong, and is as if it had never been. Its own facts are repeated.

    Benefits and notifications take the person for living again; reporting counts F01 (and F02 for a Party member) from
    `effective_on` again, which is the day the death was counted on.

    死亡登记有误，予以撤销，视为从未登记；所撤销登记的内容一并写明。优待和通知恢复办理；统计自 `effective_on`
    （原登记的计数日）起重新计入 F01，党员计入 F02。
    """

    person_id: PersonId
    org_path: OrgPath
    party_member: LivingMember
    death_date: DeathDate
    effective_on: CountedOn
    reason: Annotated[str, DEATH_REVOCATION_REASON.field("why · 撤销原因")]


class PersonErased(Event, frozen=True, kw_only=True):
    """What is known of a person was erased, for good: a second person confirmed that the law asks for nothing more.

    Registry keeps the file without name, number and key. Benefits destroys the contents of the person's cases,
    notifications the numbers and their key; whoever else keeps something that says who the person is does alike.
    Figures stay as they are on every day. It comes once more when a database was restored to before it.

    依法删除某人的个人信息，经另一人确认，不可恢复。登记服务只保留不含姓名、证件号码和密钥的档案；优待销毁其案件
    内容，通知销毁其联系方式及密钥；其他持有可识别该人信息的，同样删除。各日统计数据不变。数据库恢复到此前的，再次发布。
    """

    person_id: PersonId
    org_path: OrgPath
    ground: Annotated[str, ERASURE_GROUND.field("what allows it · 删除的情形")]


class RolePeriod(Struct, frozen=True, kw_only=True, gc=False):
    """Days of a term on which another file of the person counts him · 同一人另一档案已计入同一身份的一段日期"""

    person_id: Annotated[PersonId, Meta(description="the file in which the term stands · 登记该次任职的档案")]
    kind: SocialRoleKind
    org_path: OrgPath
    starts_on: Annotated[CalendarDate, Meta(description="the first of them · 起始日（含）")]
    ends_on: Annotated[
        CalendarDate | None, Meta(description="the first day after them; null: they go on · 终止日（不含），空为至今")
    ]


class SocialRoleAssumed(Event, frozen=True, kw_only=True):
    """A veteran took up a social role. Once per term; a person may hold several roles at once, each counted once.

    Benefits learns who may mediate, reporting counts from `assumed_on` mediators in F19, reserve cadres in F17,
    members of village committees in F18, entrepreneurs in F21. The role is held on a day D if it was assumed on D or
    before and has not ended on D or before. What it rests on stays in registry.

    退役军人担任社会身份，每次任职一次；一人可同时有多种身份，各计一次。优待据此知晓调解员，统计将调解员计入
    F19，村级后备干部计入 F17，村“两委”成员计入 F18，创业者计入 F21。任职期间含起始日，不含终止日。依据只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    assumed_on: CalendarDate


class SocialRoleEnded(Event, frozen=True, kw_only=True):
    """A veteran's term in a social role ended.

    Benefits assigns a former mediator to no new case, reporting stops counting the person in F17, F18, F19 or F21 from
    `ended_on`; `counted` has the days on which a term of a file that was merged into this one counts again, because the
    one that ended does no longer. Why it ended stays in registry.

    退役军人的社会身份终止。优待不再向其指派新案件，统计自终止日起不再计入 F17、F18、F19 或 F21，
    并按 `counted` 恢复计入并入的档案在此后的任职日期。终止原因只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    ended_on: Annotated[
        CalendarDate, Meta(description="first day the role is no longer held · 终止日（当日起不再任职）")
    ]
    counted: Annotated[
        tuple[RolePeriod, ...], Meta(description="the days that are counted again · 恢复计入的各段日期")
    ] = ()


PERSONS = "registry.persons"
EVERYBODY = ("benefits", "reporting", "notifications")
TOLD_OF_DEATHS = ("civil-affairs-bureau", "human-resources-bureau", "medical-insurance-bureau")
CITY = "city-veterans-affairs-bureau"

PUBLISHED: tuple[Published, ...] = (
    Published(
        VeteranRegistered,
        PERSONS,
        "person_id",
        PiiClass.P1,
        EVERYBODY,
        outside=(CITY,),
    ),
    Published(VeteranRegistrationReturned, PERSONS, "person_id", PiiClass.P1, ()),
    Published(VeteranProfileUpdated, PERSONS, "person_id", PiiClass.P1, ("benefits", "reporting")),
    Published(IdentityCorrected, PERSONS, "person_id", PiiClass.P1, ("benefits",), outside=("public-security-bureau",)),
    Published(VeteranDeceased, PERSONS, "person_id", PiiClass.P1, EVERYBODY, outside=TOLD_OF_DEATHS),
    Published(DeathRecordRevoked, PERSONS, "person_id", PiiClass.P1, EVERYBODY, outside=TOLD_OF_DEATHS),
    Published(
        PersonErased,
        PERSONS,
        "person_id",
        PiiClass.P1,
        ("benefits", "notifications"),
        outside=(CITY, *TOLD_OF_DEATHS, "public-security-bureau"),
    ),
    *(
        Published(
            contract,
            "registry.social-roles",
            "role_id",
            PiiClass.P2,
            ("benefits", "reporting"),
            outside=("organisation-department",),
        )
        for contract in (SocialRoleAssumed, SocialRoleEnded)
    ),
)
