"""Records of persons that should not be, and so are as if they had never been."""

from typing import Annotated

from msgspec import Meta, Struct

from shared.events.codes import DEREGISTRATION_REASON, DEREGISTRATION_REVOCATION_REASON
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.registry.persons import EVERYBODY, PERSONS, PartyMember


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

    经查不应登记为退役军人的，予以注销，视为自始未登记。福利不再为其立新案，通知不再向其发送；报表按 `counted_before`
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

    注销有误，予以撤销，恢复原登记，视为从未注销。福利和通知恢复办理；报表按 `counted` 所列各段日期
    重新计入 F01、F02。
    """

    person_id: PersonId
    org_path: OrgPath
    effective_on: FromTheStart
    reason: Annotated[str, DEREGISTRATION_REVOCATION_REASON.field("why · 撤销原因")]
    counted: Annotated[
        tuple[CountedPeriod, ...], Meta(description="the days that are counted again, in order · 重新计入的各段日期")
    ]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, PERSONS, "person_id", PiiClass.P1, EVERYBODY)
    for contract in (VeteranDeregistered, DeregistrationRevoked)
)
