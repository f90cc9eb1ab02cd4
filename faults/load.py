"""Clerks at work: several at once, a mixed load over the public APIs at a steady rate, journalled.

A clerk whose request broke off, or was answered 503 or 507, asks again with the same key, as a good client does. One in
eight gives up instead: those stay unknown.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2

from deploy.demo.client import Client
from deploy.demo.county import County
from faults.intents import Make, next_intent
from faults.journal import Entry, Journal, Outcome
from faults.material import Intent, Material
from shared.ids import new_id

CLERKS = 8
ANSWER_SECONDS = 12
PATIENCE_TRIES = 40
PAUSE_SECONDS = 0.25
GIVES_UP = 0.125
# Try again later: the database cannot take it now, or a disk is full.
DOCUMENTED = frozenset({503, 507})
UNDER_WAY = frozenset({"veteran-not-known-yet", "mediator-not-known-yet", "org-unit-not-known-yet",
                       "person-not-known-yet"})  # fmt: skip


@dataclass(slots=True)
class Seen:
    """What the clerks met, by HTTP status; 0 is no answer. `undocumented`: answers no client should ever see, by
    correlation id.

    `kinds`: the commands that were done; `unserved`: by service, requests without an answer or with one that says
    nothing of the effect.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unserved: Counter[str] = field(default_factory=Counter)
    undocumented: dict[str, str] = field(default_factory=dict)
    broken_off: int = 0

    @property
    def done(self) -> int:
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    def failed_since(self, before: Mapping[int, int]) -> dict[int, int]:
        """By status, the requests since then that got no answer, or one that says nothing of the effect."""
        since = Counter(self.statuses)
        since.subtract(before)
        return {status: count for status, count in since.items() if count and (status == 0 or status >= 500)}


class Load:
    """`route(service)`, when an experiment sets it, gives the addresses to ask: the next where one takes no
    connection, as a balancer does. `left_out`: what clerks do not ask for.
    """

    def __init__(
        self,
        accounts: Mapping[str, Client],
        county: County,
        folder: Path,
        *,
        rate: float,
        seed: int,
        grantee: str,
    ) -> None:
        self.seen = Seen()
        self.path = folder / "journal.jsonl"
        self._accounts = dict(accounts)
        self._chance = random.Random(seed)
        self._material = Material(county, self._chance, grantee=grantee)
        self._journal = Journal(self.path)
        self._rate = rate
        self.route: Callable[[str], Sequence[str]] | None = None
        self.left_out: frozenset[Make] = frozenset()
        self._stopping = asyncio.Event()
        self._clerks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Have the clerks work, unless they do."""
        self._stopping.clear()
        self._clerks = self._clerks or [asyncio.create_task(self._work()) for _ in range(CLERKS)]

    async def stop(self) -> None:
        """Every request that is under way comes to its end first."""
        self._stopping.set()
        await asyncio.gather(*self._clerks)
        self._clerks = []

    def forget(self) -> None:
        """Build on nothing that was done so far; numbers that were given away stay so."""
        self._material.forget()

    async def _work(self) -> None:
        while not self._stopping.is_set():
            await asyncio.gather(self._see_through(next_intent(self._material, self.left_out)), self._breathe())

    async def _breathe(self) -> None:
        await asyncio.sleep(CLERKS / self._rate * (0.5 + self._chance.random()))

    async def _see_through(self, intent: Intent) -> None:
        entry = Entry(str(new_id()), intent.kind, intent.service, intent.event)
        for attempt in range(PATIENCE_TRIES):
            entry = replace(entry, tries=attempt + 1, outcome=Outcome.UNKNOWN)
            self._journal.asking(entry)
            answer = await self._ask(intent, entry)
            entry = replace(entry, outcome=judged(answer), status=answer.status_code if answer else 0)
            self._journal.answered(entry)
            self._note(intent, entry, answer)
            if answer is not None and entry.outcome is Outcome.OK:
                self.seen.kinds[intent.kind] += 1
                intent.learn(answer.json() if answer.content else {})
                return
            if not await self._goes_on(entry, answer, intent.account):
                return

    async def _goes_on(self, entry: Entry, answer: httpx2.Response | None, account: str) -> bool:
        if answer is not None and answer.status_code == 401:
            await self._accounts[account].go_on(answer)
            return True
        if entry.outcome is Outcome.REFUSED and code_of(answer) not in UNDER_WAY:
            return False
        if entry.outcome is Outcome.UNKNOWN and self._chance.random() < GIVES_UP:
            return False
        await asyncio.sleep(PAUSE_SECONDS)
        return True

    async def _ask(self, intent: Intent, entry: Entry) -> httpx2.Response | None:
        own = (self._accounts[intent.account].addresses.apis[intent.service],)
        for address in self.route(intent.service) if self.route else own:
            try:
                return await self._send(address, intent, entry)
            except httpx2.ConnectError:
                continue
            except httpx2.TransportError:
                self.seen.broken_off += 1
                return None
        return None

    async def _send(self, address: str, intent: Intent, entry: Entry) -> httpx2.Response:
        client = self._accounts[intent.account]
        headers = {**client.bearer, "Idempotency-Key": entry.id, "X-Correlation-Id": entry.id}
        content: dict[str, Any] = {"files": {"file": ("register.csv", intent.file)}} if intent.file else {}
        return await client.http.request(
            intent.method,
            address + intent.path,
            headers=headers,
            timeout=ANSWER_SECONDS,
            **content or {"json": dict(intent.body)},
        )

    def _note(self, intent: Intent, entry: Entry, answer: httpx2.Response | None) -> None:
        status = answer.status_code if answer else 0
        self.seen.statuses[status] += 1
        self.seen.unserved[intent.service] += status == 0 or status >= 500
        if status >= 400:
            self.seen.codes[f"{status} {code_of(answer)}"] += 1
        if answer is not None and status >= 500 and status not in DOCUMENTED:
            self.seen.undocumented[entry.id] = f"{intent.kind}: {status} {answer.text[:200]}"


def judged(answer: httpx2.Response | None) -> Outcome:
    """A 503, a 507 or no answer says nothing of what was done; any other error says that nothing was."""
    if answer is None or answer.status_code >= 500:
        return Outcome.UNKNOWN
    return Outcome.OK if answer.is_success else Outcome.REFUSED


def code_of(answer: httpx2.Response | None) -> str:
    try:
        body: Mapping[str, object] = answer.json() if answer is not None else {}
    except ValueError:
        return ""
    return str(body.get("code", ""))
