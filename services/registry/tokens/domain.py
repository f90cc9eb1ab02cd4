"""Access tokens: ES256 JWTs (RFC 9068) that say who somebody is, and nothing about what he may do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from shared.ids import new_id

ALGORITHM: Final = "ES256"
CURVE: Final = "P-256"


@dataclass(frozen=True)
class SigningKey:
    """A private key and its name: `key_id` is the RFC 7638 thumbprint, so that a new key has a new name."""

    key: ECKey = field(repr=False)
    key_id: str

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """Read a private key on P-256. Raises ValueError, which never repeats the key."""
        try:
            key = ECKey.import_key(pem)
        except (ValueError, TypeError, JoseError):
            raise ValueError("it is not an EC private key in PEM") from None
        if not key.is_private or key.curve_name != CURVE:
            raise ValueError("it is not a private key on the curve P-256")
        return cls(key, key.thumbprint())

    def public_keys(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK set to be published: the public half alone."""
        public = self.key.as_dict(private=False)
        return {"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": ALGORITHM}]}


@dataclass(frozen=True)
class TokenTerms:
    """What every token of this issuer says: `iss`, `aud`, and how long it is valid."""

    issuer: str
    audience: str
    lifetime_seconds: int


def issue_token(key: SigningKey, terms: TokenTerms, account_id: UUID, *, at: datetime) -> str:
    """A signed access token for this account. Grants are looked up at each request: revoking one works at once."""
    issued_at = int(at.timestamp())
    claims = {
        "iss": terms.issuer,
        "aud": terms.audience,
        "sub": str(account_id),
        "iat": issued_at,
        "exp": issued_at + terms.lifetime_seconds,
        "jti": str(new_id()),
    }
    header = {"alg": ALGORITHM, "kid": key.key_id, "typ": "at+jwt"}
    return jwt.encode(header, claims, key.key, algorithms=[ALGORITHM])
