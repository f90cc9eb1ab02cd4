"""Senders that die in the middle: nobody is told twice, and nothing is forgotten."""

import asyncio
import contextlib
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.deliveries.tables import DELIVERY
from tests.given import MASTER_KEY
from tests.notifications.drivers import Gateway, never_answer
from tests.notifications.given import (
    case_resolved,
    given_delivered,
    given_owed,
    given_reachable,
    given_requested,
    given_sender,
    published_events,
    state_of,
)
from tests.notifications.test_sender import until_ended

SIGNALLING_SENDER = Path(__file__).with_name("signalling_sender.py")
GIVES_WAY_SECONDS = 20 + 10  # what docs/reliability.md says, and what a busy machine takes


async def die_while_sending(engine: AsyncEngine, gateway: Gateway) -> None:
    """A sender hands a message over and is gone before it can write that down."""
    task = asyncio.create_task(given_sender(engine, gateway).run(asyncio.Event()))
    await asyncio.wait_for(gateway.reached.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class TestASenderThatDiesBetweenCallAndRecord:
    async def test_leaves_the_message_in_hand(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await die_while_sending(notifications_engine, Gateway(never_answer))
        assert (await state_of(notifications_engine, owed))[0] == "sending"
        assert await published_events(notifications_engine) == []

    async def test_is_followed_by_one_that_repeats_nothing_to_a_gateway_that_cannot_make_one_of_two(
        self, notifications_engine: AsyncEngine
    ) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway = Gateway(never_answer, repeatable=False)
        await die_while_sending(notifications_engine, gateway)
        await run_until_ended(notifications_engine, gateway)
        assert await state_of(notifications_engine, owed) == ("failed", "outcome-unknown")
        assert len(gateway.given) == 1
        [(name, version, event)] = await published_events(notifications_engine)
        assert (name, version, event["reason"]) == ("notification-failed", 1, "outcome-unknown")

    async def test_is_followed_by_one_that_repeats_to_a_gateway_that_makes_one_of_two(
        self, notifications_engine: AsyncEngine
    ) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway = Gateway(never_answer, repeatable=True)
        await die_while_sending(notifications_engine, gateway)
        second = Gateway(repeatable=True)
        await run_until_ended(notifications_engine, second)
        assert await state_of(notifications_engine, owed) == ("sent", None)
        assert {message.notification_id for message in (*gateway.given, *second.given)} == {owed}
        assert [name for name, *_ in await published_events(notifications_engine)] == ["notification-sent"]


async def run_until_ended(engine: AsyncEngine, gateway: Gateway) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(given_sender(engine, gateway).run(stop))
    await until_ended(engine)
    stop.set()
    await running


class TestAProcessThatIsKilledAgainAndAgain:
    # A life records at most 15 of the batch in which it ends, and has at most 16 more in hand: enough for three lives.
    @pytest.mark.parametrize(("repeatable", "owed"), [(True, 40), (False, 60)], ids=["repeatable", "not-repeatable"])
    async def test_tells_nobody_twice_and_forgets_nobody(
        self, notifications_engine: AsyncEngine, settings_of: Any, tmp_path: Path, repeatable: bool, owed: int
    ) -> None:
        person_id, sent = await given_reachable(notifications_engine), tmp_path / "sent"
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(owed)])
        url = settings_of("notifications").database_url.get_secret_value()
        deaths = 0
        while (code := await send_in_a_process(url, sent, repeatable)) != 0:
            assert code == -signal.SIGKILL
            deaths += 1
            assert deaths < 20, "the sender makes no progress"
        lines = Counter(sent.read_text().split())
        async with notifications_engine.connect() as connection:
            rows = await connection.execute(
                select(DELIVERY.c.state, func.count().label("deliveries")).group_by(DELIVERY.c.state)
            )
            states = {row.state: row.deliveries for row in rows}
        events = Counter(event["notification_id"] for _, _, event in await published_events(notifications_engine))
        assert deaths >= 2
        assert sum(states.values()) == owed
        assert set(events.values()) == {1}
        assert len(events) == owed
        if repeatable:
            assert states == {"sent": owed}
            assert len(lines) == owed
        else:
            assert set(states) == {"sent", "failed"}
            assert set(lines.values()) == {1}
            assert states["sent"] <= len(lines)


class TestAProcessThatFallsAsleep:
    @pytest.mark.parametrize(
        "repeatable", [True, pytest.param(False, marks=pytest.mark.nightly)], ids=["repeatable", "not-repeatable"]
    )
    async def test_gives_way_to_a_standby_and_can_say_nothing_when_it_wakes(
        self, notifications_engine: AsyncEngine, settings_of: Any, tmp_path: Path, repeatable: bool
    ) -> None:
        person_id, sent = await given_reachable(notifications_engine), tmp_path / "sent"
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(40)])
        url = settings_of("notifications").database_url.get_secret_value()
        # In its second batch: by then every connection has prepared its statements, and the server's limits hold.
        sleeping = await started(url, sent, repeatable, signal.SIGSTOP, at=25)
        try:
            await until_stopped(sleeping)
            standby, stop = Gateway(repeatable=repeatable), asyncio.Event()
            running = asyncio.create_task(given_sender(notifications_engine, standby).run(stop))
            await asyncio.wait_for(until_ended(notifications_engine), GIVES_WAY_SECONDS)
            events = sorted(await published_events(notifications_engine), key=str)
            sleeping.send_signal(signal.SIGCONT)
            assert await sleeping.wait() == 0
            stop.set()
            await running
        finally:
            with contextlib.suppress(ProcessLookupError):
                sleeping.kill()
        assert sorted(await published_events(notifications_engine), key=str) == events
        assert len(events) == len({event["notification_id"] for _, _, event in events}) == 40
        twice = set(sent.read_text().split()) & {str(each.notification_id) for each in standby.given}
        assert repeatable or not twice


async def until_stopped(process: asyncio.subprocess.Process) -> None:
    for _ in range(1200):
        if psutil.Process(process.pid).status() == psutil.STATUS_STOPPED:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it does not stop itself")


async def started(
    url: str, sent: Path, repeatable: bool, number: signal.Signals, at: int
) -> asyncio.subprocess.Process:
    """A process with a sender that sends itself the signal `number` at its message number `at`."""
    given = (url, MASTER_KEY, str(sent), "yes" if repeatable else "no", number.name, str(at))
    return await asyncio.create_subprocess_exec(
        sys.executable, str(SIGNALLING_SENDER), *given, cwd=SIGNALLING_SENDER.parents[2]
    )


async def send_in_a_process(url: str, sent: Path, repeatable: bool) -> int:
    """Run a sender that kills its own process at the ninth message; its exit code, 0 when nothing was left to send."""
    return await (await started(url, sent, repeatable, signal.SIGKILL, at=9)).wait()
