"""Requests from raw sockets: the machine's processors are for the service, not for a client library."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from deploy.embedded.ports import LOOPBACK

CREATED = 201


@dataclass(slots=True)
class Outcome:
    """Answers by status, the seconds each took by status, and how long it went on."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: dict[int, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    without_retry_after: int = 0

    def rate(self, status: int) -> float:
        return self.statuses[status] / self.seconds

    def note(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.latencies.setdefault(status, []).append(seconds)


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """As if all had been one."""
    whole = Outcome()
    for each in outcomes:
        whole.statuses += each.statuses
        whole.seconds += each.seconds
        whole.without_retry_after += each.without_retry_after
        for status, seconds in each.latencies.items():
            whole.latencies.setdefault(status, []).extend(seconds)
    return whole


def post(path: str, body: Mapping[str, object], token: str) -> bytes:
    """A whole request, as it goes over the wire."""
    content = json.dumps(body, ensure_ascii=False).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def get(path: str, token: str = "") -> bytes:
    """The same without a body."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{authorization}\r\n".encode()


def get_page(path: str, token: str) -> bytes:
    """As a browser asks that was signed in."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\nCookie: session={token}\r\n\r\n".encode()


class Caller:
    """One connection, kept alive; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, port: int) -> "Caller":
        return cls(*await asyncio.open_connection(LOOPBACK, port))

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head in lower case, body."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        return int(head[9:12]), head, await self._reader.readexactly(length)

    @property
    def is_open(self) -> bool:
        """Not one that the server has closed because nothing was asked over it for a while."""
        return not self._reader.at_eof()

    def close(self) -> None:
        self._writer.close()


async def saturate(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Outcome:
    """As much as goes: each connection asks again as soon as it is answered."""
    outcome = Outcome()
    callers = [await Caller.connect(port) for _ in range(connections)]
    began = time.perf_counter()

    async def go_on(caller: Caller) -> None:
        while (asked := time.perf_counter()) - began < seconds:
            status, _, _ = await caller.ask(next(requests))
            outcome.note(status, time.perf_counter() - asked)

    await asyncio.gather(*(go_on(caller) for caller in callers))
    outcome.seconds = time.perf_counter() - began
    for caller in callers:
        caller.close()
    return outcome


async def open_one(idle: list[Caller], port: int) -> Caller:
    """Of those that wait for a request, one that the server has not closed meanwhile; a new one where there is none."""
    while idle:
        if (caller := idle.pop()).is_open:
            return caller
    return await Caller.connect(port)


async def offer(port: int, requests: Iterator[bytes], *, rate: float, seconds: float) -> Outcome:
    """So many requests a second, whether the service keeps up or not. Each waits from the moment it was due."""
    outcome, idle = Outcome(), [await Caller.connect(port) for _ in range(64)]
    began = time.perf_counter()

    async def ask(due: float) -> None:
        caller = await open_one(idle, port)
        status, head, _ = await caller.ask(next(requests))
        outcome.note(status, time.perf_counter() - due)
        outcome.without_retry_after += status != CREATED and b"\r\nretry-after: " not in head
        idle.append(caller)

    async with asyncio.TaskGroup() as asking:
        for number in range(round(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            asking.create_task(ask(due))
    outcome.seconds = time.perf_counter() - began
    for caller in idle:
        caller.close()
    return outcome
