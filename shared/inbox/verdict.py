"""What becomes of each arrival: pure, so that it can be decided again after a rollback."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from shared.events.envelope import BrokenData
from shared.inbox.arrival import Arrival, Place, Stream
from shared.inbox.projection import Delivered
from shared.inbox.subscription import Subscription


class Fate(StrEnum):
    """The `result` label of the metrics."""

    APPLIED = "applied"
    REPEATED = "repeated"  # seen before
    PASSED = "passed"  # a known type that no projection here consumes
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
    given_up: tuple[range, ...] = ()

    def copy(self) -> "StreamState":
        """To be moved along."""
        return StreamState(self.last, self.parked, self.ceiling, self.given_up)

    def skip_given_up(self) -> None:
        if not self.given_up:
            return
        for gap in sorted(self.given_up, key=lambda each: each.start):
            if self.last + 1 in gap:
                self.last = gap.stop - 1


class Verdict(msgspec.Struct, frozen=True, gc=False):
    arrival: Arrival
    fate: Fate
    cause: Cause | None = None
    detail: str = ""
    delivered: Delivered[Any] | None = None


@dataclass(slots=True)
class Judge:
    """Passes one verdict after another, in the order of the log; `streams` are moved along."""

    subscription: Subscription
    streams: dict[Stream, StreamState]
    poisoned: Mapping[Place, str] = field(default_factory=dict)

    def all(self, arrivals: Iterable[Arrival]) -> Sequence[Verdict]:
        return [self.one(arrival) for arrival in arrivals]

    def one(self, arrival: Arrival) -> Verdict:
        state = self.streams[arrival.stream]
        if arrival.envelope is None:
            return self._park(arrival, state, Cause.ENVELOPE, arrival.broken)
        state.skip_given_up()
        sequence = arrival.envelope.sequence
        if sequence <= state.last:
            return Verdict(arrival, Fate.REPEATED)
        if state.parked:
            return Verdict(arrival, Fate.BEHIND, Cause.BEHIND)
        if state.ceiling is not None and sequence > state.ceiling:
            return self._park(arrival, state, Cause.BEHIND, "")
        if sequence > state.last + 1:
            return self._park(arrival, state, Cause.GAP, f"expected {state.last + 1}, got {sequence}")
        return self._next(arrival, state, sequence)

    def _next(self, arrival: Arrival, state: StreamState, sequence: int) -> Verdict:
        if self.poisoned and arrival.place in self.poisoned:
            return self._park(arrival, state, Cause.HANDLER, self.poisoned[arrival.place])
        if arrival.published is None:
            verdict = Verdict(arrival, Fate.UNKNOWN)
        elif arrival.published.contract not in self.subscription.consumed:
            verdict = Verdict(arrival, Fate.PASSED)
        else:
            try:
                verdict = Verdict(arrival, Fate.APPLIED, delivered=arrival.deliver())
            except BrokenData as fault:
                return self._park(arrival, state, Cause.DATA, fault.cause)
        state.last = sequence
        return verdict

    def _park(self, arrival: Arrival, state: StreamState, cause: Cause, detail: str) -> Verdict:
        state.parked = True
        return Verdict(arrival, Fate.PARKED, cause, detail)
