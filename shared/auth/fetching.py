"""What another server says, with a bound on its size and on the whole time it may take."""

import asyncio
from collections.abc import Mapping

import httpx2


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
) -> tuple[int, bytes]:
    """Status and body of a GET, or of a POST of `form` or `json`. No redirection is followed, no proxy of the
    environment used.

    Raises NoAnswer.
    """
    secure = url.startswith("https:")  # else no certificates need to be loaded
    try:
        async with (
            asyncio.timeout(seconds),
            httpx2.AsyncClient(timeout=seconds, trust_env=False, verify=secure) as client,
            client.stream("POST" if form or json else "GET", url, data=form, json=json, headers=headers) as response,
        ):
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > most_bytes:
                    raise NoAnswer("too large")
            return response.status_code, body
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as fault:
        raise NoAnswer(type(fault).__name__) from fault
