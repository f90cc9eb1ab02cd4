"""What was paid and was not due, and what came back of it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.benefit_codes import RECOVERY_WAY
from shared.events.benefits.payments import EntitlementId, Fen
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Code, Month, OrgPath, PersonId

OverpaymentId = Annotated[UUID, Meta(description="the overpayment, UUIDv7 · 多发款编号")]
RecoveryId = Annotated[UUID, Meta(description="what came back, UUIDv7 · 追回编号")]
OpenFen = Annotated[int, Meta(ge=0, description="fen that are still to come back · 尚未追回的金额（分）")]


class OverpaymentIdentified(Event, frozen=True, kw_only=True):
    """Months that were paid to somebody were not due, and are asked back. No service applies it yet.

    已发放的若干月份不应发放，予以追回。尚无服务处理。
    """

    overpayment_id: OverpaymentId
    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    months: Annotated[tuple[Month, ...], Meta(min_length=1, description="the months, in their order · 多发的月份")]
    amount_fen: Fen


class OverpaymentRecovered(Event, frozen=True, kw_only=True):
    """Some or all of it came back. No service applies it yet.

    多发的款项部分或者全部追回。尚无服务处理。
    """

    overpayment_id: OverpaymentId
    recovery_id: RecoveryId
    person_id: PersonId
    org_path: OrgPath
    amount_fen: Fen
    open_fen: OpenFen
    way: Annotated[str, RECOVERY_WAY.field("how it came back · 追回方式")]
    recovered_on: Annotated[CalendarDate, Meta(description="day it came back · 追回日期")]


class OverpaymentRecoveryRevoked(Event, frozen=True, kw_only=True):
    """What was said to have come back did not, or otherwise; what was written off is open again. No service applies it
    yet.

    追回登记有误，予以更正；已决定不再追回的，全部恢复追回。尚无服务处理。
    """

    overpayment_id: OverpaymentId
    recovery_id: RecoveryId
    person_id: PersonId
    org_path: OrgPath
    open_fen: OpenFen


class OverpaymentWrittenOff(Event, frozen=True, kw_only=True):
    """What is left of it is asked back no longer, by decision. No service applies it yet.

    尚未追回的部分经批准不再追回。尚无服务处理。
    """

    overpayment_id: OverpaymentId
    person_id: PersonId
    org_path: OrgPath
    amount_fen: Fen


class OverpaymentWithdrawn(Event, frozen=True, kw_only=True):
    """It was no overpayment. No service applies it yet.

    经查不属于多发，予以撤销。尚无服务处理。
    """

    overpayment_id: OverpaymentId
    person_id: PersonId
    org_path: OrgPath


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "benefits.overpayments", "overpayment_id", PiiClass.P3, ())
    for contract in (
        OverpaymentIdentified,
        OverpaymentRecovered,
        OverpaymentRecoveryRevoked,
        OverpaymentWrittenOff,
        OverpaymentWithdrawn,
    )
)
