"""What the API takes and says about accounts."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr, StringConstraints
from sqlalchemy import Row

from shared.http.validation import RequestBody, WrittenAs

BEARER: Literal["Bearer"] = "Bearer"

Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, min_length=3, max_length=32),
    WrittenAs(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        zh="字母、数字、点、下划线或连字符，以字母或数字开头",
        en="letters, digits, dots, underscores and hyphens, beginning with a letter or digit",
    ),
]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
# A bound on what is hashed; the rule itself is the room's.
Password = Annotated[SecretStr, Field(min_length=1, max_length=256)]


class AccountForm(RequestBody):
    """An account to be opened. What it may do is said by grants."""

    username: Username = Field(description="3 to 32 letters, digits, dots, dashes; case does not matter")
    password: Password = Field(description="12 to 128 characters, not the user name")
    display_name: DisplayName


class SignInForm(RequestBody):
    """Who wants to sign in."""

    username: str = Field(max_length=256)
    password: SecretStr = Field(max_length=256)


class PasswordForm(RequestBody):
    """A new password for the caller's own account."""

    current_password: SecretStr = Field(max_length=256)
    new_password: Password = Field(description="12 to 128 characters, not the user name")


class OpenedAccountView(BaseModel):
    """A new account."""

    account_id: UUID


class AccountView(BaseModel):
    """An account in a list."""

    account_id: UUID
    username: str
    display_name: str
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**row._mapping)


class TokenView(BaseModel):
    """An access token for `Authorization: Bearer …` (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = BEARER
    expires_in: int = Field(description="seconds")
