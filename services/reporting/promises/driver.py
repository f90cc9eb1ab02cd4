"""The seam to the services that are asked what became of events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.reporting.comparisons.driver import HolderOverHttp
from shared.auth.identity import OwnIdentity
from shared.clock import machine_now
from shared.followed import Followed
from shared.promises.told import RecordedEvent, ToldAnswer, UnappliedEvent


class Peer(Protocol):
    """Who records events, and applies those of others."""

    async def recorded(
        self, types: Sequence[str], since: datetime, until: datetime, after: int
    ) -> Sequence[RecordedEvent]:
        """A page of them, behind the place `after`. Raises HolderUnavailable."""

    async def applied(self, events: Sequence[RecordedEvent]) -> Sequence[UnappliedEvent]:
        """Which of these it has not applied. Raises HolderUnavailable."""


class Teller(Protocol):
    """Who tells people."""

    async def told(self, events: Sequence[RecordedEvent]) -> ToldAnswer:
        """What became of the messages that these owe. Raises HolderUnavailable."""


@dataclass(frozen=True, slots=True)
class PeerOverHttp:
    """`identity` is this service's own, None where it has none; `url` any address of the service that is asked, None:
    registry's."""

    name: str
    identity: Followed[OwnIdentity | None]
    url: str | None = None
    now: Callable[[], datetime] = machine_now

    async def recorded(
        self, types: Sequence[str], since: datetime, until: datetime, after: int
    ) -> Sequence[RecordedEvent]:
        asked = {"types": list(types), "since": since.isoformat(), "until": until.isoformat(), "after": after}
        return await self._holder.ask("/promises/recorded", list[RecordedEvent], asked)

    async def applied(self, events: Sequence[RecordedEvent]) -> Sequence[UnappliedEvent]:
        return await self._holder.ask("/promises/applied", list[UnappliedEvent], _asked(events))

    async def told(self, events: Sequence[RecordedEvent]) -> ToldAnswer:
        return await self._holder.ask("/promises/told", ToldAnswer, _asked(events))

    @property
    def _holder(self) -> HolderOverHttp:
        return HolderOverHttp(self.name, self.identity, self.url, self.now)


def _asked(events: Sequence[RecordedEvent]) -> Mapping[str, Any]:
    return {
        "events": [
            {
                "event_id": str(each.event_id),
                "type": each.type,
                "topic": each.topic,
                "key": each.key,
                "sequence": each.sequence,
            }
            for each in events
        ]
    }
