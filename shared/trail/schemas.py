"""What an auditor asks for and is shown."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.audit.record import DONE
from shared.http.validation import Instant, Reason, RequestBody
from shared.trail.queries import Wanted

AccountId = Annotated[UUID | None, Query(description="who; an account of its own stands for what is done by the clock")]
Subject = Annotated[str | None, Query(max_length=300, description="about what: kind and id, `veteran 0190…`")]
Action = Annotated[str | None, Query(max_length=100, description="what: `open-case`")]
Result = Annotated[str | None, Query(max_length=100, description="`done`, or the code of a refusal")]
Since = Annotated[Instant | None, Query(description="from this instant on")]
Until = Annotated[Instant | None, Query(description="before this instant")]


class ExportForm(RequestBody):
    """Which rows are taken away, and why."""

    purpose: Reason = Field(description="stands in the file and in the audit")
    account_id: UUID | None = None
    subject: str | None = Field(None, max_length=300)
    action: str | None = Field(None, max_length=100)
    result: str | None = Field(None, max_length=100)
    since: Instant | None = None
    until: Instant | None = None

    def wanted(self) -> Wanted:
        return Wanted(**self.model_dump(exclude={"purpose"}))


REFUSED = "refused"
_UNTOLD = {"subject": "", "purpose": "", "on_behalf_of": "", "result": REFUSED}


class AuditView(BaseModel):
    """One row: who did what, about what, why, for whom, from where, with what result."""

    audit_id: int
    recorded_at: datetime
    account_id: UUID | None = Field(description="null when nobody could be identified")
    on_behalf_of: str
    action: str
    subject: str
    purpose: str
    address: str
    result: str = Field(description="`done`, or the code of the refusal; in one's own audit only `refused`")
    correlation_id: str = Field(description="the same for a request and all that followed from it, in every service")
    position: int | None = Field(description="in the chain; null in the seconds before it is chained")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})

    @classmethod
    def of_own(cls, row: Row[Any]) -> Self:
        """For whoever did it. Of what was refused he learns no more than the answer told him: not what it was about, by
        which somebody elsewhere differs from nobody."""
        view = cls.of(row)
        return view if view.result == DONE else view.model_copy(update=_UNTOLD)
