"""The console's task after a restore, before the service is started: whoever was erased since is erased once more.

A database that was restored to before an erasure knows the person again. Kafka holds every erasure there was: all of
them are read, and each is done where something is left to destroy. Repeating it changes nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from shared.command import Transaction, Work, command
from shared.erasure import ERASED, Erased, Forget, erase
from shared.events.catalogue import published
from shared.events.envelope import BrokenData
from shared.events.registry import PersonErased
from shared.inbox.incoming import read_record
from shared.inbox.subscription import Subscription
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.rebuild.replay import replaying
from shared.service.console import ConsoleTask
from shared.settings import ServiceSettings

Repeat = Callable[[Work, Erased, datetime], Awaitable[bool]]
"""Erases the person again, as was told at that instant; whether there was anything."""


async def erasures_in_log(broker: Broker, told: Collection[type[Erased]]) -> AsyncIterator[tuple[Erased, datetime]]:
    """All that registry ever told of in these words. Raises LogIncomplete, TimeoutError: then somebody may be known who
    must not."""
    subscription = Subscription(())
    topics = sorted({published(contract).topic for contract in told})
    async with replaying(broker, topics, {}) as replay:
        async for records in replay.until(await replay.ends()):
            for record in (read_record(raw, subscription) for raw in records):
                if record.published is None or record.published.contract not in told:
                    continue
                try:
                    delivered = record.deliver()
                except BrokenData:
                    continue  # nobody applied it either: it is parked
                if isinstance(delivered.event, ERASED):
                    yield delivered.event, delivered.time


@command
async def forget_again(
    tx: Transaction, event: Erased, _told_at: datetime, *, forgetting: Sequence[Forget]
) -> bool:  # fmt: skip
    """What the rooms of a service hold about the person is destroyed once more; whether there was anything."""
    tx.concerns(f"person {event.person_id}", purpose=event.ground)
    return bool(await erase(tx.connection, {event.person_id: event.ground}, forgetting))


def forgetting_task(forgetting: Sequence[Forget]) -> ConsoleTask:
    """Of a service that is told by registry, and of whom it has told it: of veterans."""
    return erase_again_task(partial(forget_again, forgetting=forgetting), (PersonErased,))


def erase_again_task(repeat: Repeat, told: Collection[type[Erased]] = ERASED) -> ConsoleTask:
    """Of any service; it says how many persons it knew again."""

    async def run(settings: ServiceSettings, work: Work, arguments: Mapping[str, str]) -> str:
        erased = [each async for each in erasures_in_log(broker_of(settings), told)]
        again = sum([await repeat(work, event, told_at) for event, told_at in erased])
        return f"共 {len(erased)} 次删除，重新删除 {again} 人 · {len(erased)} erasures, {again} persons erased again"

    return ConsoleTask("erase-again", "after a restore: erase again whoever was erased since", {}, run)
