"""The issuer's public keys, fetched from its JWKS address and cached.

Old keys stay usable while the issuer cannot be reached. An unknown key id asks the issuer again, but at most once in
`RECHECK_SECONDS`, so that forged key ids cannot be used to flood it. The issuer itself begins with keys of its own: it
would otherwise wait for an answer that only it can give.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from shared.auth.fetching import NoAnswer, fetch
from shared.refusal import Unavailable

FRESH_SECONDS = 300
RECHECK_SECONDS = 5
RETRY_SECONDS = 1
FETCH_TIMEOUT_SECONDS = 3
LARGEST_JWKS_BYTES = 262_144
OK = 200
SHORTEST_MODULUS = 342  # characters of base64url that 2048 bits take

_log = structlog.get_logger(__name__)


class KeysUnavailable(Unavailable):
    code = "keys-unavailable"
    zh = "暂时无法核验登录凭证，请稍后重试。"
    en = "Access tokens cannot be checked at the moment; try again shortly."


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key and the one algorithm it may be used with."""

    key: ECKey | RSAKey
    algorithm: str


@dataclass
class IssuerKeys:
    """Ask `find(kid)`. One per process; `own` answers the keys of the issuer's own process, `authority` certifies the
    issuer (PEM), instead of those that everybody knows."""

    jwks_url: str
    own: Callable[[], Mapping[str, VerificationKey]] = dict
    authority: str | None = None
    _published: Mapping[str, VerificationKey] = field(default_factory=dict)
    _fetched_at: float | None = None
    _answered: bool = False  # when last asked
    _next_attempt_at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _refreshing: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> VerificationKey | None:
        """None: the issuer does not publish such a key. Raises KeysUnavailable when it does not answer: it may have a
        key since that we do not know, and a caller who is told to sign in again would do so in vain.
        """
        if known := self._known(kid):
            self._refresh_behind()
            return known
        async with self._lock:
            if not self._known(kid):
                await self._refresh()
        found = self._known(kid)
        if found is None and not self._answered:
            raise KeysUnavailable
        return found

    def publishes(self, kid: str) -> bool:
        """Whether a key accepted earlier is still published, as far as is known."""
        self._refresh_behind()
        return self._known(kid) is not None

    async def known(self) -> bool:
        """Whether tokens can be checked; if not, the issuer is asked now."""
        if not self._any_known:
            async with self._lock:
                await self._refresh()
        return self._any_known

    async def wait_until_known(self, *, within_seconds: float) -> None:
        """Ask again and again, or give up."""
        until = monotonic() + within_seconds
        while True:
            if await self.known() or monotonic() >= until:
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        if self._refreshing:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    @property
    def _any_known(self) -> bool:
        return self._fetched_at is not None or bool(self.own())

    def _known(self, kid: str) -> VerificationKey | None:
        return self.own().get(kid) or self._published.get(kid)

    def _refresh_behind(self) -> None:
        stale = self._fetched_at is not None and monotonic() - self._fetched_at > FRESH_SECONDS
        if stale and (self._refreshing is None or self._refreshing.done()):
            self._refreshing = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        if monotonic() < self._next_attempt_at:
            return
        self._next_attempt_at = monotonic() + RECHECK_SECONDS
        try:
            status, document = await fetch(
                self.jwks_url,
                seconds=FETCH_TIMEOUT_SECONDS,
                most_bytes=LARGEST_JWKS_BYTES,
                authority=self.authority,
            )
            if status != OK:
                raise NoAnswer(f"status {status}")
            self._published = read_jwks(document)
        except (NoAnswer, ValueError) as fault:
            self._next_attempt_at, self._answered = monotonic() + RETRY_SECONDS, False
            _log.warning("jwks_not_fetched", url=self.jwks_url, cause=str(fault))
            return
        self._fetched_at, self._answered = monotonic(), True


def read_jwks(document: bytes) -> dict[str, VerificationKey]:
    """The usable keys by id: EC P-256 for ES256, RSA of 2048 bits or more for RS256. Others are passed over.

    Raises ValueError when the document is no JWKS at all.
    """
    entries = msgspec.json.decode(document, type=dict[str, Any]).get("keys")
    if not isinstance(entries, list):
        raise ValueError("the JWKS has no keys")
    return usable_keys(entry for entry in entries if isinstance(entry, dict))


def usable_keys(entries: Iterable[dict[str, Any]]) -> dict[str, VerificationKey]:
    """JWKs by their ids; those we do not check tokens with are left out."""
    usable = ((entry.get("kid"), _usable(entry)) for entry in entries)
    return {kid: key for kid, key in usable if isinstance(kid, str) and key}


def _usable(entry: dict[str, Any]) -> VerificationKey | None:
    algorithm = {"EC": "ES256", "RSA": "RS256"}.get(str(entry.get("kty")))
    if algorithm is None or entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm:
        return None
    try:
        return _import(entry, algorithm)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _import(entry: dict[str, Any], algorithm: str) -> VerificationKey | None:
    if algorithm == "ES256":
        return VerificationKey(ECKey.import_key(entry), algorithm) if entry.get("crv") == "P-256" else None
    if len(str(entry.get("n"))) < SHORTEST_MODULUS:
        return None
    return VerificationKey(RSAKey.import_key(entry), algorithm)
