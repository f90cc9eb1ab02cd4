"""The loop of a worker's part: one thing after the other, and a pause while a service or the database is away."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.backoff import backoff_seconds
from shared.database.failures import is_transient
from shared.stopping import sleep_until

LONGEST_PAUSE_SECONDS = 60.0

_log = structlog.get_logger(__name__)


class Turns:
    """`trouble` is why the last turn could not be taken, empty when it could.

    Waited out, with longer and longer pauses, is what the database gets over and what `waits_out` names; everything
    else ends the worker. Each time is logged as `logged_as`.
    """

    def __init__(self, logged_as: str, *, idle_seconds: float, waits_out: tuple[type[Exception], ...] = ()) -> None:
        self._logged_as = logged_as
        self._idle_seconds = idle_seconds
        self._waits_out = waits_out
        self.trouble = ""

    async def take(self, turn: Callable[[], Awaitable[bool]], stop: asyncio.Event) -> None:
        """Until told to stop. `turn` answers whether there may be more to do at once."""
        failures = 0
        while not stop.is_set():
            try:
                more = await turn()
            except Exception as fault:
                self.trouble = self._cause(fault)
                failures += 1
                _log.warning(self._logged_as, cause=self.trouble, failures=failures)
                await sleep_until(stop, backoff_seconds(failures, LONGEST_PAUSE_SECONDS))
                continue
            failures, self.trouble = 0, ""
            if not more:
                await sleep_until(stop, self._idle_seconds)

    def _cause(self, fault: Exception) -> str:
        """Raises what is not waited out."""
        if isinstance(fault, self._waits_out):
            return str(fault)
        if is_transient(fault):
            return type(fault).__name__
        raise fault
