"""Speaks to external issuers: where to send somebody, and who he is when he comes back (OpenID Connect, code flow).

What they say of themselves (discovery) and their keys are fetched when first needed, within seconds and bytes, and
kept; while an issuer is away, what was known of it last holds. Addresses that it names must be as secure as its own.
"""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec
import structlog
from fastapi import Depends, Request

from services.registry.issuers.domain.answer import Expected, Subject, Unfit, subject_in
from services.registry.issuers.domain.authorization import (
    AnswerInvalid,
    AuthorizationRequest,
    IssuerDeclined,
    IssuerNotFound,
    IssuerUnavailable,
)
from services.registry.settings import ExternalIssuer, ExternalIssuers
from shared.auth.fetching import NoAnswer, fetch
from shared.auth.jws import Forged, read_claims, read_header
from shared.auth.keys import IssuerKeys, KeysUnavailable
from shared.clock import machine_now
from shared.followed import Followed
from shared.language import Named

ASK_SECONDS = 5.0
MOST_BYTES = 262_144
FRESH_SECONDS = 3600
RETRY_SECONDS = 2
OK = 200
SERVER_ERROR = 500
DISCOVERY = "/.well-known/openid-configuration"
CALLBACK = "/session/issuers/{}/callback"

_log = structlog.get_logger(__name__)


class Discovered(msgspec.Struct, frozen=True):
    """What an issuer says of itself (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brought back from an issuer, besides the state."""

    code: str | None
    error: str | None
    issuer: str | None


@dataclass
class Issuer:
    """One of them. `redirect_uri` is where it sends people back to."""

    configured: ExternalIssuer
    redirect_uri: str
    _discovered: Discovered | None = None
    _keys: IssuerKeys | None = None
    _ask_at: float = field(default=-1.0)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def authorization_url(self, asked: AuthorizationRequest) -> str:
        """Where to send somebody. Raises `IssuerUnavailable`."""
        endpoint = (await self._discover()).authorization_endpoint
        query = {
            "response_type": "code",
            "client_id": self.configured.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def identify(self, asked: AuthorizationRequest, answer: Answer) -> Subject:
        """Who has signed in there. Raises `IssuerDeclined`, `AnswerInvalid`, `IssuerUnavailable`."""
        discovered = await self._discover()
        try:
            _check_origin(answer, discovered)
            if answer.error is not None or not answer.code:
                raise IssuerDeclined
            token = await self._redeem(discovered, answer.code, asked)
            return await self._read(token, asked)
        except (Forged, Unfit) as why:
            _log.warning("issuer_answer_refused", issuer=self.configured.issuer, reason=str(why))
            raise AnswerInvalid from None
        except (NoAnswer, KeysUnavailable) as fault:
            raise self._unavailable(fault) from None

    async def _discover(self) -> Discovered:
        if self._discovered is None or monotonic() > self._ask_at:
            async with self._lock:
                if self._discovered is None or monotonic() > self._ask_at:
                    await self._ask()
        if self._discovered is None:
            raise IssuerUnavailable
        return self._discovered

    async def _ask(self) -> None:
        if monotonic() < self._ask_at:
            return
        self._ask_at = monotonic() + RETRY_SECONDS
        try:
            found = await self._fetch_discovery()
        except NoAnswer as fault:
            self._unavailable(fault)
            return
        if self._keys is None or self._keys.jwks_url != found.jwks_uri:
            self._keys = IssuerKeys(found.jwks_uri, authority=self.configured.authority)
        self._discovered, self._ask_at = found, monotonic() + FRESH_SECONDS

    async def _fetch_discovery(self) -> Discovered:
        """Raises NoAnswer."""
        url = self.configured.issuer.rstrip("/") + DISCOVERY
        status, document = await self._fetch(url)
        if status != OK:
            raise NoAnswer(f"status {status}")
        try:
            found = msgspec.json.decode(document, type=Discovered)
        except msgspec.MsgspecError:
            raise NoAnswer("its description of itself cannot be read") from None
        if found.issuer != self.configured.issuer:
            raise NoAnswer("it calls itself otherwise")
        endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        if not all(_is_as_secure(each, as_=found.issuer) for each in endpoints):
            raise NoAnswer("it names an address without TLS")
        return found

    async def _fetch(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Raises NoAnswer."""
        authority = self.configured.authority
        return await fetch(
            url, seconds=ASK_SECONDS, most_bytes=MOST_BYTES, form=form, headers=headers, authority=authority
        )

    async def _redeem(self, discovered: Discovered, code: str, asked: AuthorizationRequest) -> str:
        """The ID token for the code. Raises NoAnswer, Unfit."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": asked.verifier,
        }
        client, secret = self.configured.client_id, self.configured.client_secret.get_secret_value()
        headers = {"Accept": "application/json"}
        if "client_secret_post" in discovered.token_endpoint_auth_methods_supported:
            form |= {"client_id": client, "client_secret": secret}
        else:
            headers["Authorization"] = f"Basic {_basic(client, secret)}"
        url = discovered.token_endpoint
        status, body = await self._fetch(url, form, headers)
        if status >= SERVER_ERROR:
            raise NoAnswer(f"status {status}")
        if status != OK:
            raise Unfit(f"the code was not redeemed, status {status}")
        try:
            return msgspec.json.decode(body, type=_Tokens).id_token
        except msgspec.MsgspecError:
            raise Unfit("the code yields no ID token") from None

    async def _read(self, token: str, asked: AuthorizationRequest) -> Subject:
        """Raises Forged, Unfit, KeysUnavailable."""
        header = read_header(token, types=("JWT",))
        claims = read_claims(token, header, await self._keys.find(header.key_id) if self._keys else None)
        believed = self.configured.multi_factor
        expected = Expected(
            self.configured.issuer, self.configured.client_id, asked.nonce, acr=believed.acr, amr=believed.amr
        )
        return subject_in(claims, expected, at=machine_now())

    def _unavailable(self, fault: Exception) -> IssuerUnavailable:
        _log.warning("issuer_unavailable", issuer=self.configured.issuer, cause=str(fault) or type(fault).__name__)
        return IssuerUnavailable()


@dataclass
class Issuers:
    """Those that are configured at the moment. One per process. `site_url` is the address of the system in browsers."""

    configured: Followed[ExternalIssuers]
    site_url: str | None
    _known: dict[str, Issuer] = field(default_factory=dict)

    def named(self) -> Sequence[Named]:
        """For buttons, in the order of the configuration."""
        return [Named(code, issuer.zh, issuer.en) for code, issuer in self.configured.get().items()]

    def by_address(self) -> Mapping[str, Named]:
        """What each is called, by its `iss`."""
        return {issuer.issuer: Named(code, issuer.zh, issuer.en) for code, issuer in self.configured.get().items()}

    def get(self, code: str) -> Issuer:
        """Raises `IssuerNotFound`."""
        configured = self.configured.get().get(code)
        if configured is None or self.site_url is None:
            raise IssuerNotFound
        known = self._known.get(code)
        if known is None or known.configured != configured:
            known = self._known[code] = Issuer(configured, self.site_url + CALLBACK.format(code))
        return known


async def issuers_of(request: Request) -> Issuers:
    """Built by `create_app`."""
    issuers: Issuers = request.app.state.issuers
    return issuers


AskedIssuers = Annotated[Issuers, Depends(issuers_of)]


def _check_origin(answer: Answer, discovered: Discovered) -> None:
    """Whether it comes from this issuer (RFC 9207): another one may have sent the browser here. Raises Unfit."""
    if answer.issuer is None and not discovered.authorization_response_iss_parameter_supported:
        return
    if answer.issuer != discovered.issuer:
        raise Unfit("comes from another issuer")


def _is_as_secure(url: str, *, as_: str) -> bool:
    parts: Any = urlsplit(url)
    return bool(parts.netloc) and parts.scheme in {"https", urlsplit(as_).scheme}


def _basic(client: str, secret: str) -> str:
    """RFC 6749, 2.3.1."""
    return base64.b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()
