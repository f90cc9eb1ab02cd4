"""What another server says, with a bound on its size and on the whole time it may take."""

import asyncio
import os
import socket
import ssl
from collections.abc import Iterator, Mapping

import httpx2

from shared.calling import calling


def must_hold_certificates(pem: str) -> str:
    """Raises ValueError."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise ValueError("holds no certificate") from None
    return pem


class NoAnswer(Exception):
    """It did not answer in time, or with more than was to be read. Says what, not where."""


async def fetch(
    url: str,
    *,
    seconds: float,
    most_bytes: int,
    form: Mapping[str, str] | None = None,
    json: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    authority: str | None = None,
) -> tuple[int, bytes]:
    """Status and body of a GET, or of a POST of `form` or `json`. No redirection is followed, no proxy of the
    environment used. `authority` is who certifies the server (PEM), instead of those that everybody knows.

    Raises NoAnswer.
    """
    secure: ssl.SSLContext | bool = url.startswith("https:")  # else no certificates need to be loaded
    if secure and authority is not None:
        secure = ssl.create_default_context(cadata=authority)
    try:
        async with (
            asyncio.timeout(seconds),
            calling(seconds=seconds, verify=secure) as client,
            client.stream("POST" if form or json else "GET", url, data=form, json=json, headers=headers) as response,
        ):
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > most_bytes:
                    raise NoAnswer("too large")
            return response.status_code, body
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as fault:
        why = next(filter(None, map(_said, _led_to(fault))), "")
        raise NoAnswer(f"{type(fault).__name__} ({why})" if why else type(fault).__name__) from fault


def _led_to(fault: BaseException) -> Iterator[BaseException]:
    """The fault, and what it came of."""
    each: BaseException | None = fault
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__


def _said(fault: BaseException) -> str:
    """What TLS or the system says, without an address; nothing, where somebody between them has put it otherwise."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return fault.verify_message
    if isinstance(fault, ssl.SSLError | socket.gaierror):
        return str(fault.strerror)
    return os.strerror(fault.errno) if isinstance(fault, OSError) and fault.errno else ""
