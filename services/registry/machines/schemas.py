"""What the API takes and says about machines."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field, StringConstraints

from services.registry.machines.commands import MachineToken
from services.registry.machines.domain import MachineKey, Network
from services.registry.machines.parameters import MOST_ADDRESSES
from shared.http.validation import Instant, Reason, RequestBody

KeyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$", description="RFC 7638 thumbprint")]
BEARER: Literal["Bearer"] = "Bearer"


class AssertionForm(RequestBody):
    """A machine that shows who it is (RFC 7521, 4.2; RFC 7523, 2.2), as clients of OAuth send it."""

    grant_type: Literal["client_credentials"]
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    client_assertion: Annotated[str, Field(min_length=1, max_length=8192)] = Field(
        description="a JWT (ES256 or RS256, `kid`): `iss` and `sub` the user name, `aud` the issuer of access tokens,"
        " `iat`, `exp` at most five minutes later, `jti` used once"
    )
    client_id: str | None = Field(None, max_length=64, description="may be said, and is not looked at")
    scope: str | None = Field(None, max_length=256, description="may be said, and is not looked at")


class MachineTokenView(BaseModel):
    """An access token for `Authorization: Bearer …`. It is not renewed: sign another assertion."""

    access_token: str
    token_type: Literal["Bearer"] = BEARER
    expires_in: int = Field(description="seconds")

    @classmethod
    def of(cls, given: MachineToken) -> Self:
        return cls(access_token=given.access_token, expires_in=given.expires_in)


class KeyForm(RequestBody):
    """A public key of a machine."""

    public_key: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)] = Field(
        description="PEM: EC P-256, or RSA of 2048 bits and more"
    )
    expires_at: Instant = Field(description="within a year")
    reason: Reason = Field(description="without personal data; the audit keeps it")


class AddressesForm(RequestBody):
    """From where a machine may ask, and from nowhere else."""

    addresses: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] = Field(
        description=f"addresses or networks like 10.1.2.0/24, separated by commas; {MOST_ADDRESSES} at most"
    )
    reason: Reason = Field(description="without personal data; the audit keeps it")


class AddedKeyView(BaseModel):
    """A key that counts from now on."""

    key_id: str = Field(description="RFC 7638 thumbprint: the `kid` of assertions")


class KeyView(BaseModel):
    """A key of a machine."""

    key_id: str
    added_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, key: MachineKey) -> Self:
        return cls(key_id=key.key_id, added_at=key.added_at, expires_at=key.expires_at)


class MachineView(BaseModel):
    """What a machine is known by."""

    account_id: UUID
    keys: list[KeyView]
    addresses: list[str]

    @classmethod
    def of(cls, account_id: UUID, keys: list[MachineKey], networks: list[Network]) -> Self:
        return cls(account_id=account_id, keys=[KeyView.of(each) for each in keys], addresses=list(map(str, networks)))
