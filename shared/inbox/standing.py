"""Why a partition is not read on, while the others are. Each says what an operator can do about it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.inbox.offsets import Position
from shared.kafka.bounds import Bounds
from shared.kafka.log import Unreadable


class Reason(StrEnum):
    """For the metric. docs/operations/events.md has a paragraph for each."""

    UNREADABLE = "unreadable"
    SHORTER = "log-shorter"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standstill:
    """`unreadable` is set when there is a batch that an operator can skip."""

    reason: Reason
    detail: str
    unreadable: Unreadable | None = None


def unreadable(batch: Unreadable, position: Position) -> Standstill:
    """The bytes are there and nobody can read them."""
    whole = replace(batch, offset=position.next, next=max(batch.next, position.next))
    where = f"offsets {whole.offset} to {whole.next - 1} cannot be read ({whole.cause})"
    return Standstill(Reason.UNREADABLE, f"{where}: see `veterans unreadable`", whole)


def refused(failure: Exception) -> Standstill:
    """Kafka does not hand the partition out: no right to read it, no leader, a broken disk."""
    return Standstill(Reason.REFUSED, f"Kafka does not hand it out ({type(failure).__name__}: {failure})")


def vanished() -> Standstill:
    """As a log that is shorter than what was applied, and no other one tells."""
    lacks = "the topic has no such partition any more, and lacks what was applied in it last"
    return Standstill(Reason.SHORTER, f"{lacks}: `veterans refill`, or docs/operations/events.md")


def find_shorter(position: Position, bounds: Bounds) -> Standstill | None:
    """Kafka has lost what was applied here: nothing that comes now can be told from what came before."""
    if position.next <= bounds.end:
        return None
    held = f"the log ends at offset {bounds.end}, {position.next} was applied"
    return Standstill(Reason.SHORTER, f"{held}: `veterans refill`, or docs/operations/events.md")
