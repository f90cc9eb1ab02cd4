"""What services tell each other of events: ids, sequences and states, no content."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as its owner recorded it. `place` orders the answers; `published`: Kafka has it."""

    place: int
    event_id: UUID
    type: str
    topic: str
    key: str
    sequence: int
    published: bool


@dataclass(frozen=True, slots=True)
class UnappliedEvent:
    """One that a consumer has not applied: `under-way`, `parked` for a cause, or `discarded` by an operator."""

    event_id: UUID
    state: str
    cause: str | None


@dataclass(frozen=True, slots=True)
class MessageState:
    """A message that an event owes, and what became of it."""

    event_id: UUID
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """`owed`: those of the types asked about that owe somebody a message; the others owe none."""

    owed: list[str]
    messages: list[MessageState]
