"""The task `reconcile` of a worker's command line: lines of JSON on standard output, what is going on on the other."""

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.command import Work
from shared.events.catalogue import Origin, origin_of
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.outbox.completeness import completeness
from shared.outbox.reconcile import replace_log
from shared.outbox.republish import UNDER_WAY_SECONDS
from shared.outbox.session import relay_session
from shared.outbox.unrecorded import Unrecorded, unrecorded
from shared.service.console import console_work
from shared.settings import ServiceSettings

# Takes over what one lost event says, where the event says all; whether it did.
Recovery = Callable[[Work, Unrecorded], Awaitable[bool]]


async def reconcile(
    engine: AsyncEngine,
    settings: ServiceSettings,
    *,
    yes: bool,
    anew: bool = False,
    recoveries: Sequence[Recovery] = (),
) -> None:
    """Nothing is changed without `yes`, nor when the database holds everything that Kafka does.

    With `anew` the topics are made anew all the same: the log itself is broken, and the database has all of it.
    """
    origin, broker = origin_of(settings.service_name), broker_of(settings)
    try:
        lost = await _list(engine, origin, broker)
        if anew or (yes and lost):
            if recoveries and lost:
                taken = await _take_over(engine, origin, broker, recoveries)
                _say(f"已接续其中 {taken} 条事件的结果", f"{taken} of them are taken over")
            _say(f"等待 {UNDER_WAY_SECONDS} 秒", f"waiting {UNDER_WAY_SECONDS} s for what was under way already")
            done = await replace_log(engine, origin, broker)
            names = ", ".join(done.topics)
            _say(f"已重建主题：{names}", f"topics made anew: {names}")
            _say(f"重新发布 {done.events} 条事件", f"{done.events} events are published again")
        elif lost:
            _say(f"缺少 {lost} 条事件；加 --yes 方执行", f"{lost} events are lost; nothing changed without --yes")
            _say("以本服务名义写入的，也可能系伪造", "what stands there in our name may be forged: check each")
        else:
            _say("数据库未缺少任何事件，无须处理", "the database lacks nothing; there is nothing to do")
    finally:
        await engine.dispose()


async def check_log(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Whether Kafka holds all that was published, as a line of JSON; exits with 1 when it does not."""
    try:
        async with relay_session(engine, idle_seconds=0) as session:
            found = await completeness(session, origin_of(settings.service_name), broker_of(settings))
    finally:
        await engine.dispose()
    sys.stdout.write(f"{json.dumps(asdict(found))}\n")
    if not found.is_complete:
        sys.exit(1)


async def _list(engine: AsyncEngine, origin: Origin, broker: Broker) -> int:
    lost = 0
    async with relay_session(engine) as session, aclosing(unrecorded(session, origin, broker)) as events:
        async for event in events:
            lost += 1
            sys.stdout.write(f"{as_line(event)}\n")
    sys.stdout.flush()
    return lost


async def _take_over(engine: AsyncEngine, origin: Origin, broker: Broker, recoveries: Sequence[Recovery]) -> int:
    """Before the topics go, and with them what the events say; doing it again changes nothing."""
    taken = 0
    async with relay_session(engine) as session, aclosing(unrecorded(session, origin, broker)) as events:
        async for event in events:
            for recovery in recoveries:
                taken += await recovery(console_work(engine), event)
    return taken


def as_line(event: Unrecorded) -> str:
    """Everything that a person needs to enter the fact again, the event's own data included: one line of ASCII.

    Whoever may write to the topic may write in our name: data that is no JSON, or JSON that Python cannot hold or
    write, is its text.
    """
    written: dict[str, Any] = {
        "time": event.time.isoformat() if event.time else None,
        "type": event.type,
        "key": event.key,
        "sequence": event.sequence,
        "event_id": str(event.event_id),
        "topic": event.topic,
        "partition": event.partition,
        "offset": event.offset,
        "note": "in our name, perhaps forged",
    }
    data = event.data or b"null"
    try:
        return json.dumps({**written, "data": json.loads(data)})
    except (ValueError, RecursionError):
        return json.dumps({**written, "data": data.decode(errors="replace")})


def _say(zh: str, en: str) -> None:
    sys.stderr.write(f"{zh} · {en}\n")
