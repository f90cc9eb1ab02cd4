"""A private key that tokens are signed with."""

from dataclasses import dataclass, field
from typing import Any, Self

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
CURVE = "P-256"
MULTI_FACTOR = "mfa"
"""Among the `amr` of a token (RFC 8176): the session began with a second factor."""


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

    @property
    def public(self) -> dict[str, Any]:
        """The public half, as a JWK."""
        return {**self.key.as_dict(private=False), "kid": self.key_id, "use": "sig", "alg": ALGORITHM}
