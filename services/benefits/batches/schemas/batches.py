"""Batches as the API takes and says them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.batches.domain import Result
from services.benefits.batches.parameters import FAILURES, RESULTS
from services.benefits.batches.queries import PROPOSED, find_totals
from services.benefits.payments.domain.months import Month
from services.benefits.payments.schemas.entitlements import MonthText
from shared.http.dependencies import Reading
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody

MOST_RESULTS = 1_000
Part = Annotated[int, Field(ge=1, le=1_000)]
Document = Annotated[Reason, Field(description="what it rests on, by kind and number; without personal data")]


class BatchForm(RequestBody):
    """Up to which month everything is paid that is owed."""

    month: MonthText
    document: Document


class BatchEnd(RequestBody):
    """Why a batch is refused, or taken back."""

    reason: Reason


class ResultPaper(RequestBody):
    """What became of one payment, as people fill it in."""

    outcome: Annotated[str, OneOf(RESULTS, "not-a-result")]
    reason_code: Annotated[str, OneOf(FAILURES, "not-a-reason")] | None = Field(None, description="why it failed")
    on: Day = Field(description="not after today")
    document: Document


class ResultForm(RequestBody):
    """What became of one payment."""

    payment_id: UUID
    outcome: Annotated[str, OneOf(RESULTS, "not-a-result")]
    reason_code: Annotated[str, OneOf(FAILURES, "not-a-reason")] | None = Field(None, description="why it failed")


class RestPaper(RequestBody):
    """That all that have no result yet were paid, as people fill it in."""

    on: Day = Field(description="not after today")
    document: Document


class ResultsForm(RestPaper):
    """What became of payments of a batch."""

    results: list[ResultForm] = Field(default_factory=list, max_length=MOST_RESULTS)
    rest_paid: Flag = Field(False, description="all that have no result then were paid")

    def said(self) -> list[Result]:
        """What the command takes."""
        return [Result(each.payment_id, each.outcome, each.reason_code) for each in self.results]


class BatchMade(BaseModel):
    """The batch that was proposed."""

    batch_id: UUID


class ResultsRecorded(BaseModel):
    """How many payments have another result now."""

    changed: int


class BatchView(BaseModel):
    """A batch, and how it ended."""

    batch_id: UUID
    month: str
    payments: int
    fen: int
    overpaid_fen: int = Field(description="paid before and not due; not taken off")
    unpriced: int = Field(description="due months of entitlements whose amount is not known")
    held_back: int = Field(description="payments left out: no account that can be used; they are owed on")
    held_back_fen: int
    digest: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    outcome: str | None = Field(description="released, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**plain(row))


def plain(row: Row[Any]) -> dict[str, Any]:
    """The fields of a batch's row."""
    return {**row._mapping, "month": str(Month.of(row.month))}


class TotalView(BaseModel):
    """Payments with one result."""

    result: str | None = Field(description="paid, failed; null: none yet")
    payments: int
    fen: int


class WholeBatchView(BatchView):
    """With what became of its payments, to the fen."""

    totals: list[TotalView]


class PaymentView(BaseModel):
    """A payment, and what became of it."""

    payment_id: UUID
    batch_id: UUID
    entitlement_id: UUID
    person_id: UUID
    programme_code: str
    month: str
    fen: int
    account_id: UUID | None = Field(description="that it is paid into; null: before accounts were kept")
    outcome: str | None
    reason_code: str | None
    result_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, "month": str(Month.of(row.month))})


class HeldBackView(BaseModel):
    """What was owed when a batch was proposed, and left out of it."""

    batch_id: UUID
    entitlement_id: UUID
    person_id: UUID
    programme_code: str
    month: str
    fen: int
    lack: str = Field(description="no-account, to-confirm, to-check")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, "month": str(Month.of(row.month))})


async def whole_batch(reading: Reading, batch_id: UUID) -> WholeBatchView:
    """Raises `ProposalNotFound`."""
    row = await PROPOSED.get(reading.connection, batch_id, reading.caller)
    found: Mapping[str | None, tuple[int, int]] = await find_totals(reading.connection, batch_id)
    totals = [TotalView(result=each, payments=found[each][0], fen=found[each][1]) for each in sorted(found, key=str)]
    return WholeBatchView(**plain(row), totals=totals)
