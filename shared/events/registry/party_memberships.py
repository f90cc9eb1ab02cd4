"""Where members' formal Party membership is, and letters by which it is transferred."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PartyOrgCode, PersonId

MembershipId = Annotated[UUID, Meta(description="one record of formal membership, UUIDv7 · 一次组织关系登记的编号")]
TransferId = Annotated[UUID, Meta(description="one letter of transfer, UUIDv7 · 一份组织关系介绍信的编号")]
OwnOrganisation = Annotated[
    PartyOrgCode | None, Meta(description="null: an organisation outside the county's network · 空为县外或者其他党组织")
]
# As 新组介〔2019〕12号: a number, and nothing that somebody tells.
LETTER_NUMBER = r"^[0-9A-Za-z\u4e00-\u9fff〔〕（）()\[\]-]{0,39}[0-9][\u4e00-\u9fff]?\Z"
LetterNo = Annotated[str, Meta(pattern=LETTER_NUMBER, max_length=40, description="number of the letter · 介绍信编号")]


class PartyMembershipRecorded(Event, frozen=True, kw_only=True):
    """It is known, or known otherwise, where a member's formal membership is. Who is a member says the person's file.

    No service applies it yet; the station's branch that a member takes part in is told of by another event.

    党员组织关系所在党组织已登记或者更正；是否党员以档案为准。尚无服务处理；参加的服务站党支部另有事件。
    """

    membership_id: MembershipId
    person_id: PersonId
    party_org_code: OwnOrganisation
    is_outside: Annotated[bool, Meta(description="an organisation of others, whose name stays here · 是否其他党组织")]
    since: CalendarDate
    is_probationary: Annotated[bool, Meta(description="a probationary member · 是否预备党员")]


class MembershipPeriod(Struct, frozen=True, kw_only=True):
    """Days of a formal membership with an organisation here · 组织关系在本县党组织的一段日期"""

    org_path: OrgPath
    starts_on: Annotated[CalendarDate, Meta(description="the first of them · 起始日（含）")]
    ends_on: Annotated[
        CalendarDate | None, Meta(description="the first day after them; null: they go on · 终止日（不含），空为至今")
    ]


class PartyMembershipCounted(Event, frozen=True, kw_only=True):
    """On which days a formal membership here counts: it began, ended, was never so, or whose it is died, left or came
    back.

    Reporting counts F46 from it: those before no longer, these from now on.

    组织关系在本县党组织的日期有变动：登记、转出、更正，或者本人去世、迁出、注销及其撤销。统计据此计入F46。
    """

    membership_id: MembershipId
    person_id: PersonId
    party_org_code: PartyOrgCode
    counted_before: Annotated[
        tuple[MembershipPeriod, ...], Meta(description="days that count no longer · 不再计入的日期")
    ]
    counted: Annotated[tuple[MembershipPeriod, ...], Meta(description="days that count · 计入的日期")]


class PartyAffiliationRecorded(Event, frozen=True, kw_only=True):
    """From a day on a member takes part in a branch or group here, whatever his formal membership.

    No service applies it yet.

    党员自某日起参加本县服务站党支部或者服务室党小组的组织生活，与组织关系所在党组织无关。尚无服务处理。
    """

    person_id: PersonId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    since: CalendarDate


class PartyMembershipTransferStarted(Event, frozen=True, kw_only=True):
    """A letter of transfer was issued; the member is counted where he was until its slip is back.

    No service applies it yet.

    组织关系介绍信已开出；收到回执之前仍计入原党组织。尚无服务处理。
    """

    transfer_id: TransferId
    person_id: PersonId
    from_code: OwnOrganisation
    to_code: OwnOrganisation
    letter_no: LetterNo
    issued_on: CalendarDate
    valid_until: CalendarDate


class PartyMembershipTransferCompleted(Event, frozen=True, kw_only=True):
    """The return slip came, in time or late: from that day on formal membership is with the other organisation. The
    number of Party members is not concerned.

    No service applies it yet.

    已收到介绍信回执（逾期收到的亦然）：自该日起组织关系在新的党组织，党员数不变。尚无服务处理。
    """

    transfer_id: TransferId
    person_id: PersonId
    from_code: OwnOrganisation
    to_code: OwnOrganisation
    completed_on: CalendarDate


class PartyMembershipTransferExpired(Event, frozen=True, kw_only=True):
    """The validity of a letter is over and no slip came: the member is counted where he was.

    No service applies it yet.

    介绍信有效期已过而未收到回执，仍计入原党组织。尚无服务处理。
    """

    transfer_id: TransferId
    person_id: PersonId
    valid_until: CalendarDate


class PartyMembershipTransferRevoked(Event, frozen=True, kw_only=True):
    """A letter of transfer came to nothing, or was issued wrongly.

    No service applies it yet.

    组织关系介绍信已作废。尚无服务处理。
    """

    transfer_id: TransferId
    person_id: PersonId


class PartyMembershipTransferReopened(Event, frozen=True, kw_only=True):
    """The return slip was recorded by mistake: formal membership is where it was, and the letter open, or expired where
    its validity is over.

    No service applies it yet.

    介绍信回执系误录，现予撤回：组织关系仍在原党组织，介绍信恢复为未办结；有效期已过的，为已失效。尚无服务处理。
    """

    transfer_id: TransferId
    person_id: PersonId
    completed_on: Annotated[CalendarDate, Meta(description="day of the transfer that was none · 误录的转接日期")]


_TRANSFERS = ("registry.party-membership-transfers", "transfer_id")
PUBLISHED: tuple[Published, ...] = tuple(
    Published(
        contract,
        *where,
        PiiClass.P2,
        ("reporting",) if contract is PartyMembershipCounted else (),
        outside=("organisation-department",),
    )
    for contract, where in (
        (PartyMembershipCounted, ("registry.party-memberships", "membership_id")),
        (PartyMembershipRecorded, ("registry.party-memberships", "membership_id")),
        (PartyAffiliationRecorded, ("registry.party-affiliations", "person_id")),
        (PartyMembershipTransferStarted, _TRANSFERS),
        (PartyMembershipTransferCompleted, _TRANSFERS),
        (PartyMembershipTransferExpired, _TRANSFERS),
        (PartyMembershipTransferRevoked, _TRANSFERS),
        (PartyMembershipTransferReopened, _TRANSFERS),
    )
)
