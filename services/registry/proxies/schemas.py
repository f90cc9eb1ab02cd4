"""What the API takes and says about proxies. Names and numbers of proxies go out masked."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from services.registry.proxies.commands import Wanted
from services.registry.proxies.parameters import GROUNDS, REVOCATIONS, SCOPES
from services.registry.proxies.queries import Held
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named
from shared.privacy.personal import Personal


def _one_of(words: Mapping[str, Named], code: str) -> Callable[[str], str]:
    def must_be(value: str) -> str:
        if value not in words:
            named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
            raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
        return value

    return must_be


def _listed(words: Mapping[str, Named]) -> Any:
    return Field(max_length=40, description="one of " + ", ".join(words))


ScopeCode = Annotated[str, _listed(SCOPES), AfterValidator(_one_of(SCOPES, "not-a-scope"))]
GroundCode = Annotated[str, _listed(GROUNDS), AfterValidator(_one_of(GROUNDS, "not-a-ground"))]
RevocationReason = Annotated[str, _listed(REVOCATIONS), AfterValidator(_one_of(REVOCATIONS, "not-a-revocation"))]
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


class RevocationForm(RequestBody):
    """From when on somebody acts no longer, and why."""

    revoked_on: Day = Field(description="the first day; of what was recorded in error it is the first of all")
    reason: RevocationReason
    document: Document


class RecordedView(BaseModel):
    """What was recorded."""

    proxy_id: UUID


class ProxyView(BaseModel):
    """An authority of a proxy. Name and number are masked; null: erased."""

    proxy_id: UUID
    veteran_id: UUID
    proxy_person_id: UUID
    scope: str
    ground: str
    since: date
    until: date = Field(description="the last day")
    document: str
    revoked_on: date | None
    revocation_reason: str | None
    name: str | None
    id_number: str | None
    holds: bool = Field(description="today, and both live")
    recorded_at: datetime
    by: str | None

    @classmethod
    def of(cls, held: Held) -> Self:
        own = {name: getattr(held.authority, name) for name in cls.model_fields if hasattr(held.authority, name)}
        return cls(
            **own,
            name=held.name and held.name.masked(),
            id_number=held.id_number and held.id_number.masked(),
            holds=held.holds,
            recorded_at=held.recorded_at,
            by=held.by,
        )
