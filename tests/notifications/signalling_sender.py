"""A sender whose process sends itself a signal (KILL, STOP) while its ninth, or any other, message is under way.

Run by test_sender_crashes.py. It does so when it has recorded something, on a slow machine as well: else each of its
lives would begin anew.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.domain import SENT
from services.notifications.deliveries.driver import Message
from services.notifications.deliveries.loop import Sender
from shared.database.engine import create_engine
from shared.database.failures import is_transient
from shared.privacy.keyring import Keyring, Keys


class SignallingDriver:
    """Writes each message's id into a file, as a gateway would send it, and signals its own process at one of them."""

    name = "signalling"
    handed_over = SENT

    def __init__(self, sent: Path, number: signal.Signals, at: int, *, repeatable: bool) -> None:
        self.repeatable = repeatable
        self.number = number
        self.at = at
        self.may_signal = asyncio.Event()
        self._signalled = False
        self._sent = sent
        self._messages = 0

    async def send(self, message: Message) -> None:
        """Send, then signal if it is time."""
        self._messages += 1
        count = self._messages
        await asyncio.sleep(0.01 * count)  # so that its neighbours are in all stages
        with self._sent.open("a") as file:
            file.write(f"{message.notification_id}\n")
        if count >= self.at:  # on a slow machine the first of them may be given up before it may signal
            with contextlib.suppress(TimeoutError):  # a sender that records nothing does it too, and is found out
                async with asyncio.timeout(5):
                    await self.may_signal.wait()
            if not self._signalled:
                self._signalled = True
                os.kill(os.getpid(), self.number)


async def open_deliveries(sender: Sender) -> int:
    while True:
        try:
            return sum((await sender.flow()).values())
        except Exception as error:  # the server has ended its sessions while it was asleep
            if not is_transient(error):
                raise


async def nothing_ahead(_session: AsyncConnection) -> tuple[()]:
    return ()


async def main(url: str, master_key: str, sent: str, repeatable: str, number: str, at: str) -> None:
    """Send until nothing is left."""
    engine = create_engine(url, pool_size=10, application_name="signalling sender")
    driver = SignallingDriver(Path(sent), signal.Signals[number], int(at), repeatable=repeatable == "yes")
    keyring = Keyring(Keys([SecretStr(master_key)]))
    sender = Sender(engine, keyring=keyring, driver=driver, signature="测试", ahead=nothing_ahead, idle_seconds=0.01)
    stop = asyncio.Event()
    owed = left = await open_deliveries(sender)
    running = asyncio.create_task(sender.run(stop))
    while left:
        if left < owed:
            driver.may_signal.set()
        await asyncio.sleep(0.02)
        left = await open_deliveries(sender)
    stop.set()
    await running
    await engine.dispose()


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    asyncio.run(main(*sys.argv[1:]))
