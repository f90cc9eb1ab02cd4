"""Applying the log to the shadow tables of a rebuild."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from aiokafka.structs import ConsumerRecord
from msgspec import structs
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import now
from shared.database.bulk import arrays
from shared.inbox.applying import ApplyFailed, ApplyTimedOut, apply_all
from shared.inbox.incoming import IncomingRecord, Stream, read_record
from shared.inbox.parking import in_order, park, restore_record
from shared.inbox.projection import Projection
from shared.inbox.streams import add_discarded, write_streams
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Cause, StreamState, Verdict, decide
from shared.rebuild.replay import LogIncomplete
from shared.rebuild.reread import RebuildFailed
from shared.rebuild.shadow import USE_SHADOWS

# Where live stands matters only for what is parked there: all else that the log holds up to here it has applied.
READ_STATES = text("""
    SELECT topic, key, coalesce(shadow.sequence, 0) AS last, shadow.event_id, parked.key IS NOT NULL AS parked,
           CASE WHEN held.key IS NOT NULL THEN coalesce((
               SELECT sequence FROM public.stream_version AS live WHERE live.topic = mine.topic AND live.key = mine.key
           ), 0) END AS ceiling,
           EXISTS (SELECT FROM discarded) AS any_discarded
    FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key)
         LEFT JOIN rebuild.stream_version AS shadow USING (topic, key)
         LEFT JOIN rebuild.parked_key AS parked USING (topic, key)
         LEFT JOIN public.parked_key AS held USING (topic, key)
""")
READ_PARKED = text("SELECT * FROM rebuild.parked_event")
READ_DIFFERENT = text("""
    SELECT live.topic, live.key, live.sequence, live.event_id
    FROM public.stream_version AS live LEFT JOIN rebuild.stream_version AS shadow USING (topic, key)
    WHERE live.topic = ANY(:topics)
          AND (live.sequence IS DISTINCT FROM shadow.sequence OR live.event_id <> shadow.event_id)
""")


class Fold:
    """`applied` counts the events given to the projection."""

    def __init__(
        self, connection: AsyncConnection, projection: Projection, subscription: Subscription, group: str
    ) -> None:
        self._connection = connection
        self.subscription = subscription
        self.projection = projection
        self.group = group
        self.applied = 0

    def read(self, raws: Iterable[ConsumerRecord]) -> Iterator[IncomingRecord]:
        """What live may have applied: of what is broken it has not."""
        records = (read_record(raw, self.subscription) for raw in raws)
        return (record for record in records if record.envelope is not None)

    async def apply(self, records: Sequence[IncomingRecord]) -> None:
        """In the current transaction, whose search_path is changed. Raises RebuildFailed."""
        states = await self._states({record.stream for record in records})
        await self._process(records, states)

    async def is_waiting(self) -> bool:
        """Whether anything that was read still has to wait."""
        return (await self._connection.execute(READ_PARKED)).first() is not None

    async def finish(self) -> None:
        """Apply what had to wait, and make sure that every aggregate is where live has it. Raises LogIncomplete."""
        parked: dict[Stream, list[Row[Any]]] = defaultdict(list)
        for row in await self._connection.execute(READ_PARKED):
            parked[Stream(row.topic, row.key)].append(row)
        states = await self._states(parked)
        for stream, rows in parked.items():
            records = in_order(restore_record(row, stream, self.subscription) for row in rows)
            ceiling = states[stream].ceiling
            due = [each for each in records if each.envelope and (ceiling is None or each.envelope.sequence <= ceiling)]
            await self._process(due, {stream: structs.replace(states[stream], parked=False)}, last_chance=True)
        await self.compare()

    async def _process(
        self, records: Sequence[IncomingRecord], states: dict[Stream, StreamState], *, last_chance: bool = False
    ) -> None:
        before = {stream: state.copy() for stream, state in states.items()}
        verdicts = decide(records, self.subscription, states)
        parked = [verdict for verdict in verdicts if verdict.cause is not None]
        _refuse(parked, last_chance=last_chance)
        deliveries = [verdict.delivered for verdict in verdicts if verdict.delivered is not None]
        try:
            await apply_all(self._connection, [self.projection], deliveries)
        except (ApplyFailed, ApplyTimedOut) as failure:
            raise RebuildFailed(str(failure)) from failure
        await park(self._connection, parked, group=self.group, now=now())
        await write_streams(self._connection, before, states)
        self.applied += len(deliveries)

    async def _states(self, streams: Collection[Stream]) -> dict[Stream, StreamState]:
        await self._connection.execute(USE_SHADOWS)
        named = arrays(("topics", "keys"), ((stream.topic, stream.key) for stream in streams))
        rows = (await self._connection.execute(READ_STATES, named)).all()
        states = {
            Stream(topic, key): StreamState(last, parked, ceiling, event_id=event_id, leaves_forks=True)
            for topic, key, last, event_id, parked, ceiling, _ in rows
        }
        if rows and rows[0].any_discarded:
            await add_discarded(self._connection, states)
        return states

    async def compare(self) -> None:
        """Every aggregate is where live has it. Raises LogIncomplete."""
        rows = await self._connection.execute(READ_DIFFERENT, {"topics": list(self.subscription.topics)})
        live = {Stream(row.topic, row.key): StreamState(row.sequence, event_id=row.event_id) for row in rows}
        for stream, state in (await self._states(live)).items():
            state.skip_discarded()
            applied = live[stream]
            if state.last != applied.last:
                missing = f"{stream.topic} {stream.key}: the log leads to {state.last}, applied is {applied.last}"
                raise LogIncomplete(missing)
            if None not in {state.event_id, applied.event_id} and state.event_id != applied.event_id:
                other = f"event {state.event_id} at sequence {state.last}, applied is {applied.event_id}"
                raise LogIncomplete(f"{stream.topic} {stream.key}: the log holds {other}")


def _refuse(parked: Sequence[Verdict], *, last_chance: bool) -> None:
    """What live has applied must be applicable here. A gap may close later, until the last chance."""
    for verdict in parked:
        if verdict.cause is Cause.DATA or last_chance:
            stream = verdict.record.stream
            raise RebuildFailed(f"{stream.topic} {stream.key}: {verdict.cause}: {verdict.detail}")
