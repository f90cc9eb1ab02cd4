"""What the API takes and says about proxies. Names and numbers of proxies go out masked."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.proxies.commands import Wanted
from services.registry.proxies.domain import Given
from services.registry.proxies.parameters import GROUNDS, REVOCATIONS, SCOPES
from services.registry.proxies.queries import HeldAuthority, PastAuthority
from shared.http.validation import Day, OneOf, Reason, RequestBody
from shared.privacy.personal import Personal

ScopeCode = Annotated[str, OneOf(SCOPES, "not-a-scope")]
GroundCode = Annotated[str, OneOf(GROUNDS, "not-a-ground")]
RevocationReason = Annotated[str, OneOf(REVOCATIONS, "not-a-revocation")]
Version = Annotated[int | None, Field(ge=1, description="the version of the authority that was decided on")]
Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]


class ProxyForm(RequestBody):
    """Who is to act for a veteran, in what, and until when."""

    id_number: Personal = Field(description="of the proxy, 18 or 15 characters")
    name: Personal = Field(description="of the proxy")
    scope: ScopeCode
    ground: GroundCode
    since: Day | None = Field(None, description="absent: today; not in the future")
    until: Day = Field(description="the last day")
    document: Document

    def wanted(self) -> Wanted:
        """What the command takes."""
        return Wanted(self.id_number, self.name, self.scope, self.ground, self.since, self.until, self.document)


class CorrectionPaper(RequestBody):
    """How an authority has been all along, as people fill it in."""

    scope: ScopeCode
    ground: GroundCode
    since: Day = Field(description="not in the future")
    until: Day = Field(description="the last day; may be over")
    document: Document

    def given(self) -> Given:
        """What the command takes."""
        return Given(self.scope, self.ground, self.since, self.until, self.document)


class CorrectionForm(CorrectionPaper):
    """How an authority has been all along."""

    version: Version = None


class VersionView(BaseModel):
    """The authority as it stands."""

    version: int


class RevocationPaper(RequestBody):
    """From when on somebody acts no longer, and why, as people fill it in."""

    revoked_on: Day = Field(description="the first day; of what was recorded in error it is the first of all")
    reason: RevocationReason
    document: Document


class RevocationForm(RevocationPaper):
    """From when on somebody acts no longer, and why."""

    version: Version = None


class RecordedView(BaseModel):
    """What was recorded."""

    proxy_id: UUID


class SaidView(BaseModel):
    """What was said of an authority before it was corrected."""

    scope: str
    ground: str | None = Field(description="null: erased")
    since: date
    until: date
    document: str
    recorded_at: datetime
    known_until: datetime = Field(description="no longer believed from then on")
    by: str | None

    @classmethod
    def of(cls, said: PastAuthority) -> Self:
        return cls(**{name: getattr(said, name) for name in cls.model_fields} | {"ground": said.ground or None})


class ProxyView(BaseModel):
    """An authority of a proxy. Name and number are masked; null: erased."""

    proxy_id: UUID
    veteran_id: UUID
    proxy_person_id: UUID
    scope: str
    ground: str | None = Field(description="null: erased")
    since: date
    until: date = Field(description="the last day")
    document: str
    revoked_on: date | None
    revocation_reason: str | None
    name: str | None
    id_number: str | None
    holds: bool = Field(description="today, and both live")
    version: int = Field(description="to be sent with what is decided on it")
    recorded_at: datetime = Field(description="since when it is believed so")
    by: str | None
    said_before: list[SaidView] = Field(description="before it was corrected, the last said first")

    @classmethod
    def of(cls, held: HeldAuthority) -> Self:
        own = {name: getattr(held.authority, name) for name in cls.model_fields if hasattr(held.authority, name)}
        return cls(
            **own | {"ground": held.authority.ground or None},
            name=held.name and held.name.masked(),
            id_number=held.id_number and held.id_number.masked(),
            holds=held.holds,
            recorded_at=held.recorded_at,
            by=held.by,
            said_before=[SaidView.of(each) for each in held.said_before],
        )
