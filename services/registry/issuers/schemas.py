"""What the API takes and says about bindings."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy import Row

from services.registry.issuers.domain.answer import LONGEST_SUBJECT
from shared.http.validation import Reason, RequestBody


class BindingForm(RequestBody):
    """Who of an issuer's users is the holder of an account."""

    issuer: Annotated[str, StringConstraints(max_length=31)] = Field(description="its name in the configuration")
    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SUBJECT)] = Field(
        description="`sub`: what the issuer calls him, letter by letter"
    )
    reason: Reason = Field(description="without personal data; the audit keeps it")


class ProofForm(RequestBody):
    """It is the holder himself who does it."""

    current_password: SecretStr = Field(max_length=256)


class MadeBindingView(BaseModel):
    """A binding that awaits its holder."""

    binding_id: UUID


class BindingView(BaseModel):
    """What an account is signed in by besides its password. Nobody is told the subject."""

    binding_id: UUID
    account_id: UUID
    issuer: str = Field(description="`iss`, an address")
    bound_at: datetime
    bound_by: UUID = Field(description="account")
    confirmed_at: datetime | None = Field(description="by its holder; null: it admits nobody yet")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**row._mapping)
