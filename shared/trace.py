"""What ties one cause to its effects across HTTP, outbox, Kafka and consumers.

`correlation_id` stays the same along the whole chain; `causation_id` is the id of the event that caused the present
work (None at a request); `traceparent` follows W3C Trace Context, with a new span id at every hop.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from shared.ids import new_id

# It goes into logs, headers and rows: an id, and no words or numbers of the sender's.
_CORRELATION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TRACEPARENT = re.compile(r"^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$")
# So that no two processes name what they do by the same span; those that are forked from one differ in their number.
_PROCESS = os.urandom(16)


@dataclass(frozen=True, slots=True)
class Trace:
    correlation_id: str
    causation_id: str | None
    traceparent: str
    parent: str | None = None
    """The span that this one follows, of another process."""


_CURRENT: ContextVar[Trace | None] = ContextVar("veterans_trace", default=None)


def new_trace() -> Trace:
    """The start of a chain."""
    return Trace(str(new_id()), None, _first_hop())


def continued(*, correlation_id: str | None, traceparent: str | None, causation_id: str | None = None) -> Trace:
    """The next hop of a chain another process began. What is missing or malformed is replaced, never passed on. What
    one event causes in one process is one hop."""
    trusted = correlation_id if correlation_id and _CORRELATION.fullmatch(correlation_id) else str(new_id())
    match = _TRACEPARENT.match(traceparent) if traceparent else None
    if not match:
        return Trace(trusted, causation_id, _first_hop())
    trace_id, parent, flags = match.groups()
    return Trace(trusted, causation_id, f"00-{trace_id}-{_span(causation_id)}-{flags}", parent)


def current() -> Trace:
    """The trace of the present work. Outside any `using` each call begins a new chain."""
    return _CURRENT.get() or new_trace()


def find_current() -> Trace | None:
    """The trace of the present work, None outside any."""
    return _CURRENT.get()


@contextmanager
def using(trace: Trace) -> Iterator[Trace]:
    """Make `trace` the current one inside the block (and in tasks started there)."""
    token = _CURRENT.set(trace)
    try:
        yield trace
    finally:
        _CURRENT.reset(token)


def _span(causation_id: str | None) -> str:
    if causation_id is None:
        return os.urandom(8).hex()
    return hashlib.blake2b(f"{os.getpid()} {causation_id}".encode(), key=_PROCESS, digest_size=8).hexdigest()


def _first_hop() -> str:
    chance = os.urandom(24).hex()
    return f"00-{chance[:32]}-{chance[32:]}-01"
