"""Requests that were declined, told together: a line for each would drown what else the log says in a flood."""

import asyncio
from contextvars import Context

import structlog

A_WHILE_SECONDS = 1.0
A_LINE = 200  # ids: 8 kB of ours, 14 of the longest a caller may send; Docker cuts a line at 16

_log = structlog.get_logger(__name__)


class Declines:
    """`note` each; within a second a line tells how many and their correlation ids, which their callers were given."""

    def __init__(self) -> None:
        self._ids: list[str] = []

    def note(self, correlation_id: str) -> None:
        if not self._ids:
            # In a context of its own: the line is about all of them, not a part of the first one's trace.
            asyncio.get_running_loop().call_later(A_WHILE_SECONDS, self.tell, context=Context())
        self._ids.append(correlation_id)

    def tell(self) -> None:
        """Those not told yet."""
        ids, self._ids = self._ids, []
        for start in range(0, len(ids), A_LINE):
            line = ids[start : start + A_LINE]
            _log.warning("declined", count=len(line), correlation_ids=line)
