"""Who is paid what, from when on, and what went out."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.benefit_codes import BENEFIT_CHANGE, PAYMENT_FAILURE
from shared.events.benefits.applications import ApplicationId
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import Code, Count, Digest, Month, OrgPath, PersonId

EntitlementId = Annotated[UUID, Meta(description="the entitlement, UUIDv7 · 待遇编号")]
FirstMonth = Annotated[Month, Meta(description="the first month that is paid · 起发月份")]
LastMonth = Annotated[
    Month | None, Meta(description="the last month that is paid; null: no end was decided · 止发月份，空为未定")
]
BatchId = Annotated[UUID, Meta(description="the batch, UUIDv7 · 发放批次编号")]
PaymentId = Annotated[UUID, Meta(description="the payment, UUIDv7 · 发放编号")]
PaidMonth = Annotated[Month, Meta(description="the month that is paid · 发放月份")]
Fen = Annotated[int, Meta(ge=1, description="fen · 分")]
Reason = Annotated[str, BENEFIT_CHANGE.field("why · 原因")]


class EligibilityGranted(Event, frozen=True, kw_only=True):
    """Whose application was approved is paid from a month on. Once per application whose programme gives money. No
    service applies it yet.

    申请经审批同意，自某月起发放待遇；发放资金的项目每项申请一次。尚无服务处理。
    """

    entitlement_id: EntitlementId
    application_id: ApplicationId
    person_id: PersonId
    programme_code: Code
    programme_version: Annotated[int, Meta(ge=1, description="by whose terms it is paid · 适用的项目版本")]
    org_path: OrgPath
    from_month: FirstMonth
    through_month: LastMonth
    facts_digest: Annotated[
        Digest, Meta(description="of what was known of the person at the decision · 审批时所据信息的摘要")
    ]


class BenefitSuspended(Event, frozen=True, kw_only=True):
    """What somebody is paid is suspended from a month on. No service applies it yet.

    待遇自某月起停发。尚无服务处理。
    """

    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    from_month: Annotated[Month, Meta(description="the first month that is not paid · 停发月份")]
    reason: Reason


class BenefitResumed(Event, frozen=True, kw_only=True):
    """What was suspended is paid from a month on again. No service applies it yet.

    停发的待遇自某月起恢复发放。尚无服务处理。
    """

    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    from_month: Annotated[Month, Meta(description="the first month that is paid again · 恢复发放月份")]
    reason: Reason


class BenefitStopped(Event, frozen=True, kw_only=True):
    """It was decided that somebody is paid no longer from a month on. What ends with a death or a move to another
    county is not told of: it follows from those. No service applies it yet.

    决定自某月起终止发放待遇；因死亡、迁出而终止的由各该事件推得，不另告知。尚无服务处理。
    """

    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    from_month: Annotated[Month, Meta(description="the first month that is paid no longer · 终止后首个不发月份")]
    reason: Reason


class BenefitCorrected(Event, frozen=True, kw_only=True):
    """The months for which somebody is paid, or what the amount rests on, were wrong. No service applies it yet.

    待遇的起止月份或者金额依据有误，予以更正。尚无服务处理。
    """

    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    from_month: FirstMonth
    through_month: LastMonth
    reason: Reason


class PaymentBatchIssued(Event, frozen=True, kw_only=True):
    """A batch of payments was released by a second person. Once per batch. No service applies it yet.

    发放批次经另一人核对放行，每批一次。尚无服务处理。
    """

    batch_id: BatchId
    month: Annotated[Month, Meta(description="the last month that it pays · 发放至月份")]
    payments: Annotated[Count, Meta(description="payments · 笔数")]
    amount_fen: Fen


class BenefitPaid(Event, frozen=True, kw_only=True):
    """Somebody was paid for a month. No service applies it yet.

    某月待遇已发放到位。尚无服务处理。
    """

    payment_id: PaymentId
    batch_id: BatchId
    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    month: PaidMonth
    amount_fen: Fen


class PaymentFailed(Event, frozen=True, kw_only=True):
    """A payment did not arrive, or came back: the month is owed again. No service applies it yet.

    发放失败或者退回，该月待遇仍应补发。尚无服务处理。
    """

    payment_id: PaymentId
    batch_id: BatchId
    entitlement_id: EntitlementId
    person_id: PersonId
    programme_code: Code
    org_path: OrgPath
    month: PaidMonth
    amount_fen: Fen
    reason: Annotated[str, PAYMENT_FAILURE.field("why · 原因")]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, topic, key, PiiClass.P3, ())
    for topic, key, contracts in (
        (
            "benefits.payments",
            "entitlement_id",
            (EligibilityGranted, BenefitSuspended, BenefitResumed, BenefitStopped, BenefitCorrected),
        ),
        ("benefits.payment-batches", "batch_id", (PaymentBatchIssued, BenefitPaid, PaymentFailed)),
    )
    for contract in contracts
)
