"""Keys of every kind, and the parts of a token."""

import base64
import json
import time
import warnings
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.issuer import AUDIENCE, Issuer

ACCOUNT = UUID("0190a5a0-0000-7000-8000-000000000001")
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
with warnings.catch_warnings(action="ignore"):
    WEAK_RSA = RSAKey.generate_key(1024, {"kid": "rsa-weak", "use": "sig"})
P384 = ECKey.generate_key("P-384", {"kid": "p384"})
ENCRYPTION_KEY = ECKey.generate_key("P-256", {"kid": "enc-1", "use": "enc"})
ED25519 = OKPKey.generate_key("Ed25519", {"kid": "ed-1"})


def part(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": issuer.url,
        "aud": AUDIENCE,
        "sub": str(ACCOUNT),
        "iat": now,
        "exp": now + 600,
        "epoch": 0,
        **changes,
    }


def header(**changes: Any) -> dict[str, Any]:
    return {"alg": "ES256", "kid": "test-key-1", "typ": "at+jwt", **changes}
