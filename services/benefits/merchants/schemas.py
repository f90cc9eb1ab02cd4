"""The book of agreements with merchants."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.entries.queries import OF_A_UNIT
from services.benefits.merchants.domain import AgreementState, term_faults
from services.benefits.merchants.tables import AGREEMENT
from shared.books.contents import Books
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, Title, UnitForm, filters_of, state_column, states_of
from shared.events.benefits import merchants as told
from shared.events.merchant_codes import DISCOUNT_BASE, DISCOUNT_PERIOD, DISCOUNT_SUBJECT, MERCHANT_INDUSTRY
from shared.export.columns import Column, Sheet
from shared.http.rates import Rate
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

INDUSTRIES, BASES = MERCHANT_INDUSTRY.by_code(), DISCOUNT_BASE.by_code()
SUBJECTS, PERIODS = DISCOUNT_SUBJECT.by_code(), DISCOUNT_PERIOD.by_code()
STATES = states_of(
    Named(AgreementState.INTENTION, "意向", "intention"),
    Named(AgreementState.SIGNED, "已签订", "signed"),
    Named(AgreementState.ACTIVE, "生效", "in force"),
    Named(AgreementState.SUSPENDED, "暂停", "suspended"),
    Named(AgreementState.ENDED, "已终止", "ended"),
)


class MerchantForm(UnitForm):
    """A merchant that intends to give a discount. The terms come with the signature."""

    shop: Title = Field(description="official name of the merchant")
    address: Title = Field(description="where the shop is")
    industry: Annotated[str, OneOf(INDUSTRIES, "not-an-industry")] = Field(description="line of business")
    intended_on: Day = Field(description="the day of the intention; not after today")


_TERMS = ("base", "rate_bp", "subject", "most_each", "period", "valid_from", "valid_until")
_STEPS = (
    Step(
        "signature",
        Text("签订协议", "Sign it"),
        frozenset({AgreementState.INTENTION}),
        AgreementState.SIGNED,
        "signed_on",
        takes=_TERMS,
    ),
    Step(
        "activation",
        Text("生效", "Put it into force"),
        frozenset({AgreementState.SIGNED}),
        AgreementState.ACTIVE,
        "active_on",
    ),
    Step(
        "suspension",
        Text("暂停", "Suspend it"),
        frozenset({AgreementState.ACTIVE}),
        AgreementState.SUSPENDED,
        "suspended_on",
    ),
    Step(
        "resumption",
        Text("恢复", "Resume it"),
        frozenset({AgreementState.SUSPENDED}),
        AgreementState.ACTIVE,
        "resumed_on",
        clears=("suspended_on",),
    ),
    Step(
        "end",
        Text("终止", "End it"),
        frozenset({AgreementState.INTENTION, AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.SUSPENDED}),
        AgreementState.ENDED,
        "ended_on",
    ),
)
AGREEMENTS = Book(
    BookDefinition(
        "merchant-agreement",
        AGREEMENT,
        OF_A_UNIT,
        Telling(
            told.MerchantAgreement,
            told.MerchantIntentionRecorded,
            told.MerchantAgreementCorrected,
            told.MerchantAgreementRevoked,
            {
                "signature": told.MerchantAgreementSigned,
                "activation": told.MerchantAgreementActivated,
                "suspension": told.MerchantAgreementSuspended,
                "resumption": told.MerchantAgreementResumed,
                "end": told.MerchantAgreementEnded,
            },
        ),
        Days(("intended_on", "signed_on", "active_on", "resumed_on", "suspended_on", "ended_on")),
        begins=AgreementState.INTENTION,
        steps=_STEPS,
        unique=("uq_merchant_agreement_shop",),
        later=_TERMS,
        checks=term_faults,
    ),
    MerchantForm,
    Sheet(
        "merchants",
        "商家优惠协议",
        "Agreements with merchants",
        (
            Column("shop", "商家名称", "merchant"),
            Column("address", "地址", "address"),
            Column("industry", "行业", "line of business", INDUSTRIES),
            Column("base", "基准价", "of which price", BASES),
            Column("rate_bp", "优惠比例", "taken off"),
            Column("subject", "优惠对象", "for whom", SUBJECTS),
            Column("valid_until", "截止日期", "last day"),
            Column("valid_from", "起始日期", "first day"),
            Column("most_each", "每人次数", "times a person"),
            Column("period", "次数的计算期间", "in what time", PERIODS),
            Column("intended_on", "意向日期", "intended on"),
            Column("signed_on", "签订日期", "signed on"),
            Column("active_on", "生效日期", "in force on"),
            Column("resumed_on", "恢复日期", "resumed on"),
            Column("suspended_on", "暂停日期", "suspended on"),
            Column("ended_on", "终止日期", "ended on"),
            UNIT,
            state_column(STATES),
            DOCUMENT,
        ),
        filters_of(STATES),
    ),
    STATES,
    "merchants.keep",
    "merchants.read",
    "merchants.export",
    {
        "base": Annotated[str, OneOf(BASES, "not-a-base")],
        "rate_bp": Annotated[Rate, Field(ge=1, le=9_999)],
        "subject": Annotated[str, OneOf(SUBJECTS, "not-a-subject")],
        "most_each": Annotated[int, Field(ge=1, le=999)] | None,
        "period": Annotated[str, OneOf(PERIODS, "not-a-period")] | None,
        "valid_from": Day,
        "valid_until": Day | None,
    },
    dict.fromkeys(("signature", "correction", "step-back"), "merchants.sign"),
)
BOOKS = Books(
    "/benefits",
    ((Text("商家优惠", "Discounts"), (AGREEMENTS,)),),
    beside=(
        ("/benefits/redemptions?agreement=", Text("优惠核销", "Redemptions"), "redemptions.read"),
        ("/benefits/merchant-clerks?agreement=", Text("商家店员", "Clerks"), "redemptions.keep-clerks"),
    ),
)


class DiscountView(BaseModel):
    """A discount that can be had."""

    shop: str
    address: str
    industry: str
    base: str
    rate_bp: int = Field(description="basis points taken off: 1500 is 15 %")
    subject: str
    most_each: int | None = Field(description="times a person in the period; null: no limit")
    period: str | None
    valid_until: date | None = Field(description="last day; null: none is agreed on")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


EXPORTS = tuple(book.taken for book in BOOKS.all)
