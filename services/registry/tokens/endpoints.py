"""The public key that access tokens are checked with."""

from typing import Any

from fastapi import APIRouter

from services.registry.dependencies import TokenSigningKey
from shared.http.dependencies import public

router = APIRouter(tags=["tokens"])


@router.get("/.well-known/jwks.json", dependencies=[public()])
async def get_jwks(key: TokenSigningKey) -> dict[str, list[dict[str, Any]]]:
    """The JWK set (RFC 7517) with the public half of the signing key."""
    return key.public_keys()
