"""Drivers that stand in for a gateway: they remember what they were given, and do with it what the test wants."""

import asyncio
from collections.abc import Awaitable, Callable

from services.notifications.deliveries.domain import SENT
from services.notifications.deliveries.driver import Message

Answer = Callable[[Message], Awaitable[None]]


async def accept(_message: Message) -> None:
    """The gateway takes it."""


class Gateway:
    """Answers each message as `answer` does; `given` are all messages handed over so far."""

    name = "test"
    handed_over = SENT

    def __init__(self, answer: Answer = accept, *, repeatable: bool = False) -> None:
        self.repeatable = repeatable
        self.answer = answer
        self.given: list[Message] = []
        self.reached = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Remember, then answer."""
        self.given.append(message)
        self.reached.set()
        await self.answer(message)


async def never_answer(_message: Message) -> None:
    """The gateway has it and says nothing; whoever waits dies before it does."""
    await asyncio.Event().wait()


def answer_with(error: Exception) -> Answer:
    """The gateway always fails like this."""

    async def answer(_message: Message) -> None:
        raise error

    return answer
