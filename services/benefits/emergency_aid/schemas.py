"""Emergency aid as the API takes and says it."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.emergency_aid.domain import Emergency
from services.benefits.emergency_aid.parameters import CAUSES
from shared.entries.schemas import Yuan, in_fen_of
from shared.http.validation import Day, OneOf, Reason, RequestBody

Document = Annotated[Reason, Field(description="what it rests on, by kind and number; without personal data")]
Version = Annotated[int | None, Field(ge=1, description="the version of the application that was shown")]
Cause = Annotated[str, OneOf(CAUSES, "not-a-cause")]


class AidPaper(RequestBody):
    """What happened and how much is paid first, as people fill it in."""

    cause: Cause
    happened_on: Day = Field(description="not after today")
    yuan: Yuan = Field(description="at most the cap of the programme")
    document: Document

    @property
    def emergency(self) -> Emergency:
        return Emergency(self.cause, self.happened_on)

    @property
    def fen(self) -> int:
        return in_fen_of(self.yuan)


class AidRelease(RequestBody):
    """Aid as it was shown."""

    version: Version = None


class AidEnd(RequestBody):
    """Why nothing is paid first."""

    reason: Reason


class PapersPaper(RequestBody):
    """That the papers are complete, as people fill it in."""

    papers_on: Day = Field(description="not after today")
    document: Document


class PapersForm(PapersPaper):
    """The same, of an application as it was shown."""

    version: Version = None


class AidCorrectionPaper(RequestBody):
    """What is true of it, as people fill it in."""

    cause: Cause
    happened_on: Day = Field(description="not after today")
    papers_on: Day | None = Field(None, description="the papers were complete; null: they are not")
    document: Document

    @property
    def emergency(self) -> Emergency:
        return Emergency(self.cause, self.happened_on)


class AidCorrectionForm(AidCorrectionPaper):
    """The same, of an application as it was shown."""

    version: Version = None


class AidMade(BaseModel):
    """What is proposed."""

    aid_id: UUID


class AidView(BaseModel):
    """Emergency aid, whose it is and where it stands today."""

    aid_id: UUID
    application_id: UUID
    person_id: UUID
    programme_code: str
    org_code: str
    cause: str
    happened_on: date
    fen: int
    document: str
    state: str = Field(description="proposed, papers-due, overdue, complete, ended, refused, withdrawn")
    application_state: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None = Field(description="why it was refused or withdrawn")
    due_on: date | None = Field(description="last day for the papers")
    papers_on: date | None
    papers: str | None
    version: int = Field(description="of the application")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)
