"""What a service does with the events it consumes.

A projection is written once and runs in four ways: live, in halves while a poisoned event is looked for, in a redrive,
and in a rebuild from the first event. Hence the rules for `apply`:

- pure: no clock, no randomness, no float; time comes from the event;
- set-based: a fixed number of statements for any number of events, never one statement per event;
- unqualified table names: a rebuild runs the same SQL with another search_path;
- the events of one key come in their order; between keys any order must give the same content;
- rows that several keys share (a count per unit) are written in a fixed order, so that two consumers do not deadlock;
- it writes only its own `tables`; a room's `consumer` may begin rows of the service's own state beside them, once: a
  rebuild leaves those as they are, but for `follow`; what it publishes goes through `shared.outbox.record`, with
  `cause=delivered.trace`.

It raises what it likes: an outage or a conflict is tried again, anything else parks the event that causes it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.events.contract import Event
from shared.trace import Trace, continued

E_co = TypeVar("E_co", bound=Event, covariant=True)


class Delivered(msgspec.Struct, Generic[E_co], frozen=True, kw_only=True, gc=False):
    """An event as it arrived. `time` is when the fact was recorded, `sequence` its place in the life of `key`."""

    event: E_co
    id: UUID
    type: str
    time: datetime
    topic: str
    partition: int
    offset: int
    key: str
    sequence: int
    correlation_id: str
    synthetic: bool
    traceparent: str = ""

    @property
    def trace(self) -> Trace:
        """For what this event causes: the same correlation, this event as the cause."""
        return continued(correlation_id=self.correlation_id, traceparent=self.traceparent, causation_id=str(self.id))


Apply = Callable[[AsyncConnection, Sequence[Delivered[Any]]], Awaitable[None]]
Follow = Callable[[AsyncConnection], Awaitable[None]]


async def stays(_connection: AsyncConnection) -> None:
    """Nothing was begun beside the tables, or it holds whatever history says."""


@dataclass(frozen=True)
class Projection:
    """`apply` gets the events of `contracts` in a batch, in order; `tables` are all that it writes.

    `parts`: what is folded apart inside it, as each figure is, and what each part is folded from. One that is new, or
    has another name, has not been given the events from before, although the projection has: it needs a rebuild.
    """

    name: str
    contracts: tuple[type[Event], ...]
    apply: Apply
    tables: tuple[Table, ...]
    parts: Mapping[str, tuple[type[Event], ...]] = field(default_factory=dict, hash=False)
    follow: Follow = stays

    @property
    def claims(self) -> Mapping[str, tuple[type[Event], ...]]:
        """What of it must have been given every event of which contracts, itself and its parts."""
        return {self.name: self.contracts} | {f"{self.name} {part}": own for part, own in self.parts.items()}
