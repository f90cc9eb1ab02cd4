"""Named places in the code where a fault experiment may end the process, as a power cut would.

`reach("relay.after-ack")` does nothing unless `arm` was called in this process, which nothing in `shared/` or
`services/` does: no setting reaches it, only `faults/crashing.py`. An armed process kills itself at the n-th visit:
`relay.after-ack:3`. Being unarmed costs one look at an empty list.
"""

import os
import signal
from collections.abc import Mapping
from types import MappingProxyType

POINTS: Mapping[str, str] = MappingProxyType(
    {
        "command.before-lock": "the transaction is open, nothing is locked or claimed",
        "command.after-state": "the aggregate is locked and its new state written, neither audit row nor events",
        "command.before-commit": "everything is written, nothing committed",
        "command.after-commit": "committed, and the caller does not know it",
        "relay.before-lock": "another relay may still hold the outbox",
        "relay.after-lock": "the outbox is ours, nothing is read",
        "relay.before-send": "a chunk is read",
        "relay.before-ack": "a chunk is on its way, Kafka has not answered",
        "relay.after-ack": "Kafka has acknowledged a chunk, it is not marked",
        "relay.after-mark": "a chunk is marked",
        "consumer.before-lock": "a batch is fetched, its transaction is open",
        "consumer.before-apply": "the streams are locked, nothing is applied",
        "consumer.after-apply": "the projections have done their work",
        "consumer.before-park": "what cannot be applied is known, not yet put aside",
        "consumer.after-park": "it is put aside",
        "consumer.before-offset": "everything is written but the offsets",
        "consumer.after-offset": "the offsets are moved, nothing is committed",
        "consumer.after-commit": "committed, and this process does not remember it",
        "sender.before-send": "a message is in hand, the gateway knows nothing of it",
        "sender.after-send": "the gateway has the message, that is not recorded",
    }
)


class UnknownPoint(ValueError):
    """There is no such point; the message lists those that are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no crash point; there are {', '.join(POINTS)}")


class Armed:
    """The point this process shall not survive, and how many visits are left."""

    def __init__(self, name: str, visits: int) -> None:
        self.name = name
        self.visits = visits

    def visit(self, name: str) -> None:
        if name != self.name:
            return
        self.visits -= 1
        if self.visits <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


_armed: list[Armed] = []


def arm(crash_at: str) -> None:
    """Arm `name` or `name:visits` for this process. Raises UnknownPoint, ValueError."""
    name, _, visits = crash_at.partition(":")
    if name not in POINTS:
        raise UnknownPoint(name)
    _armed[:] = [Armed(name, int(visits or 1))]


def reach(name: str) -> None:
    if _armed:
        _armed[0].visit(name)
