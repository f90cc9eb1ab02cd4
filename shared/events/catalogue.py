"""Every event type of the system, to look up by contract, by type string, by topic or by consumer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.events import benefits, notifications, registry, reporting
from shared.events.contract import Event, PiiClass, Published

SERVICES: tuple[str, ...] = ("registry", "benefits", "reporting", "notifications")
PARTITIONS = 3
"""Of each topic: as many workers of a service may share it. Each costs every reader something with every fetch."""
# Kept for ever, since a rebuild starts at the first event. Times are the broker's: it would refuse a record whose
# producer's clock runs an hour ahead, and an event published again must not look old.
TOPIC_CONFIG: Mapping[str, str | int] = MappingProxyType(
    {
        "cleanup.policy": "delete",
        "retention.ms": -1,
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": 1_048_588,
        # As the producer sends it, whatever else the cluster's default is: a county writes some 35 MB a year.
        "compression.type": "producer",
    }
)

CATALOGUE: tuple[Published, ...] = (
    *registry.PUBLISHED,
    *benefits.PUBLISHED,
    *reporting.PUBLISHED,
    *notifications.PUBLISHED,
)

_BY_CONTRACT = {entry.contract: entry for entry in CATALOGUE}
_BY_TYPE = {entry.type: entry for entry in CATALOGUE}


@dataclass(frozen=True)
class Topic:
    """A Kafka topic of this system. A dead-letter topic carries no types of its own (`types` is empty)."""

    name: str
    owner: str
    types: tuple[Published, ...]

    @property
    def config(self) -> Mapping[str, str | int]:
        """Topic settings of Kafka."""
        return TOPIC_CONFIG

    @property
    def key(self) -> str:
        """What the record key is: a field of the contracts, or for dead letters the key of the parked record."""
        return self.types[0].key if self.types else "key of the parked record"

    @property
    def pii(self) -> PiiClass:
        """The most personal class on the topic; a dead-letter topic may carry anything its service consumes."""
        classes = [entry.pii for entry in self.types or consumed_by(self.owner)]
        return max(classes, default=PiiClass.P0)


@dataclass(frozen=True, slots=True)
class Origin:
    """In whose name a service publishes: the `source` of its envelopes, and its topics, dead letters included."""

    source: str
    topics: tuple[str, ...]


def published(contract: type[Event]) -> Published:
    """The entry of a contract. A contract that is in no owner's table may not be published: KeyError."""
    return _BY_CONTRACT[contract]


def find_type(type_string: str) -> Published | None:
    """The entry of a CloudEvents `type`, None for a type this system does not know."""
    return _BY_TYPE.get(type_string)


def consumed_by(service: str) -> tuple[Published, ...]:
    """What a service promises to apply; its projections together cover exactly this."""
    return tuple(entry for entry in CATALOGUE if service in entry.consumers)


# The header that holds a dead letter's own id; its `ce_` headers are those of the record that was parked.
DEAD_LETTER_ID = "dl_id"


def dead_letter_topic(service: str) -> str:
    return f"{service}.dead-letter"


def topics() -> tuple[Topic, ...]:
    """All topics in the order of the catalogue, then the dead-letter topic of each service."""
    by_name: dict[str, list[Published]] = defaultdict(list)
    for entry in CATALOGUE:
        by_name[entry.topic].append(entry)
    facts = tuple(Topic(name, name.partition(".")[0], tuple(types)) for name, types in by_name.items())
    return facts + tuple(Topic(dead_letter_topic(service), service, ()) for service in SERVICES)


def origin_of(service: str) -> Origin:
    return Origin(f"/{service}", tuple(topic.name for topic in topics() if topic.owner == service))
