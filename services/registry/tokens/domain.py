"""Access tokens: ES256 JWTs (RFC 9068) that say who somebody is, and nothing about what he may do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joserfc import jwt

from shared.auth.signing import ALGORITHM, MULTI_FACTOR, SigningKey
from shared.ids import new_id


@dataclass(frozen=True)
class TokenTerms:
    """What every token of this issuer says: `iss`, `aud`, and how long it is valid."""

    issuer: str
    audience: str
    lifetime_seconds: int


def issue_token(
    key: SigningKey,
    terms: TokenTerms,
    account_id: UUID,
    *,
    epoch: int,
    session_id: UUID | None,
    at: datetime,
    multi_factor: bool = False,
) -> str:
    """A signed access token for this account, issued in a session `at` an instant of the machine's clock, as its
    readers have. It is refused in a later epoch of the account. `multi_factor`: the session began with a second factor
    (`amr`, RFC 8176); without it no role works that takes one.

    Grants are looked up at each request: revoking one works at once.
    """
    issued_at = int(at.timestamp())
    claims = {
        "iss": terms.issuer,
        "aud": terms.audience,
        "sub": str(account_id),
        "iat": issued_at,
        "exp": issued_at + terms.lifetime_seconds,
        "jti": str(new_id()),
        "epoch": epoch,
        **({"sid": str(session_id)} if session_id else {}),
        **({"amr": [MULTI_FACTOR]} if multi_factor else {}),
    }
    header = {"alg": ALGORITHM, "kid": key.key_id, "typ": "at+jwt"}
    return jwt.encode(header, claims, key.key, algorithms=[ALGORITHM])
