"""What becomes of each record: pure, so that it can be decided again after a rollback."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from shared.events.envelope import BrokenData
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
    HANDLER = "handler"
    BEHIND = "behind"


class StreamState(msgspec.Struct, gc=False):
    """How far an aggregate is. A rebuild also knows where live is (`ceiling`) and what an operator gave up."""

    last: int = 0
    parked: bool = False
    ceiling: int | None = None
    discarded: tuple[range, ...] = ()

    def copy(self) -> "StreamState":
        """To be moved along."""
        return StreamState(self.last, self.parked, self.ceiling, self.discarded)

    def skip_discarded(self) -> None:
        if not self.discarded:
            return
        for gap in sorted(self.discarded, key=lambda each: each.start):
            if self.last + 1 in gap:
                self.last = gap.stop - 1


class Verdict(msgspec.Struct, frozen=True, gc=False):
    record: IncomingRecord
    disposition: Disposition
    cause: Cause | None = None
    detail: str = ""
    delivered: Delivered[Any] | None = None


@dataclass(slots=True)
class Judge:
    """Passes one verdict after another, in the order of the log; `streams` are moved along."""

    subscription: Subscription
    streams: dict[Stream, StreamState]
    poisoned: Mapping[RecordPosition, str] = field(default_factory=dict)

    def all(self, records: Iterable[IncomingRecord]) -> Sequence[Verdict]:
        return [self.one(record) for record in records]

    def one(self, record: IncomingRecord) -> Verdict:
        state = self.streams[record.stream]
        if record.envelope is None:
            return self._park(record, state, Cause.ENVELOPE, record.broken)
        state.skip_discarded()
        sequence = record.envelope.sequence
        if sequence <= state.last:
            return Verdict(record, Disposition.REPEATED)
        if state.parked:
            return Verdict(record, Disposition.BEHIND, Cause.BEHIND)
        if state.ceiling is not None and sequence > state.ceiling:
            return self._park(record, state, Cause.BEHIND, "")
        if sequence > state.last + 1:
            return self._park(record, state, Cause.GAP, f"expected {state.last + 1}, got {sequence}")
        return self._next(record, state, sequence)

    def _next(self, record: IncomingRecord, state: StreamState, sequence: int) -> Verdict:
        if self.poisoned and record.position in self.poisoned:
            return self._park(record, state, Cause.HANDLER, self.poisoned[record.position])
        if record.published is None:
            verdict = Verdict(record, Disposition.UNKNOWN)
        elif record.published.contract not in self.subscription.consumed:
            verdict = Verdict(record, Disposition.SKIPPED)
        else:
            try:
                verdict = Verdict(record, Disposition.APPLIED, delivered=record.deliver())
            except BrokenData as fault:
                return self._park(record, state, Cause.DATA, fault.cause)
        state.last = sequence
        return verdict

    def _park(self, record: IncomingRecord, state: StreamState, cause: Cause, detail: str) -> Verdict:
        state.parked = True
        return Verdict(record, Disposition.PARKED, cause, detail)
