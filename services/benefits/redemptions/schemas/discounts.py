"""Codes, what a merchant is answered, what was redeemed."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints
from sqlalchemy import Row

from services.benefits.redemptions.commands.codes import Paper, ShownCode
from services.benefits.redemptions.commands.redeeming import Outcome
from services.benefits.redemptions.commands.verifying import Verified
from services.benefits.redemptions.domain import Sale
from services.benefits.redemptions.parameters import LICENCE_CLASSES, NOT_ELIGIBLE, OF_THE_PERSON, REVERSALS
from shared.entries.schemas import Yuan, in_fen_of
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs
from shared.privacy.masking import COMPOUND_SURNAMES

Digits = Annotated[
    str,
    BeforeValidator(lambda typed: re.sub(r"\s", "", typed) if isinstance(typed, str) else typed),
    WrittenAs(r"^([0-9]{6}|[0-9]{12})$", zh="6 位或者 12 位数字", en="6 digits, or 12"),
]
OrderNo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    WrittenAs(r"^[0-9A-Za-z一-鿿()（）〔〕\[\]_./# -]*$", zh="订单号或者合同号", en="number of an order or contract"),
]
Surname = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    WrittenAs(r"^[㐀-鿿]{1,2}$", zh="一至两个汉字", en="one or two Chinese characters"),
]


def masked(surname: str) -> str:
    """What a merchant sees of a name: 张**, 欧阳**."""
    shown = surname if surname in COMPOUND_SURNAMES else surname[:1]
    return f"{shown}**"


class PrintedCodeForm(RequestBody):
    """A code on paper for who has no telephone, to be redeemed once."""

    person_id: UUID = Field(description="who will show it: the number of a veteran's or a relative's file")
    surname: Surname = Field(description="of that person; a merchant sees it and asks for it")
    until: Day = Field(description="last day; within a year")
    document: Reason = Field(description="kind and number of the application; without personal data")

    @property
    def paper(self) -> Paper:
        """What the command takes: of the surname, what is kept."""
        return Paper(masked(self.surname), self.until, self.document)


class ShownCodeView(BaseModel):
    """A code as it is shown, this once."""

    code_id: UUID
    digits: str
    expires_at: datetime

    @classmethod
    def of(cls, shown: ShownCode) -> Self:
        return cls(code_id=shown.code_id, digits=shown.digits, expires_at=shown.expires_at)


class PrintedCodeView(BaseModel):
    """A printed code without its digits, which nobody is shown again."""

    code_id: UUID
    person_id: UUID
    document: str | None
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class CodeRevocationForm(RequestBody):
    """Why a printed code is worth nothing any more."""

    reason: Reason = Field(description="why; without personal data")


class ClerkForm(RequestBody):
    """Whose clerk an account is."""

    account_id: UUID = Field(description="number of the account, as its holder sees it")
    agreement: UUID = Field(description="the agreement with the merchant")
    document: Reason = Field(description="kind and number of the document; without personal data")


class ClerkDismissal(RequestBody):
    """Why somebody is a merchant's clerk no more."""

    reason: Reason = Field(description="why; without personal data")


class ClerkView(BaseModel):
    """A merchant's clerk."""

    account_id: UUID
    entry_id: UUID = Field(description="the agreement")
    shop: str
    document: str
    assigned_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class CodeForm(RequestBody):
    """A code that somebody shows."""

    code: Digits = Field(description="the digits that somebody shows, or has on paper")


class VerificationView(BaseModel):
    """Yes or no, the surname, the agreement, the uses left."""

    eligible: bool
    surname: str | None = Field(description="masked; null where the answer is no")
    shop: str
    rate_bp: int | None
    base: str | None
    uses_left: int | None = Field(
        description="null: no limit, it is counted by the class of licence, or the answer is no"
    )

    @classmethod
    def of(cls, found: Verified) -> Self:
        shop = found.shop
        said = {"shop": shop.shop, "rate_bp": shop.rate_bp, "base": shop.base}
        return cls(eligible=found.is_eligible, surname=found.surname, uses_left=found.uses_left, **said)


Percent = Annotated[str, WrittenAs(r"^[0-9]{1,2}(\.[0-9]{1,2})?$", zh="百分数，如 2", en="per cent, such as 2")]


class SaleForm(CodeForm):
    """What is sold to whoever showed the code."""

    order_no: OrderNo = Field(description="of the order or contract; redeemed once")
    price_yuan: Yuan = Field(description="the price before any discount")
    general_percent: Percent | None = Field(
        None, description="what everybody is given off it, in per cent, where the agreement stands on that"
    )

    licence_class: Annotated[str, OneOf(LICENCE_CLASSES, "not-a-class")] | None = Field(
        None, description="of driving lessons, where the limit is counted by it"
    )

    @property
    def sale(self) -> Sale:
        """What the command takes."""
        general = in_fen_of(self.general_percent or "0")
        return Sale(self.order_no, in_fen_of(self.price_yuan), general, self.licence_class)


class OutcomeView(BaseModel):
    """What came of it. Of what would tell who somebody is, a merchant is told `not-eligible` alone."""

    outcome: str = Field(description="redeemed or refused")
    reason: str | None
    redemption_id: UUID | None
    paid_fen: int | None
    saved_fen: int | None

    @classmethod
    def of(cls, found: Outcome) -> Self:
        reason = NOT_ELIGIBLE if found.reason in OF_THE_PERSON else found.reason
        return cls(
            outcome="refused" if reason else "redeemed",
            reason=reason,
            redemption_id=found.redemption_id,
            paid_fen=found.paid_fen,
            saved_fen=found.saved_fen,
        )


class ReversalForm(RequestBody):
    """Why a discount is taken back."""

    reason: Annotated[str, OneOf(REVERSALS, "not-a-reversal")]


class RedemptionView(BaseModel):
    """A discount that was had, or refused."""

    redemption_id: UUID
    entry_id: UUID = Field(description="the agreement")
    shop: str
    person_id: UUID
    order_no: str
    price_fen: int
    base_fen: int
    paid_fen: int
    licence_class: str | None
    state: str
    reason: str | None
    redeemed_on: date
    redeemed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)

    @property
    def saved_fen(self) -> int:
        return self.base_fen - self.paid_fen
