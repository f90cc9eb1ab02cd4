"""A gateway outside the product, which takes messages and counts them by their id; and the driver that talks to it.

`python -m faults.gateway PORT MODULE [WORD…]` runs `python -m MODULE WORD…` with that driver instead of the log. It is
not repeatable: what the gateway has taken once it would send to the person a second time.

One line each way: the id of the message, then what became of it. Where there is no answer the gateway may have it.
"""

import asyncio
import random
import runpy
import sys
from collections import Counter
from dataclasses import replace
from typing import Self

from deploy.embedded.ports import LOOPBACK
from deploy.embedded.program import Program
from services.notifications.deliveries.domain import SENT
from services.notifications.deliveries.driver import DRIVERS, GatewayRefused, GatewayUnavailable, Message

SENDING = "notifications worker"
TAKEN, REFUSED = b"taken\n", b"refused\n"
REFUSES, SILENT = 0.05, 0.05  # shares of the messages: refused; taken, and the answer is lost


class Gateway:
    """`async with Gateway(port, chance) as gateway:` listens on loopback. `taken`: how often it got each message."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.port = port
        self.taken: Counter[str] = Counter()
        self._chance = chance
        self._listening: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._answer, LOOPBACK, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening:
            self._listening.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        message = (await reader.readline()).decode().strip()
        fortune = self._chance.random()
        if message and fortune >= REFUSES:
            self.taken[message] += 1
        if message and fortune >= REFUSES + SILENT:
            writer.write(TAKEN)
        elif fortune < REFUSES:
            writer.write(REFUSED)
        writer.close()


class GatewayDriver:
    """Of one gateway."""

    name = "gateway"
    repeatable = False
    handed_over = SENT

    def __init__(self, port: int) -> None:
        self._port = port

    async def send(self, message: Message) -> None:
        """Raises as every driver does; EOFError when the answer is lost."""
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, self._port)
        except OSError as fault:
            raise GatewayUnavailable from fault
        try:
            writer.write(f"{message.notification_id}\n".encode())
            answer = await reader.readline()
        finally:
            writer.close()
        if answer == REFUSED:
            raise GatewayRefused
        if answer != TAKEN:
            raise EOFError("the gateway did not answer")


def through_gateway(port: int, worker: Program) -> Program:
    """The same worker (`python -m module`); the one that sends has the driver of the gateway at the port."""
    python, dash_m, *module = worker.argv
    if worker.name != SENDING:
        return worker
    return replace(worker, argv=(python, dash_m, "faults.gateway", str(port), *module))


def main() -> None:
    port, module, *words = sys.argv[1:]
    DRIVERS["log"] = lambda: GatewayDriver(int(port))
    sys.argv[1:] = words
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
