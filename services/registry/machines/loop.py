"""The identities of our services follow their configuration while everything runs, as keys do everywhere."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.machines.commands import keep_services
from services.registry.settings import ServiceIdentity, Settings
from shared import clock
from shared.auth.caller import NOBODY, Caller
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.refusal import Refusal
from shared.stopping import sleep_until

LOOK_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class ServiceIdentities:
    """A worker's part. Several processes may run it: each step is a command that finds done what is done."""

    name = "service-identities"

    def __init__(self, settings: Settings, engine: AsyncEngine) -> None:
        self._engine = engine
        self._configured = settings.identities
        self._centre_code = settings.centre_code
        self._kept: Sequence[ServiceIdentity] = ()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`."""
        while not stop.is_set():
            await self._turn()
            await sleep_until(stop, LOOK_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Nobody's work waits for it."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def _turn(self) -> None:
        configured = self._configured.get()
        if configured == self._kept:
            return
        try:
            work = Work(self._engine, Caller(NOBODY, (), address="configuration"), clock.now())
            changed = await keep_services(work, configured, centre_code=self._centre_code)
        except Refusal as refusal:
            _log.error("service_identities_refused", code=refusal.code)
        except Exception as fault:
            if not is_transient(fault):
                raise
            _log.warning("service_identities_wait_for_database", cause=type(fault).__name__)
            return
        else:
            _log.info("service_identities_kept", changed=changed)
        self._kept = configured


def service_identities(settings: Settings, engine: AsyncEngine) -> ServiceIdentities:
    """For the manifest of this room."""
    return ServiceIdentities(settings, engine)
