"""Whom alerts are told to on this machine: a mailbox, which takes mail by SMTP, and a gateway, which takes POSTs."""

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default as modern

HERE = "127.0.0.1"
FIRING, RESOLVED = "firing", "resolved"
WAYS = 2
# One mail tells of all that begins and ends at a time.
LETTER_BYTES = 4 * 1024 * 1024
_ANSWERS = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}
_NAME = re.compile(r"alertname = (\w+)")
_ENDED = re.compile(r"\[\d+\] Resolved")


@dataclass(frozen=True, slots=True)
class Word:
    """One alert as it was told: by which way, whether it begins or ends, with what sentence, when (monotonic)."""

    by: str
    to: str
    status: str
    alert: str
    sentence: str
    at: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class Told:
    """All of it, in the order in which it came."""

    words: list[Word] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, words: Iterable[Word]) -> None:
        self.words += words
        self.came.set()

    async def more(self) -> None:
        """Until something more is told."""
        self.came.clear()
        await self.came.wait()

    def both_ways(self, since: float, alert: str, status: str) -> tuple[float, str] | None:
        """When the first sentence of this alert had come by mail and to the gateway, and that sentence: of several
        services each way may tell another one first."""
        came: dict[str, dict[str, float]] = defaultdict(dict)
        for each in self.words:
            if each.at >= since and (each.alert, each.status) == (alert, status):
                came[each.sentence].setdefault(each.by, each.at)
        whole = [(max(ways.values()), sentence) for sentence, ways in came.items() if len(ways) == WAYS]
        return min(whole, default=None)


@asynccontextmanager
async def mailbox(told: Told) -> AsyncIterator[int]:
    """The port of a server that takes all mail it is brought, for as long as the block lasts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to: list[str] = []
        writer.write(b"220 mail\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.upper()
            writer.write(_ANSWERS.get(verb, b"250 mail\r\n"))
            if verb.startswith("RCPT TO:"):
                to.append(line[8:].strip(" <>"))
            elif verb == "DATA":
                written = await reader.readuntil(b"\r\n.\r\n")
                told.add(_in_mail(written.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), ", ".join(to)))
                to.clear()
                writer.write(b"250 mail\r\n")
        writer.close()

    async with await asyncio.start_server(serve, HERE, 0, limit=LETTER_BYTES) as server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def gateway(told: Told) -> AsyncIterator[int]:
    """The port of a server that takes what Alertmanager posts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode().lower():
                length = re.search(r"content-length: (\d+)", head)
                body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
                said = (
                    (each["status"], each["labels"]["alertname"], each["annotations"]["zh"]) for each in body["alerts"]
                )
                told.add(Word("gateway", body["receiver"], *words) for words in said)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, HERE, 0) as server:
        yield server.sockets[0].getsockname()[1]


def _in_mail(written: bytes, to: str) -> Iterator[Word]:
    """Alertmanager's own form: those that fire, then those that have ended."""
    message = message_from_bytes(written, policy=modern)
    body = message.get_body(("html", "plain"))
    text = re.sub(r"<[^>]*>", "\n", str(body.get_content())) if body else ""
    ended = _ENDED.search(text)
    parts = ((FIRING, text[: ended.start()] if ended else text), (RESOLVED, text[ended.start() :] if ended else ""))
    for status, part in parts:
        for found in _NAME.finditer(part):
            sentence = re.search(r"zh = (.*)", part[found.end() :])
            yield Word("mail", to, status, found[1], sentence[1].strip() if sentence else "")
