"""The public keys that access tokens are checked with."""

from typing import Any

from services.registry.dependencies import TokenSigningKeys
from shared.http.dependencies import public
from shared.http.router import Router

router = Router(tags=["tokens"])


@router.get("/.well-known/jwks.json", dependencies=[public()])
async def get_jwks(keys: TokenSigningKeys) -> dict[str, list[dict[str, Any]]]:
    """The JWK set (RFC 7517) with the public halves of the signing keys · 令牌验证公钥

    Two, while one replaces the other.
    """
    return keys.public_keys()
