"""uvicorn's protocol with a bound on what surrounds a body: the head of a request, the lines of chunks, trailers.

uvicorn bounds none of it with httptools: a head or a trailer that never ends would fill the memory, and a connection
that sends half a line and stops would stay for good. What this leans on (`on_message_begin`, `on_header`,
`on_headers_complete`, `on_body`, `on_message_complete`, `on_response_complete`, `send_400_response`) is tried in
tests/shared/service/test_protocol.py, and pyproject.toml bounds uvicorn's version.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 32 * 1024  # an access token has at most 8 KiB; a browser's head 2 to 4


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._in_head = True  # a connection that sends nothing at all counts as one
        self._is_complete = False  # the request that is arriving
        self._progressed = False  # the data at hand ended a head, or was of a body
        self._bytes = 0  # since then
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_deadline()

    def data_received(self, data: bytes) -> None:
        self._progressed = False
        super().data_received(data)
        if not self._progressed:
            self._count(len(data))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._is_complete, self._progressed = True, False, False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # a trailer is dropped: nothing here reads one
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._progress()
        self._stop_deadline()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_complete = True
        self._progress()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and not self._is_complete:
            self._start_deadline()  # until then shared/http/body.py has one

    def _progress(self) -> None:
        self._progressed, self._bytes = True, 0

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > HEAD_BYTES:
            self._refuse()
        elif self._in_head or self.cycle.response_complete:
            self._start_deadline()

    def _refuse(self) -> None:
        self._stop_deadline()
        if self._in_head or not self.cycle.response_started:
            self.send_400_response("The head of the request, or what follows its body, is too large.")
        else:
            self.transport.close()

    def _start_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
