"""Which events a service listens to, and what it makes of each type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Event, Published
from shared.inbox.projection import Projection


@dataclass(frozen=True)
class Subscription:
    """The projections of one service, and the event types that are known at all (tests bring their own)."""

    projections: tuple[Projection, ...]
    known: tuple[Published, ...] = CATALOGUE

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Every topic that carries a consumed type, once, sorted."""
        return tuple(sorted({entry.topic for entry in self.known if entry.contract in self.consumed}))

    @cached_property
    def consumed(self) -> frozenset[type[Event]]:
        return frozenset(contract for projection in self.projections for contract in projection.contracts)

    @cached_property
    def claims(self) -> Mapping[str, Sequence[str]]:
        """By type, which projections, and which of their parts, must have been given every event of it."""
        claims = [(claim, own) for projection in self.projections for claim, own in projection.claims.items()]
        return {entry.type: [claim for claim, own in claims if entry.contract in own] for entry in self.known}

    @cached_property
    def claimed(self) -> Sequence[tuple[str, str]]:
        """The same in pairs: who, and the type."""
        return [(claim, name) for name, claims in self.claims.items() for claim in claims]

    @cached_property
    def claimed_by_type(self) -> Mapping[str, Sequence[str]]:
        """The same as columns, a row for each type that anybody claims: the type, its topic, who, one a line."""
        rows = [(entry.type, entry.topic, self.claims[entry.type]) for entry in self.known]
        claimed = [(name, topic, "\n".join(claims)) for name, topic, claims in rows if claims]
        return {
            "types": [name for name, _, _ in claimed],
            "of_topics": [topic for _, topic, _ in claimed],
            "claims": [claims for _, _, claims in claimed],
        }

    def find_type(self, type_string: str) -> Published | None:
        """None for a type, or a major version of one, that this system does not know."""
        return self._by_type.get(type_string)

    def source_of(self, topic: str) -> str | None:
        """The source of everything on a topic, of types that are not known as well. None for a topic of nobody."""
        return self._source_by_topic.get(topic)

    @cached_property
    def _source_by_topic(self) -> dict[str, str]:
        return {entry.topic: entry.source for entry in self.known}

    @cached_property
    def _by_type(self) -> dict[str, Published]:
        return {entry.type: entry for entry in self.known}
