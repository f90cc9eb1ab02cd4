"""Persons who leave the county's register for another county's, and who come from one."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, DivisionCode, Month, OrgPath, PersonId
from shared.events.person_codes import TRANSFER_DIRECTION, TRANSFER_REVOCATION_REASON
from shared.events.registry.persons import PERSONS, ResponsibleOrgCode
from shared.events.registry.records import Counted, CountedBefore, MovedOn

OtherDivision = Annotated[
    DivisionCode, Meta(description="division of the other county, as far as known · 外县区划代码")
]
PaidThrough = Annotated[
    Month | None,
    Meta(
        description="the last month that the county of origin pays; null: nothing is paid · 迁出地发放至的月份，空为无"
    ),
]
AwaySince = Annotated[
    CalendarDate | None,
    Meta(description="since when the person is out of this register; null: he is in it · 迁出本县之日，空为在册"),
]


class VeteranTransferOutStarted(Event, frozen=True, kw_only=True):
    """A person is about to move to another county; until that is completed he is served and counted here.

    No service applies it; the destination may prepare.

    人员将迁往外县，手续完成前仍由本县服务并计入统计。尚无服务处理，迁入地可据此准备。
    """

    person_id: PersonId
    org_path: OrgPath
    to_division_code: OtherDivision
    paid_through_month: PaidThrough


class VeteranTransferOutCompleted(Event, frozen=True, kw_only=True):
    """A person has moved to another county, which answers for him from then on. The file is kept.

    Benefits opens no new case from that day on, reporting counts the person in F01 (and F02) no longer:
    `counted_before` has the days.

    人员已迁往外县，自该日起由迁入地负责，本县保留档案。优待自该日起不再为其立新案；统计按 `counted_before`
    所列各段日期不再计入 F01，党员不再计入 F02。
    """

    person_id: PersonId
    org_path: OrgPath
    to_division_code: OtherDivision
    paid_through_month: PaidThrough
    effective_on: MovedOn
    counted_before: CountedBefore


class VeteranTransferredIn(Event, frozen=True, kw_only=True):
    """A person has come from another county, and is paid here from `first_month_here` on.

    Who was new here is registered before, and `counted` is empty. Who had left comes back to his file: benefits opens
    cases for him again, notifications goes by his new unit, reporting counts him in F01 (and F02) on the days in
    `counted`.

    人员自外县迁入，自 `first_month_here` 起由本县发放。首次到本县的此前已登记，`counted` 为空；曾迁出的恢复原档案，
    优待恢复立案，通知以其新的所在机构为准，统计按 `counted` 所列各段日期重新计入 F01，党员计入 F02。
    """

    person_id: PersonId
    org_code: ResponsibleOrgCode
    org_path: OrgPath
    from_division_code: OtherDivision
    paid_through_month: PaidThrough
    first_month_here: Annotated[Month, Meta(description="the first month that this county pays · 本县起发月份")]
    effective_on: MovedOn
    counted: Counted


class TransferRevoked(Event, frozen=True, kw_only=True):
    """The record of the last move into the county or out of it was wrong, or came to nothing: what was so before it is
    so again.

    Benefits goes by `away_since`, notifications by the unit, reporting takes out of F01 (and F02) `counted_before`, and
    counts `counted`.

    最近一次迁入或迁出登记有误，或未实际迁移，予以撤销，恢复此前的情况。优待以 `away_since` 为准，通知以所在机构为准；
    统计从 F01、F02 中扣除 `counted_before`，计入 `counted`。
    """

    person_id: PersonId
    org_code: ResponsibleOrgCode
    org_path: OrgPath
    direction: Annotated[str, TRANSFER_DIRECTION.field("which way · 方向")]
    reason: Annotated[str, TRANSFER_REVOCATION_REASON.field("why · 撤销原因")]
    away_since: AwaySince
    counted_before: CountedBefore
    counted: Counted


PUBLISHED: tuple[Published, ...] = (
    Published(
        VeteranTransferOutStarted,
        PERSONS,
        "person_id",
        PiiClass.P1,
        (),
        outside=("destination-veterans-affairs-bureau",),
    ),
    Published(
        VeteranTransferOutCompleted,
        PERSONS,
        "person_id",
        PiiClass.P1,
        ("benefits", "reporting"),
        outside=("destination-veterans-affairs-bureau",),
    ),
    Published(
        VeteranTransferredIn,
        PERSONS,
        "person_id",
        PiiClass.P1,
        ("benefits", "reporting", "notifications"),
        outside=("origin-veterans-affairs-bureau",),
    ),
    Published(
        TransferRevoked,
        PERSONS,
        "person_id",
        PiiClass.P1,
        ("benefits", "reporting", "notifications"),
        outside=("destination-veterans-affairs-bureau", "origin-veterans-affairs-bureau"),
    ),
)
