"""The fingerprint of a request, for idempotency keys: method, address and body, hashed while the body streams in."""

import hashlib
import re

from starlette.types import Message, Receive, Scope

SCOPE_KEY = "veterans.fingerprint"

_BOUNDARY = re.compile(rb'^multipart/.*boundary="?([^";\s]+)', re.IGNORECASE)


class Fingerprint:
    """Feed it the body; `digest()` may be asked at any time.

    A multipart boundary is chosen anew each time the same form is sent, so it is left out wherever it stands.
    """

    def __init__(self, method: str, target: bytes, content_type: bytes) -> None:
        self._hash = hashlib.sha256(method.encode() + b"\0" + target + b"\0")
        match = _BOUNDARY.match(content_type)
        self._boundary = match.group(1) if match else b""
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        if not self._boundary:
            self._hash.update(chunk)
            return
        pieces = (self._tail + chunk).split(self._boundary)
        # A boundary may lie across two chunks: what could be its beginning waits.
        kept = min(len(pieces[-1]), len(self._boundary) - 1)
        cut = len(pieces[-1]) - kept
        self._tail = pieces[-1][cut:]
        pieces[-1] = pieces[-1][:cut]
        self._hash.update(b"".join(pieces))

    def digest(self) -> bytes:
        whole = self._hash.copy()
        whole.update(self._tail)
        return whole.digest()


def watch_body(scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Receive:
    """A `receive` that fingerprints what passes; the fingerprint stands in the scope under SCOPE_KEY."""
    target = scope.get("raw_path") or scope["path"].encode()
    target += b"?" + scope.get("query_string", b"")
    fingerprint = Fingerprint(scope["method"], target, headers.get(b"content-type", b""))
    scope[SCOPE_KEY] = fingerprint

    async def watched() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            fingerprint.feed(message.get("body", b""))
        return message

    return watched
