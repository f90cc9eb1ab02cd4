"""Signed tokens (JWS, compact) from outside, looked at before anything in them is believed.

ES256 and RS256 alone, by a key that is known by its id; `jwk`, `jku` and `x5u` in a header are never followed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from shared.auth.keys import VerificationKey

ALGORITHMS = ("ES256", "RS256")
LONGEST_TOKEN = 8192


class Forged(Exception):
    """Why a token is refused; for the log, never for who sent it."""


@dataclass(frozen=True, slots=True)
class Header:
    """What says which key to check with."""

    algorithm: str
    key_id: str


def read_header(token: str, *, types: Collection[str]) -> Header:
    """Checked before any key is looked for; `types` in upper case, JWT where the token says none. Raises Forged."""
    if len(token) > LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():
        raise Forged("not a compact JWS")
    try:
        header = extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError):
        raise Forged("unreadable") from None
    algorithm, key_id, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if algorithm not in ALGORITHMS:
        raise Forged("algorithm not allowed")
    if not isinstance(key_id, str) or not isinstance(kind, str) or kind.upper() not in types or "crit" in header:
        raise Forged("header not acceptable")
    return Header(algorithm, key_id)


def read_claims(token: str, header: Header, found: VerificationKey | None) -> dict[str, Any]:
    """What the token says, once `found`, the key of the id in its header, has signed it. Raises Forged."""
    if found is None:
        raise Forged("unknown key")
    if found.algorithm != header.algorithm:
        raise Forged("algorithm does not belong to the key")
    try:
        return dict(jwt.decode(token, found.key, algorithms=[found.algorithm]).claims)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise Forged("signature or payload does not hold") from None
