"""What the API takes and says about sessions."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import Row

from services.registry.sessions.commands import EnrolmentDue, SignedIn
from shared.http.validation import RequestBody

BEARER: Literal["Bearer"] = "Bearer"


class SignInForm(RequestBody):
    """Who wants to sign in."""

    username: str = Field(max_length=256)
    password: SecretStr = Field(max_length=256)
    code: str | None = Field(
        None, min_length=1, max_length=32, description="of the authenticator, or a recovery code, where there is one"
    )


class RenewalForm(RequestBody):
    """Who wants to go on."""

    renewal_secret: SecretStr = Field(max_length=256)


class TokenView(BaseModel):
    """An access token for `Authorization: Bearer …` (RFC 6749, 5.1), and what the next one is had with.

    `scope` `second-factor-enrolment`: a second factor is required and there is none yet; the token is good for
    enrolling it alone, and is not renewed.
    """

    access_token: str
    token_type: Literal["Bearer"] = BEARER
    expires_in: int = Field(description="seconds")
    scope: Literal["full", "second-factor-enrolment"]
    renewal_secret: str | None = Field(description="for `POST /tokens/renewal`, once")
    renewable_until: datetime | None

    @classmethod
    def of(cls, given: SignedIn | EnrolmentDue) -> Self:
        if isinstance(given, EnrolmentDue):
            return cls(
                access_token=given.access_token,
                expires_in=given.expires_in,
                scope="second-factor-enrolment",
                renewal_secret=None,
                renewable_until=None,
            )
        return cls(
            access_token=given.access_token,
            expires_in=given.expires_in,
            scope="full",
            renewal_secret=given.renewal_secret.get_secret_value(),
            renewable_until=given.renewable_until,
        )


class SessionView(BaseModel):
    """A session of the caller that goes on."""

    session_id: UUID
    started_at: datetime
    renewed_at: datetime
    address: str = Field(description="from where it was begun")
    is_this: bool = Field(description="the one that asks")

    @classmethod
    def of(cls, row: Row[Any], *, asking: UUID | None) -> Self:
        return cls(
            session_id=row.session_id,
            started_at=row.started_at,
            renewed_at=row.renewed_at,
            address=row.address,
            is_this=row.session_id == asking,
        )
