"""What the API takes and says about deregistrations."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.deregistrations.commands import Ground
from services.registry.deregistrations.parameters import IS_STANDING, REASONS, REVOCATION_REASONS
from services.registry.deregistrations.queries import fetch_deregistrations
from services.registry.veterans.schemas.forms import OfFile
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag, OneOf, Reason, RequestBody


class DeregistrationPaper(RequestBody):
    """Why a registration is void, as people fill it in."""

    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document that shows it; without personal data")

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class DeregistrationForm(DeregistrationPaper, OfFile):
    """Why a registration is void."""


class RevocationPaper(RequestBody):
    """Why a deregistration is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REVOCATION_REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document that shows it; without personal data")

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class RevocationForm(RevocationPaper, OfFile):
    """Why a deregistration is revoked."""


class DeregistrationView(BaseModel):
    """A record of a deregistration."""

    deregistration_id: UUID
    person_id: UUID
    effective_on: date = Field(description="day of the registration that is void")
    reason: str
    document: str
    recorded_by: UUID
    recorded_at: datetime
    revoked_by: UUID | None
    revoked_at: datetime | None = Field(description="null: it stands")
    revocation_reason: str | None
    revocation_document: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class DeregistrationsExport(ExportForm):
    """Which deregistrations are taken away, and why."""

    is_standing: Flag | None = None


def _line(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "is_standing": row.revoked_at is None}


async def _rows(taking: Taking[DeregistrationsExport]) -> Rows:
    standing = taking.form.is_standing
    page = await fetch_deregistrations(taking.reading, None, taking.limit, is_standing=standing, view=lambda row: row)
    return Rows(page, _line)


_IS_STANDING = Column("is_standing", "状态", "state", {each.code: each for each in IS_STANDING})
DEREGISTRATIONS = Export(
    Sheet(
        "deregistrations",
        "注销登记",
        "Deregistrations",
        (
            Column("person_id", "档案编号", "file number"),
            Column("effective_on", "原登记日期", "day of the registration"),
            Column("reason", "原因", "reason", REASONS),
            Column("document", "依据", "document"),
            Column("recorded_at", "注销时间", "recorded"),
            _IS_STANDING,
            Column("revoked_at", "撤销时间", "revoked"),
            Column("revocation_reason", "撤销原因", "why revoked", REVOCATION_REASONS),
        ),
        (_IS_STANDING,),
    ),
    DeregistrationsExport,
    "veterans.export",
    _rows,
)
