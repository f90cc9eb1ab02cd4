"""The HTTP client that other servers are asked with."""

import ssl

import httpx2


class _Transport(httpx2.AsyncHTTPTransport):
    """A connection that ended as soon as it was open was not made. Under uvloop its transport has no socket any more,
    and anyio, which asks that for the peer, fails with an AttributeError."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except AttributeError as fault:
            raise httpx2.ConnectError("ended as soon as it was open", request=request) from fault


def calling(*, seconds: float, verify: ssl.SSLContext | bool) -> httpx2.AsyncClient:
    """A client that waits this long for each part of an answer and uses no proxy of the environment. `verify`: who is
    believed, or whether."""
    return httpx2.AsyncClient(timeout=seconds, trust_env=False, transport=_Transport(verify=verify, trust_env=False))
