"""Who a service is to registry: a machine that signs what it says of itself (RFC 7523) and is given an access token.

For calls that are a service's own. What it does for somebody it does with his token, as the lookup of grants.
"""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

import msgspec
from joserfc import jwt

from shared.auth.fetching import NoAnswer, fetch
from shared.auth.signing import ALGORITHM, SigningKey
from shared.followed import Followed
from shared.ids import new_id
from shared.settings import ServiceSettings, renewal

PATH = "/tokens/assertion"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
ASK_SECONDS = 3.0
MOST_BYTES = 65_536
OK = 200


class IdentityRefused(Exception):
    """Registry does not know this service by this key, or does not answer. Says which."""


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """`issuer` is that of access tokens; `registry_url` any address of the registry."""

    service: str
    key: SigningKey = field(repr=False)
    issuer: str
    registry_url: str

    async def ask_token(self, *, at: datetime) -> str:
        """A short access token. `at` is the machine's instant. Raises IdentityRefused."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(at=at),
        }
        url = urljoin(self.registry_url, PATH)
        try:
            status, body = await fetch(url, seconds=ASK_SECONDS, most_bytes=MOST_BYTES, form=form)
        except NoAnswer as fault:
            raise IdentityRefused(f"registry does not answer: {fault}") from fault
        if status != OK:
            raise IdentityRefused(f"registry answers {status}")
        return msgspec.json.decode(body, type=_Token).access_token

    def assertion(self, *, at: datetime) -> str:
        """Good once, for a minute."""
        issued_at, name = int(at.timestamp()), machine_name(self.service)
        claims = {
            "iss": name,
            "sub": name,
            "aud": self.issuer,
            "iat": issued_at,
            "exp": issued_at + ASSERTION_SECONDS,
            "jti": str(new_id()),
        }
        header = {"alg": ALGORITHM, "kid": self.key.key_id, "typ": "client-authentication+jwt"}
        return jwt.encode(header, claims, self.key.key, algorithms=[ALGORITHM])


class _Token(msgspec.Struct, frozen=True):
    access_token: str


def machine_name(service: str) -> str:
    """The user name of the account that a service has."""
    return f"service.{service}"


def own_identity(settings: ServiceSettings) -> Followed[OwnIdentity | None]:
    """That of the service whose settings these are, None where it has no key; it follows the file of the key."""
    return Followed(_identity(settings), renewal(settings, _identity))


def _identity(settings: ServiceSettings) -> OwnIdentity | None:
    if settings.identity_key is None:
        return None
    key = SigningKey.from_pem(settings.identity_key.get_secret_value())
    return OwnIdentity(settings.service_name, key, settings.token_issuer, settings.jwks_url)
