"""Parties of cases that benefits handles: who is at odds with whom."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.person_codes import CASE_PARTY_REMOVAL

PartyId = Annotated[UUID, Meta(description="one party to one case, UUIDv7 · 一名案件当事人的登记编号")]
CaseId = Annotated[UUID, Meta(description="the case, as `case-opened` names it · 案件编号")]


class CasePartyNamed(Event, frozen=True, kw_only=True):
    """Somebody is a party to a case besides its applicant: a veteran, a relative, a proxy, or an outside party who is
    known for nothing else. How many there are on all sides `case-opened` tells.

    Benefits keeps by it who mediates neither his own matter nor that of his kin. Carries ids, no name and no number.

    登记案件当事人（申请人除外）：退役军人、亲属、代办人，或者仅因案件登记的外部当事人；各方总人数见 `case-opened`。
    优待据此核对调解员是否应当回避。只含编号，不含姓名和号码。
    """

    party_id: PartyId
    case_id: CaseId
    person_id: PersonId
    org_path: OrgPath


class CasePartyCorrected(Event, frozen=True, kw_only=True):
    """A party was typed wrong: this is the person who has been it all along. Or it is who it was, whose name or number
    was corrected: neither is told. Benefits applies it.

    当事人登记有误，已更正，以此为准；仍是该人、只更正姓名或者号码的，同样发布，不含更正的内容。由优待处理。
    """

    party_id: PartyId
    case_id: CaseId
    person_id: PersonId
    org_path: OrgPath


class CasePartyRemoved(Event, frozen=True, kw_only=True):
    """Somebody is a party to a case no longer; who was recorded in error never was. Benefits applies it.

    不再是案件当事人；登记有误的，视为从未登记。由优待处理。
    """

    party_id: PartyId
    case_id: CaseId
    person_id: PersonId
    org_path: OrgPath
    removed_on: Annotated[CalendarDate, Meta(description="first day on which he is none · 自何日起不再是当事人")]
    reason: Annotated[str, CASE_PARTY_REMOVAL.field("why · 原因")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "registry.case-parties", "party_id", PiiClass.P3, ("benefits",))
    for contract in (CasePartyNamed, CasePartyCorrected, CasePartyRemoved)
)
