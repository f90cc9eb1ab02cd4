"""What the API takes and says about families. Names and numbers of relatives go out masked."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.families.commands.recording import Relative
from services.registry.families.parameters import ENDS, RELATIONS, REVOCATIONS
from services.registry.families.queries.relations import Kin, PastRelation
from services.registry.families.rules import Claim
from shared.http.validation import Day, OneOf, Reason, RequestBody
from shared.privacy.personal import Personal

RelationCode = Annotated[str, OneOf(RELATIONS, "not-a-relation")]
EndReason = Annotated[str, OneOf(ENDS, "not-an-end")]
RevocationReason = Annotated[str, OneOf(REVOCATIONS, "not-a-revocation")]
Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
Version = Annotated[int | None, Field(ge=1, description="the version of the relation that was decided on")]


class ClaimPaper(RequestBody):
    """What a relative is to a veteran, and when."""

    relation: RelationCode
    since: Day | None = Field(None, description="required of a spouse and of who fostered; else as long as both lived")
    ended_on: Day | None = Field(None, description="the first day on which it no longer held; absent: it holds")
    document: Document

    def claim(self) -> Claim:
        return Claim(self.relation, self.since, self.ended_on)


class RelativeForm(ClaimPaper):
    """Who is what to a veteran."""

    id_number: Personal = Field(description="of the relative, 18 or 15 characters")
    name: Personal = Field(description="of the relative")

    def relative(self) -> Relative:
        """What the command takes."""
        return Relative(self.id_number, self.name, self.claim(), self.document)


class CorrectionForm(ClaimPaper):
    """How a relation has been all along."""

    version: Version = None


class EndPaper(RequestBody):
    """The end of a relation, as people fill it in."""

    ended_on: Day = Field(description="the first day on which it no longer holds; today or before")
    reason: EndReason
    document: Document


class EndForm(EndPaper):
    """The end of a relation."""

    version: Version = None


class RevocationPaper(RequestBody):
    """Why a record is revoked, as people fill it in."""

    reason: RevocationReason
    document: Document


class RevocationForm(RevocationPaper):
    """Why a record is revoked."""

    version: Version = None


class RecordedView(BaseModel):
    """What was recorded."""

    relation_id: UUID


class StandingView(BaseModel):
    """The relation as it stands."""

    version: int


class KinView(BaseModel):
    """Who is what to a veteran. Name and number are masked; null: erased."""

    relation_id: UUID
    veteran_id: UUID
    relative_id: UUID
    relation: str
    since: date | None = Field(description="null: as long as both have lived")
    ended_on: date | None = Field(description="first day on which it no longer holds; null: it holds")
    document: str
    version: int = Field(description="to be sent with what is decided on it")
    reason: str | None = Field(description="why it ended, or was revoked")
    is_revoked: bool = Field(description="recorded by mistake: it never was")
    name: str | None
    id_number: str | None
    has_file: bool = Field(description="is a veteran whose file the caller may see")
    is_recipient: bool = Field(description="is a recipient without a file whom the caller may see")
    known_from: datetime
    by: str | None

    @classmethod
    def of(cls, kin: Kin) -> Self:
        own = {name: getattr(kin.relation, name) for name in cls.model_fields if hasattr(kin.relation, name)}
        return cls(
            **own,
            name=kin.name and kin.name.masked(),
            id_number=kin.id_number and kin.id_number.masked(),
            has_file=kin.has_file,
            is_recipient=kin.is_recipient,
            known_from=kin.known_from,
            by=kin.by,
        )


class SaidView(BaseModel):
    """What was said of a relation before."""

    relation_id: UUID
    relation: str
    since: date | None
    ended_on: date | None
    document: str
    known_from: datetime
    known_until: datetime = Field(description="no longer believed from then on")
    by: str | None

    @classmethod
    def of(cls, said: PastRelation) -> Self:
        return cls(**{name: getattr(said, name) for name in cls.model_fields})


class FamilyView(BaseModel):
    """A veteran's family: who is recorded, and what was said before."""

    relations: list[KinView]
    said_before: list[SaidView]
