"""What became of the events of a promise and a day, counted (pure)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.reporting.promises.parameters import MOST_NAMED, OPEN, PROMISES, UNANSWERED
from shared.events.catalogue import find_type, published
from shared.promises.told import RecordedEvent, ToldAnswer, UnappliedEvent

Place = tuple[str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """So many events of a day stand so at a service. `events`: ids of some that keep the day from closing."""

    service: str
    step: str
    state: str
    reason: str | None
    count: int
    events: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a day found. `recorded`: events that its owners recorded on it."""

    recorded: int
    parts: tuple[Part, ...]

    @property
    def closes(self) -> bool:
        """Everything published, applied, and told or a reason recorded."""
        return not any(part.state in OPEN for part in self.parts)

    @property
    def was_answered(self) -> bool:
        """By every service that was asked."""
        return not any(part.state == UNANSWERED for part in self.parts)


class Tally:
    """Counts page by page, so that a day with an import of a million persons is no more than a page at a time."""

    def __init__(self) -> None:
        self._recorded = 0
        self._counts: dict[Place, int] = {}
        self._named: dict[Place, list[UUID]] = {}
        self._silent: dict[tuple[str, str], str] = {}

    def add_recorded(self, owner: str, events: Collection[RecordedEvent]) -> None:
        self._recorded += len(events)
        for each in events:
            self._add(owner, "published", "published" if each.published else "unpublished", None, each.event_id)

    def add_applied(self, service: str, events: Iterable[RecordedEvent], unapplied: Iterable[UnappliedEvent]) -> None:
        """Of those that the service consumes."""
        found = {each.event_id: (each.state, each.cause) for each in unapplied}
        for each in events:
            self._add(service, "applied", *found.get(each.event_id, ("applied", None)), each.event_id)

    def add_told(self, service: str, events: Iterable[RecordedEvent], answer: ToldAnswer) -> None:
        messages: dict[UUID, list[tuple[str, str | None]]] = {}
        for message in answer.messages:
            messages.setdefault(message.event_id, []).append((message.state, message.reason))
        for each in events:
            nothing = "missing" if each.type in answer.owed else "nobody"
            for state, reason in messages.get(each.event_id, [(nothing, None)]):
                self._add(service, "told", state, reason, each.event_id)

    def is_silent(self, service: str, step: str) -> bool:
        """Whether it has not answered once: then it is not asked again."""
        return (service, step) in self._silent

    def add_silence(self, service: str, step: str, why: str) -> None:
        self._silent[service, step] = why

    def look(self) -> Look:
        """What was counted; in an order of its own."""
        in_order = sorted(self._counts.items(), key=str)
        counted = [Part(*place, count, tuple(self._named.get(place, ()))) for place, count in in_order]
        silent = [Part(service, step, UNANSWERED, why, 0) for (service, step), why in sorted(self._silent.items())]
        return Look(self._recorded, (*counted, *silent))

    def _add(self, service: str, step: str, state: str, reason: str | None, event_id: UUID) -> None:
        place = (service, step, state, reason)
        self._counts[place] = self._counts.get(place, 0) + 1
        if state in OPEN:
            named = self._named.setdefault(place, [])
            if len(named) < MOST_NAMED:
                named.append(event_id)


def consumed_by(service: str, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """Those of them that the service is to apply."""
    return [each for each in events if (entry := find_type(each.type)) and service in entry.consumers]


def types_by_owner(promise: str) -> Mapping[str, list[str]]:
    """Which services keep it, by which types of events."""
    found: dict[str, list[str]] = {}
    for contract in PROMISES[promise].contracts:
        entry = published(contract)
        found.setdefault(entry.owner, []).append(entry.type)
    return found
