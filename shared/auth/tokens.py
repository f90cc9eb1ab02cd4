"""Access tokens say who asks. What that one may do stands in the grants, not here.

Accepted: a JWS of ES256 or RS256 by a key the configured issuer publishes, with its `iss`, our `aud`, an `exp` in the
future, a UUID as `sub`, and the `epoch` of its account that it was issued in. Anything else is NotAuthenticated,
without saying why: the log does.
"""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from joserfc import jwt
from joserfc.errors import JoseError

from shared.auth.grants import NO_TOKEN
from shared.auth.jws import Forged, read_claims, read_header
from shared.auth.keys import IssuerKeys
from shared.auth.signing import MULTI_FACTOR
from shared.refusal import Unauthenticated

LEEWAY_SECONDS = 10
CACHED_TOKENS = 4096

_TYPES = frozenset({"JWT", "AT+JWT", "APPLICATION/AT+JWT"})  # RFC 9068; compared in upper case

_log = structlog.get_logger(__name__)


class NotAuthenticated(Unauthenticated):
    code = "not-authenticated"
    zh = "请先登录：请求没有携带有效的访问令牌。"
    en = "Sign in first: the request carries no valid access token."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token says is asking, until `expires_at` (Unix seconds) or a later epoch of the account; `session_id` is
    the session it was issued in, None for one without; `multi_factor`, whether that began with a second factor."""

    account_id: UUID
    kid: str
    expires_at: float
    epoch: int = 0
    session_id: UUID | None = None
    multi_factor: bool = False


@dataclass
class TokenVerifier:
    """One per process. Remembers verified tokens by their hash, so that a busy caller costs one signature check."""

    issuer: str
    audience: str
    keys: IssuerKeys
    _verified: dict[bytes, Identity] = field(default_factory=dict)
    _registry: jwt.JWTClaimsRegistry = field(init=False)

    def __post_init__(self) -> None:
        self._registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
            epoch={"essential": True},
        )

    async def verify(self, token: str) -> Identity:
        """Raises NotAuthenticated, or KeysUnavailable when the issuer must be asked for the key and does not answer."""
        digest = hashlib.sha256(token.encode(errors="replace")).digest()
        known = self._verified.get(digest)
        if known and known.expires_at + LEEWAY_SECONDS > time.time() and self.keys.publishes(known.kid):
            return known
        try:
            identity = await self._check(token)
        except Forged as why:
            _log.info("token_refused", reason=str(why))
            raise NotAuthenticated from None
        self._remember(digest, identity)
        return identity

    async def _check(self, token: str) -> Identity:
        header = read_header(token, types=_TYPES)
        found = await self.keys.find(header.key_id)
        return self._identity(read_claims(token, header, found), header.key_id)

    def _identity(self, claims: dict[str, Any], kid: str) -> Identity:
        try:
            self._registry.validate(claims)
        except JoseError as fault:
            raise Forged(str(fault)) from None
        session_id = _uuid(claims["sid"], "session") if "sid" in claims else None
        return Identity(
            _uuid(claims["sub"], "account"),
            kid,
            float(claims["exp"]),
            _epoch(claims["epoch"]),
            session_id,
            multi_factor=_is_multi_factor(claims.get("amr")),
        )

    def _remember(self, digest: bytes, identity: Identity) -> None:
        while len(self._verified) >= CACHED_TOKENS:
            del self._verified[next(iter(self._verified))]
        self._verified[digest] = identity


def _uuid(claim: object, what: str) -> UUID:
    try:
        return UUID(str(claim))
    except ValueError:
        raise Forged(f"no {what} is named") from None


def _is_multi_factor(claim: object) -> bool:
    return isinstance(claim, list) and MULTI_FACTOR in claim


def _epoch(claim: object) -> int:
    if type(claim) is not int or not 0 <= claim < NO_TOKEN:
        raise Forged("no epoch")
    return claim
