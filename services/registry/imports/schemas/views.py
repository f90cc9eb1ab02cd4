"""What the API says about imports."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.imports.domain import ImportState, Outcome, Verdict
from services.registry.imports.parameters import REVOCATION_REASONS, REVOKED_BY, ImportKind
from services.registry.imports.queries import verdict_of
from shared.http.validation import OneOf, Reason, RequestBody
from shared.refusal import FieldFault


class RequestedView(BaseModel):
    """The import that will be worked off."""

    import_id: UUID


class ListRevocation(RequestBody):
    """Why all is taken back that a list did."""

    reason: Annotated[str, OneOf(REVOCATION_REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document; without personal data")


class ImportView(BaseModel):
    """An import and how far it is."""

    import_id: UUID
    kind: ImportKind
    account_id: UUID = Field(description="who handed it in")
    revokes: UUID | None = Field(description="the import whose acts this one takes back")
    state: ImportState = Field(description="waiting, running, done; failed: see `failure`")
    dry_run: bool
    requested_at: datetime
    finished_at: datetime | None
    rows_total: int
    rows_done: int
    accepted_count: int = Field(
        description="registered, or handed in to be (GET /registrations); acts: done; in a dry run fit to be"
    )
    proposed_count: int = Field(description="corrections of identities that wait for a second person")
    duplicate_count: int
    ambiguous_count: int = Field(description="acts of which somebody must find out whom they are about")
    rejected_count: int
    failure: str | None = Field(
        description="grant-ended: you lost the right to; account-disabled: your account was; defect: tell the operator"
    )

    @property
    def is_revocable(self) -> bool:
        return (
            self.kind in REVOKED_BY and self.finished_at is not None and not self.dry_run and bool(self.accepted_count)
        )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        shared = {name: row._mapping[name] for name in cls.model_fields if name != "rows_done"}
        return cls(**shared, rows_done=sum(row._mapping[f"{outcome.value}_count"] for outcome in Outcome))


class FaultView(BaseModel):
    """What is wrong with one cell."""

    field: str
    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, fault: FieldFault) -> Self:
        return cls(field=fault.field, code=fault.code, zh=fault.zh, en=fault.en)


class VerdictView(BaseModel):
    """What became of one row."""

    row_number: int = Field(description="as in the sheet; the header is row 1")
    verdict: Outcome
    veteran_id: UUID | None = Field(
        description="who was registered or handed in, or is already and is yours to see, in a dry run nobody; "
        "whom an act was done to"
    )
    duplicate_row: int | None = Field(description="the row of this file with the same number, or the same act")
    faults: list[FaultView]

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        return cls(
            row_number=verdict.row_number,
            verdict=verdict.outcome,
            veteran_id=verdict.veteran_id,
            duplicate_row=verdict.duplicate_row,
            faults=[FaultView.of(fault) for fault in verdict.faults],
        )

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.of(verdict_of(row))
