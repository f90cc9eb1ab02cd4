"""Accounts as the API takes and says them: the number goes in whole and comes out as its last four digits."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.payees.domain import Account
from services.benefits.payees.parameters import BANKS, HOLDERS, OWN
from services.benefits.payees.queries import count_sharing, get_payee, opened
from shared.http.dependencies import Reading
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody
from shared.privacy.keyring import Keyring
from shared.privacy.personal import BankAccount, PersonName

Document = Annotated[Reason, Field(description="the paper, by kind and number; without personal data")]
# A form that is shown again does not have it: it is typed anew from the paper.
Number = Annotated[BankAccount, Field(json_schema_extra={"format": "password"})]


class PayeePaper(RequestBody):
    """An account, as people fill it in."""

    person_id: UUID
    bank: Annotated[str, OneOf(BANKS, "not-a-bank")]
    branch: Reason | None = Field(None, description="which bank and branch; required of another bank")
    name: PersonName = Field(description="as it stands at the bank")
    number: Number = Field(description="12 to 19 digits, in groups or not")
    compared: Flag = Field(False, description="the check digit is wrong, and so it is on the card")
    holder: Annotated[str, OneOf(HOLDERS, "not-a-holder")] = OWN
    reason: Reason | None = Field(None, description="why it is another's, or shared by more than two persons")
    since: Day = Field(description="not after today")
    corrects: Flag = Field(False, description="the account in force was recorded wrongly")
    document: Document

    @property
    def account(self) -> Account:
        return Account(self.bank, self.name, self.number, self.branch, self.holder, self.reason)

    def besides(self) -> dict[str, Any]:
        """What the command takes besides."""
        return self.model_dump(include={"since", "document", "corrects", "compared"})


class ConfirmationPaper(RequestBody):
    """The number once more, as the second person reads it on the paper."""

    number: Number


class PayeeEnd(RequestBody):
    """Why it is refused, or taken back."""

    reason: Reason


class PayeeDocument(RequestBody):
    """What the end, or the finding that it is right, rests on."""

    document: Document


class PayeeMade(BaseModel):
    """The account that waits to be confirmed."""

    account_id: UUID


class MaskedView(BaseModel):
    """What is shown of an account; null: erased."""

    bank: str
    number: str | None = Field(description="the last four digits")
    name: str | None = Field(description="masked")
    branch: str | None

    @classmethod
    def masked(cls, row: Row[Any], keyring: Keyring) -> dict[str, Any]:
        """Of what is sealed."""
        if row.data_key is None:
            return {"number": None, "name": None, "branch": None}
        account = opened(row, keyring)
        return {"number": account.number.masked(), "name": account.name.masked(), "branch": account.branch}


class PayeeView(MaskedView):
    """An account, whose it is and where it stands."""

    account_id: UUID
    person_id: UUID
    org_code: str
    holder: str
    reason: str | None
    document: str
    since: date
    corrects: bool
    state: str = Field(description="to-confirm, in-force, to-check, ended, refused, withdrawn")
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None = Field(description="why it was refused or withdrawn")
    until: date | None = Field(description="first day on which it is used no longer")
    end_code: str | None = Field(description="replaced, corrected, stopped, erased")
    end_document: str | None
    ended_by: UUID | None
    check_since: date | None = Field(description="a payment into it failed on this day")

    @classmethod
    def by(cls, keyring: Keyring) -> Callable[[Row[Any]], Self]:
        """How a row is shown."""
        return lambda row: cls.model_validate({**row._mapping, **cls.masked(row, keyring)})


class WholePayeeView(PayeeView):
    """With what whoever confirms it is told besides."""

    others: int = Field(description="so many other persons are paid, or are to be paid, into it")


async def whole_payee(reading: Reading, account_id: UUID, keyring: Keyring) -> WholePayeeView:
    """Raises `PayeeNotFound`, also for that of another unit."""
    row = await get_payee(reading.connection, account_id, reading.caller)
    others = await count_sharing(reading.connection, row, keyring)
    return WholePayeeView(**PayeeView.by(keyring)(row).model_dump(), others=others)


class UnpayableView(BaseModel):
    """Somebody who is due something and cannot be paid."""

    person_id: UUID
    org_code: str
    entitlements: int
    lack: str = Field(description="no-account, to-confirm, to-check")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)
