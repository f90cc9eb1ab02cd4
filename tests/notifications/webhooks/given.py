"""A receiver of events over TLS on this machine, which answers what it is told to, and who posts to it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.certificates import Authority
from services.notifications.webhooks.commands import make_webhook_secret
from services.notifications.webhooks.driver import Ways, believed
from services.notifications.webhooks.loop import WebhookCaller
from services.notifications.webhooks.tables import WEBHOOK, WEBHOOK_ATTEMPT
from shared.events.registry import SubscriptionGranted
from shared.followed import Followed
from shared.kafka.broker import Broker
from shared.networks import networks_in
from tests.given import NOW, given_work
from tests.notifications.feeds.given import subscription
from tests.notifications.given import keyring
from tests.shared.wire import eventually

HERE = networks_in("127.0.0.0/8")
BROKER = Broker("127.0.0.1:1", "nobody", Followed("", lambda: None), Path("/nowhere"))


@dataclass
class Request:
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers`: each the status of the next answer, the last of all that follow; `more` headers and body of each."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [204])
    more: str = "content-length: 0\r\n\r\n"
    silent: bool = False
    got: list[Request] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/events?county=411329"

    @property
    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.got]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = [line.partition(": ") for line in head.splitlines()[1:] if line]
                headers = {name.lower(): value for name, _, value in lines}
                body = await reader.readexactly(int(headers["content-length"]))
                self.got.append(Request(headers, body))
                if self.silent:
                    await asyncio.sleep(3600)
                status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                writer.write(f"HTTP/1.1 {status} Said\r\n{self.more}".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(authority: Authority) -> AsyncIterator[Receiver]:
    files = authority.certified("receiver")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    made = Receiver()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0, ssl=context)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def authority_in(folder: Path) -> Authority:
    folder.mkdir(exist_ok=True)
    return Authority(folder)


async def over_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def given_ways(authority: Authority, **other: Any) -> Ways:
    return Ways(believed(authority.certificate), **{"named": HERE, "lookup": over_loopback, **other})


def given_caller(
    engine: AsyncEngine, ways: Ways, now: Callable[[], Any] = lambda: NOW
) -> WebhookCaller:  # fmt: skip
    return WebhookCaller(engine, BROKER, keyring=keyring(), ways=ways, now=now, idle_seconds=0.01)


def posted(address: str, name: str = "township", **other: Any) -> SubscriptionGranted:
    return subscription(name, over="webhook", endpoint=address, **other)


async def given_secret(engine: AsyncEngine, name: str = "township") -> str:
    return await make_webhook_secret(given_work(engine), name, keyring=keyring())


async def webhook_of(engine: AsyncEngine, name: str = "township") -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(select(WEBHOOK).where(WEBHOOK.c.subscriber == name))).one()


async def attempts_of(engine: AsyncEngine, name: str = "township") -> list[Any]:
    made = WEBHOOK_ATTEMPT.c
    found = select(WEBHOOK_ATTEMPT).where(made.subscriber == name).order_by(made.attempt_id)
    async with engine.connect() as connection:
        return list((await connection.execute(found)).all())


async def reached(engine: AsyncEngine, position: int, name: str = "township") -> None:
    async def is_there() -> bool:
        return bool((await webhook_of(engine, name)).position == position)

    await eventually(is_there)


async def count(engine: AsyncEngine, number: int, name: str = "township") -> None:
    async def is_there() -> bool:
        return len(await attempts_of(engine, name)) >= number

    await eventually(is_there)
