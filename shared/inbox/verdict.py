"""What becomes of each record: pure, so that it can be decided again after a rollback."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from shared.events.envelope import BrokenData, Envelope
from shared.inbox.incoming import IncomingRecord, RecordPosition, Stream
from shared.inbox.projection import Delivered
from shared.inbox.subscription import Subscription


class Disposition(StrEnum):
    """The `result` label of the metrics."""

    APPLIED = "applied"
    REPEATED = "repeated"  # seen before
    SKIPPED = "skipped"  # a known type that no projection here consumes
    UNKNOWN = "unknown"  # a type this system does not know
    PARKED = "parked"
    BEHIND = "behind"  # its aggregate is parked, so it waits as well


class Cause(StrEnum):
    """Why something is parked; kept in parked_key and parked_event."""

    ENVELOPE = "broken-envelope"
    DATA = "broken-data"
    GAP = "gap"
    FORK = "fork"  # another event stands at this sequence already: the producer's history went back and on
    HANDLER = "handler"
    TIMEOUT = "timeout"  # applying it alone takes longer than a statement may
    BEHIND = "behind"


class Failure(NamedTuple):
    """Why a projection could not apply an event that is the next of its aggregate: HANDLER or TIMEOUT."""

    cause: Cause
    detail: str


Failures = Mapping[RecordPosition, Failure]


class StreamState(msgspec.Struct, gc=False):
    """How far an aggregate is: the sequence and the id of its last event; the id is None when it is not known.

    What an operator discarded: sequences that were passed over, and the ids of the events he had before him. Another
    event at such a sequence is one that he has not seen.

    A rebuild also knows where live is (`ceiling`), and leaves forks to live, which has parked them.
    """

    last: int = 0
    parked: bool = False
    ceiling: int | None = None
    discarded: tuple[range, ...] = ()
    discarded_ids: frozenset[UUID] = frozenset()
    event_id: UUID | None = None
    leaves_forks: bool = False

    def copy(self) -> "StreamState":
        """To be moved along."""
        return msgspec.structs.replace(self)

    def skip_discarded(self) -> None:
        if not self.discarded:
            return
        for gap in sorted(self.discarded, key=lambda each: each.start):
            if self.last + 1 in gap:
                self.last, self.event_id = gap.stop - 1, None

    def fork_of(self, envelope: Envelope) -> str:
        """Which other event stands at the same sequence, or was discarded there; empty when none is known to. Of
        sequences before the last nobody remembers the id, except of those that were discarded."""
        if self.leaves_forks:
            return ""
        if envelope.sequence == self.last and self.event_id is not None:
            is_same = self.event_id == envelope.id
            return "" if is_same else f"sequence {self.last} is event {self.event_id}, here {envelope.id}"
        was_discarded = any(envelope.sequence in each for each in self.discarded)
        return f"sequence {envelope.sequence} was discarded, here is event {envelope.id}" if was_discarded else ""


class Verdict(msgspec.Struct, frozen=True, gc=False):
    record: IncomingRecord
    disposition: Disposition
    cause: Cause | None = None
    detail: str = ""
    delivered: Delivered[Any] | None = None


NO_FAILURES: Failures = {}


def decide(
    records: Iterable[IncomingRecord],
    subscription: Subscription,
    states: Mapping[Stream, StreamState],
    failures: Failures = NO_FAILURES,
) -> Sequence[Verdict]:
    """One verdict for each record, in the order of the log; the `states` are moved along.

    `failures`: what the projections are known to be unable to apply.
    """
    return [_decide(record, subscription, states[record.stream], failures) for record in records]


def _decide(record: IncomingRecord, subscription: Subscription, state: StreamState, failures: Failures) -> Verdict:
    envelope = record.envelope
    if envelope is None:
        return _park(record, state, Cause.ENVELOPE, record.broken)
    state.skip_discarded()
    if envelope.id in state.discarded_ids:
        return Verdict(record, Disposition.REPEATED)
    if envelope.sequence <= state.last:
        return _before(record, envelope, state)
    if state.parked:
        return Verdict(record, Disposition.BEHIND, Cause.BEHIND)
    obstacle = _obstacle(record, envelope, state, failures)
    return _park(record, state, *obstacle) if obstacle else _next(record, envelope, subscription, state)


def _obstacle(
    record: IncomingRecord, envelope: Envelope, state: StreamState, failures: Failures
) -> tuple[Cause, str] | None:
    """Why an event that is new to its aggregate cannot be given to the projections."""
    if state.ceiling is not None and envelope.sequence > state.ceiling:
        return Cause.BEHIND, ""
    if envelope.sequence > state.last + 1:
        return Cause.GAP, f"expected {state.last + 1}, got {envelope.sequence}"
    return failures.get(record.position) if failures else None


def _before(record: IncomingRecord, envelope: Envelope, state: StreamState) -> Verdict:
    if detail := state.fork_of(envelope):
        return _park(record, state, Cause.FORK, detail)
    return Verdict(record, Disposition.REPEATED)


def _next(record: IncomingRecord, envelope: Envelope, subscription: Subscription, state: StreamState) -> Verdict:
    if record.published is None:
        verdict = Verdict(record, Disposition.UNKNOWN)
    elif record.published.contract not in subscription.consumed:
        verdict = Verdict(record, Disposition.SKIPPED)
    else:
        try:
            verdict = Verdict(record, Disposition.APPLIED, delivered=record.deliver())
        except BrokenData as fault:
            return _park(record, state, Cause.DATA, fault.cause)
    state.last, state.event_id = envelope.sequence, envelope.id
    return verdict


def _park(record: IncomingRecord, state: StreamState, cause: Cause, detail: str) -> Verdict:
    state.parked = True
    return Verdict(record, Disposition.PARKED, cause, detail)
