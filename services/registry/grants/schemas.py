"""What the API takes and says about grants."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.schemas import OrgCode
from shared.auth.caller import Grant
from shared.auth.roles import Role
from shared.events.fields import FREE_TEXT_MAX_LENGTH
from shared.http.validation import FREE_TEXT, Instant

FreeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=FREE_TEXT_MAX_LENGTH),
    FREE_TEXT,
]


class GrantForm(BaseModel):
    """A role for an account, over a unit and all below it."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID
    role: Role
    org_code: OrgCode
    purpose: FreeText = Field(description="what the access is needed for; no more than 8 digits in a row")
    valid_from: Instant | None = Field(None, description="now unless said otherwise")
    valid_until: Instant | None = Field(None, description="holds until just before; null is open-ended")


class GivenGrantView(BaseModel):
    """A new grant."""

    grant_id: UUID


class RevocationForm(BaseModel):
    """Why a grant is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: FreeText = Field(description="without personal data; no more than 8 digits in a row")


class GrantView(BaseModel):
    """A grant."""

    grant_id: UUID
    account_id: UUID
    role: str
    path: str = Field(description="path of the unit it covers")
    purpose: str
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(
            grant_id=row.grant_id,
            account_id=row.account_id,
            role=row.role,
            path=row.org_path,
            purpose=row.purpose,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            revoked_at=row.revoked_at,
        )


class GrantInForceView(BaseModel):
    """What the caller may do: `org_path` and all below it."""

    grant_id: UUID
    role: Role
    org_path: str
    purpose: str

    @classmethod
    def of(cls, grant: Grant) -> Self:
        return cls(grant_id=grant.grant_id, role=grant.role, org_path=grant.org_path, purpose=grant.purpose)
