"""What the oracle looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from faults.journal import Entry


class Stream(NamedTuple):
    """An aggregate, by where its events go."""

    topic: str
    key: str


class Position(NamedTuple):
    """Of a record in Kafka."""

    topic: str
    partition: int
    offset: int


Row = tuple[str, ...]


class Copy(NamedTuple):
    """The rows of what a service keeps of others' facts, and what they should be by another way to know them."""

    kept: frozenset[Row]
    true: frozenset[Row]


@dataclass(frozen=True, slots=True)
class Published:
    """An event as it stands in Kafka. `name` is the short type (`veteran-registered`)."""

    position: Position
    stream: Stream
    event_id: str
    name: str
    sequence: int
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Committed:
    """An event as it stands in its service's outbox."""

    event_id: str
    stream: Stream
    sequence: int


@dataclass(frozen=True, slots=True)
class Audited:
    service: str
    action: str
    result: str
    correlation_id: str


class Parked(NamedTuple):
    """What a service put aside. Those behind it are not counted."""

    service: str
    topic: str
    key: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message owed: for which event, to whom, and how it ended."""

    notification_id: str
    cause_event_id: str
    person_id: str
    template: str
    state: str


@dataclass(frozen=True, slots=True)
class Import:
    """A register that was handed in, and how many of its rows were registered."""

    correlation_id: str
    state: str
    accepted: int


@dataclass(frozen=True, slots=True)
class Facts:
    """`versions`: how many events each aggregate has published, by its own row. `digests`: service and table → the
    live content and the fold of the topics, both SHA-256. `copies`: by what is compared. `taken`: how often the gateway
    took a message, by its id. `still_moving`: what still moved after the time allowed. `unreadable`: records that
    nobody injected and that hold no event.
    """

    journal: Sequence[Entry]
    published: Sequence[Published]
    committed: Sequence[Committed]
    versions: Mapping[Stream, int]
    audited: Sequence[Audited] = ()
    imports: Sequence[Import] = ()
    deliveries: Sequence[Delivery] = ()
    taken: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    copies: Mapping[str, Copy] = field(default_factory=dict)
    unreadable: Sequence[Position] = ()
    parked: frozenset[Parked] = frozenset()
    expected_parked: frozenset[Parked] = frozenset()
    still_moving: Mapping[str, int] = field(default_factory=dict)
