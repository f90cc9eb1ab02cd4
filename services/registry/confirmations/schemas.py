"""What the API takes and says about yearly confirmations."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.confirmations.commands import Confirmed
from services.registry.confirmations.parameters import METHODS, REASONS, RESULTS
from services.registry.confirmations.queries import fetch_unconfirmed
from services.registry.network.schemas import OrgCode
from services.registry.veterans.schemas.exported import COLUMNS, UNIT, lines_of
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody

_REASONS = {each.code: each for each in REASONS}
MethodCode = Annotated[str, OneOf(METHODS, "not-a-method")]
ResultCode = Annotated[str, OneOf(RESULTS, "not-a-result")]
RevocationReason = Annotated[str, OneOf(_REASONS, "not-a-revocation")]
Document = Annotated[Reason, Field(description="kind and number of the document; without personal data")]
Year = Annotated[int, Field(ge=1900, le=2099)]


class ConfirmationForm(RequestBody):
    """How somebody made sure of a person in a year."""

    year: Year
    method: MethodCode
    result: ResultCode
    confirmed_on: Day = Field(description="today or before; not before the year")
    document: Document

    def confirmed(self) -> Confirmed:
        """What the command takes."""
        return Confirmed(self.year, self.method, self.result, self.confirmed_on, self.document)


class MissedForm(RequestBody):
    """That nobody did, in a year that is over."""

    year: Year
    document: Document


class RevocationForm(RequestBody):
    """Why a record is revoked."""

    reason: RevocationReason
    document: Document


class RecordedView(BaseModel):
    """What was recorded."""

    confirmation_id: UUID


class ConfirmationView(BaseModel):
    """A record of a year."""

    confirmation_id: UUID
    person_id: UUID
    year: int
    method: str | None = Field(description="null: the year was missed")
    result: str | None
    confirmed_on: date | None
    document: str
    recorded_by: UUID
    recorded_at: datetime
    revoked_by: UUID | None
    revoked_at: datetime | None = Field(description="null: it stands")
    revocation_reason: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class UnconfirmedExport(ExportForm):
    """Of which year, and why."""

    year: Year | None = Field(None, description="this year when absent")
    unit: OrgCode | None = None


async def _rows(taking: Taking[UnconfirmedExport]) -> Rows:
    year = taking.form.year or local_date(taking.reading.now).year
    unit = taking.form.unit
    page = await fetch_unconfirmed(taking.reading, year, unit, None, taking.limit, view=lambda row: row)
    return await lines_of(taking, page)


UNCONFIRMED = Export(
    Sheet(
        "unconfirmed-veterans",
        "未年度确认人员",
        "Not confirmed this year",
        COLUMNS,
        (Column("year", "年度", "year"), UNIT),
    ),
    UnconfirmedExport,
    "veterans.export",
    _rows,
)
