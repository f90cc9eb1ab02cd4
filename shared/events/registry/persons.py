"""Files of persons, and the social roles persons hold."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.codes import REGISTRATION_CHANNEL, SOCIAL_ROLE_KIND
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, OrgCode, OrgPath, PersonId

ResponsibleOrgCode = Annotated[
    OrgCode, Meta(description="service organisation responsible for the person · 负责该人员的服务机构代码")
]
RoleOrgCode = Annotated[
    OrgCode, Meta(description="service organisation the role is counted at · 身份计入的服务机构代码")
]
RoleId = Annotated[UUID, Meta(description="one term in one role, UUIDv7 · 一次任职的编号")]
SocialRoleKind = Annotated[str, SOCIAL_ROLE_KIND.field("the role · 身份")]


class VeteranRegistered(Event, frozen=True, kw_only=True):
    """A veteran's file was opened and verified. Once per veteran.

    Benefits keeps its own copy to decide whom it may serve, reporting counts F01 (and F02 by `party_member`) from
    `registered_on`, notifications learns whose scope the person is in. Carries no name, phone or identity number, and
    neither sex nor any year: with the village they would name most people.

    退役军人建档并核实完成，每人一次。福利据此判断服务对象；报表自登记日起计入 F01，党员计入 F02；
    通知据此知晓其所属机构。不含姓名、电话和身份证号，也不含性别和任何年份，以免与村级区划结合后识别到个人。
    """

    person_id: PersonId
    org_code: ResponsibleOrgCode
    org_path: OrgPath
    domicile_code: Annotated[DivisionCode, Meta(description="division of household registration · 户籍地区划代码")]
    residence_code: Annotated[DivisionCode, Meta(description="division of usual residence · 常住地区划代码")]
    party_member: Annotated[
        bool, Meta(description="member or probationary member (GB/T 4762 code 01 or 02) · 是否中共党员（含预备）")
    ]
    channel: Annotated[str, REGISTRATION_CHANNEL.field("the door the file came in by · 登记渠道")]
    registered_on: CalendarDate


class SocialRoleAssumed(Event, frozen=True, kw_only=True):
    """A veteran took up a social role. Once per term; a person may hold several roles at once, each counted once.

    Benefits learns who may mediate, reporting counts mediators in F19 from `assumed_on`. The role is held on a
    day D if it was assumed on D or before and has not ended on D or before. What it rests on stays in registry.

    退役军人担任社会身份，每次任职一次；一人可同时有多种身份，各计一次。福利据此知晓调解员，报表将调解员计入 F19。
    任职期间含起始日，不含终止日。依据只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    assumed_on: CalendarDate


class SocialRoleEnded(Event, frozen=True, kw_only=True):
    """A veteran's term in a social role ended.

    Benefits assigns a former mediator to no new case, reporting stops counting a mediator in F19 from
    `ended_on`. Why it ended stays in registry.

    退役军人的社会身份终止。福利不再向其指派新案件，报表自终止日起不再将调解员计入 F19。终止原因只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    ended_on: Annotated[
        CalendarDate, Meta(description="first day the role is no longer held · 终止日（当日起不再任职）")
    ]


PUBLISHED: tuple[Published, ...] = (
    Published(
        VeteranRegistered,
        "registry.persons",
        "person_id",
        PiiClass.P1,
        ("benefits", "reporting", "notifications"),
        outside=("city-veterans-affairs-bureau",),
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
