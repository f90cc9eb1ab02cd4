"""The seam to systems of others: one event by POST to an address that is looked up, checked and called, in this order
and once."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from services.notifications.webhooks.domain import Answer, may_be_called
from services.notifications.webhooks.parameters import ANSWER_SECONDS, MOST_BYTES, MOST_CHARACTERS, Reason
from shared.calling import calling
from shared.networks import Network

PORT = 443
_SECONDS = re.compile(r"[0-9]{1,5}")
MEDIA = "application/cloudevents+json"
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Answer]]
Lookup = Callable[[str, int], Awaitable[Sequence[str]]]


class NotToBeCalled(Exception):
    """The address is not one of the internet, and the operator has not named it."""


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def believed(authority: Path | None) -> ssl.SSLContext:
    """Whoever this machine's list of authorities has certified, and the county's own."""
    context = ssl.create_default_context()
    if authority is not None:
        context.load_verify_locations(cafile=authority)
    return context


@dataclass(frozen=True, slots=True)
class Ways:
    """Which addresses may be called besides those of the internet, and who is believed there."""

    context: ssl.SSLContext
    named: Sequence[Network] = ()
    lookup: Lookup = look_up
    seconds: float = ANSWER_SECONDS

    @asynccontextmanager
    async def posting(self) -> AsyncIterator[Post]:
        """What posts to one receiver, over connections that are kept. No redirection is followed, no proxy used."""
        async with calling(seconds=self.seconds, verify=self.context) as client:

            async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
                try:
                    async with asyncio.timeout(self.seconds):
                        return await self._post(client, url, body, headers)
                except NotToBeCalled:
                    return Answer(None, reason=Reason.ADDRESS_NOT_ALLOWED)
                except (TimeoutError, httpx2.TimeoutException):
                    return Answer(None, reason=Reason.NO_ANSWER_IN_TIME)
                except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as fault:
                    return Answer(None, reason=_why(fault))

            yield post

    async def _post(
        self, client: httpx2.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:  # fmt: skip
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORT
        address = await self._checked(host, port)
        # The number that was checked stands in the address, the name in the certificate: nobody looks it up again.
        number = f"[{address}]" if ":" in address else address
        called = parts._replace(scheme="https", netloc=f"{number}:{port}").geturl()
        said = {**headers, "host": parts.netloc, "content-type": MEDIA, "user-agent": "veterans"}
        sent = client.stream("POST", called, content=body, headers=said, extensions={"sni_hostname": host})
        async with sent as response:
            text = b""
            async for part in response.aiter_raw():
                text += part[:MOST_BYTES]
                if len(text) >= MOST_BYTES:
                    break
            shown = text[:MOST_BYTES].decode(errors="replace").replace("\0", "")[:MOST_CHARACTERS]
            return Answer(response.status_code, shown, retry_after=_asked(response.headers.get("retry-after")))

    async def _checked(self, host: str, port: int) -> str:
        """The first of its addresses, when all of them may be called. Raises NotToBeCalled, OSError."""
        found = await self.lookup(host, port)
        if not found or not all(may_be_called(ip_address(each), self.named) for each in found):
            raise NotToBeCalled
        return found[0]


_REASONS: Sequence[tuple[type[BaseException], Reason]] = (
    (ssl.SSLCertVerificationError, Reason.CERTIFICATE_REFUSED),
    (ssl.SSLError, Reason.TLS_FAILED),
    (socket.gaierror, Reason.NAME_NOT_FOUND),
    (httpx2.ConnectError, Reason.NOT_CONNECTED),
)
"""The first that the fault is, or that led to it."""


def _why(fault: BaseException) -> str:
    """A reason; of what has none the kind of the fault."""
    led: list[BaseException] = []
    each: BaseException | None = fault
    while each is not None and each not in led:
        led.append(each)
        each = each.__cause__ or each.__context__
    found = (reason for kind, reason in _REASONS if any(isinstance(each, kind) for each in led))
    return next(found, type(fault).__name__)


def _asked(written: str | None) -> timedelta | None:
    """Seconds, at most a day of them; a date is passed over."""
    return timedelta(seconds=int(written)) if written and _SECONDS.fullmatch(written) else None
