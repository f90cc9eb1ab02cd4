"""A sender whose process dies like from SIGKILL while the ninth message is under way. Run by test_sender_crashes.py.

It dies when it has settled something, on a slow machine as well: else each of its lives would begin anew.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from pydantic import SecretStr

from services.notifications.deliveries.driver import Message
from services.notifications.deliveries.loop import Sender
from shared.database.engine import create_engine
from shared.privacy.encryption import Keyring

LAST_MESSAGE = 9


class DyingDriver:
    """Writes each message's id into a file, as a gateway would send it, and kills the process at the ninth."""

    name = "dying"

    def __init__(self, sent: Path, *, repeatable: bool) -> None:
        self.repeatable = repeatable
        self.may_die = asyncio.Event()
        self._sent = sent
        self._messages = 0

    async def send(self, message: Message) -> None:
        """Send, then die if it is time."""
        self._messages += 1
        place = self._messages
        await asyncio.sleep(0.01 * place)  # so that its neighbours are in all stages when it dies
        with self._sent.open("a") as file:
            file.write(f"{message.notification_id}\n")
        if place == LAST_MESSAGE:
            with contextlib.suppress(TimeoutError):  # a sender that settles nothing dies too, and is found out
                async with asyncio.timeout(5):
                    await self.may_die.wait()
            os.kill(os.getpid(), signal.SIGKILL)


async def unsettled(sender: Sender) -> int:
    return sum((await sender.flow()).values())


async def main(url: str, master_key: str, sent: str, repeatable: str) -> None:
    """Send until nothing is left."""
    engine = create_engine(url, pool_size=10, application_name="crashing sender")
    driver = DyingDriver(Path(sent), repeatable=repeatable == "yes")
    sender = Sender(engine, keyring=Keyring(SecretStr(master_key)), driver=driver, signature="测试", idle_seconds=0.01)
    stop = asyncio.Event()
    owed = left = await unsettled(sender)
    running = asyncio.create_task(sender.run(stop))
    while left:
        if left < owed:
            driver.may_die.set()
        await asyncio.sleep(0.02)
        left = await unsettled(sender)
    stop.set()
    await running
    await engine.dispose()


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    asyncio.run(main(*sys.argv[1:]))
