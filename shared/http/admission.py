"""How many requests an API works on at once, and which of them wait or are declined when more come than it can do.

Working on everything at once makes every answer late, and a queue in the order of arrival makes everyone wait as long
as the queue is. So a few are worked on at a time. Of those that wait the oldest is next as long as they are few; when
they are many the newest is: then most of what is accepted is answered at once, and the oldest, whose caller has the
least left to hope for, are declined. A short burst is worked off in full. When many wait for longer than a burst lasts,
it is a flood: no more than few may wait, and the newest is next, until for as long nobody had to be declined. Callers
that come no faster than they are answered never make one: newest first would starve some of them.

A request that takes longer than a moment (an upload, a report) gives its place away and goes on: a few slow clients
must not keep everyone out.
"""

import asyncio
from collections import deque

# The processor is busy with fewer than these; more would only share it, and be late together. AT_ONCE and FEW together
# are how many callers, each waiting for its answer before it asks again, never make a flood.
AT_ONCE = 8
FEW = 24
MANY = 240
MOMENT_SECONDS = 1.0
BURST_SECONDS = 1.0
PATIENCE_SECONDS = 2.0


class Admission:
    """`await enter()`; when it answers a Place, `leave()` it at the end, else decline the request."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = MANY) -> None:
        self.at_once = at_once
        self._free = at_once
        self._most_waiting = waiting
        self._waiting: deque[asyncio.Future[bool]] = deque()
        self._many_since: float | None = None
        self._flood_until = 0.0

    async def enter(self) -> "Place | None":
        if self._free > 0:
            self._free -= 1
            return Place(self)
        if self._most_waiting == 0:
            return None
        limit = self._limit()
        while len(self._waiting) >= limit:
            _settle(self._waiting.popleft(), admitted=False)
        return Place(self) if await self._turn() else None

    def give_away(self) -> None:
        """A place has become free."""
        while self._waiting:
            is_calm = len(self._waiting) <= FEW and _now() >= self._flood_until
            if _settle(self._waiting.popleft() if is_calm else self._waiting.pop(), admitted=True):
                return
        self._free += 1

    def _limit(self) -> int:
        """How many may wait beside the one who comes now."""
        now = _now()
        if len(self._waiting) < FEW:
            self._many_since = None
        else:
            self._many_since = self._many_since or now
            if now < self._flood_until or now - self._many_since > BURST_SECONDS:
                self._flood_until = now + BURST_SECONDS
        return min(FEW, self._most_waiting) if now < self._flood_until else self._most_waiting

    async def _turn(self) -> bool:
        """Who settles a turn takes it out of the queue."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[bool] = loop.create_future()
        self._waiting.append(turn)
        patience = loop.call_later(PATIENCE_SECONDS, self._lose, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled() and turn.result():  # it was its turn in the instant in which the caller hung up
                self.give_away()
            raise
        finally:
            patience.cancel()

    def _lose(self, turn: asyncio.Future[bool]) -> None:
        """It has waited for too long."""
        if _settle(turn, admitted=False):
            self._waiting.remove(turn)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _settle(turn: asyncio.Future[bool], *, admitted: bool) -> bool:
    """False when it is settled already."""
    if turn.done():
        return False
    turn.set_result(admitted)
    return True


class Place:
    """One request being worked on."""

    def __init__(self, admission: Admission) -> None:
        self._admission: Admission | None = admission
        self._moment = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self.leave)

    def leave(self) -> None:
        """Doing it twice changes nothing."""
        if self._admission is not None:
            admission, self._admission = self._admission, None
            self._moment.cancel()
            admission.give_away()
