"""Works simulations off in the worker of benefits, the oldest first, a chunk at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.settings import Settings
from services.benefits.simulations.commands import fail_simulation, weigh_chunk
from services.benefits.simulations.queries import count_running, oldest_running
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.privacy.keyring import Keyring
from shared.service.turns import Turns

SIMULATOR = Caller(account_id=own_accounts.SIMULATOR, grants=())
IDLE_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Simulator:
    """A part of the worker; several may run, a chunk is one transaction's at a time."""

    name = "simulator"

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    async def run(self, stop: asyncio.Event) -> None:
        """Weigh what is asked for until told to stop; the chunk under way is finished."""
        await Turns("not_simulated", idle_seconds=IDLE_SECONDS).take(self.weigh_next, stop)

    async def checks(self) -> Sequence[Check]:
        """Nobody's work waits for it: a leader sees how far it is."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        async with self._engine.connect() as connection:
            return {"simulations_running": await count_running(connection)}

    async def weigh_next(self) -> bool:
        """One chunk of the oldest; whether there was any. One that a defect stops is given up, not the worker."""
        async with self._engine.connect() as connection:
            simulation_id = await oldest_running(connection)
        if simulation_id is None:
            return False
        work = Work(self._engine, SIMULATOR, now())
        try:
            await weigh_chunk(work, simulation_id, keyring=self._keyring)
        except Exception as fault:
            if is_transient(fault):
                raise
            await self._give_up(work, simulation_id, fault)
        return True

    async def _give_up(self, work: Work, simulation_id: UUID, fault: Exception) -> None:
        _log.error("simulation_failed", simulation_id=str(simulation_id), exc_info=fault)
        await fail_simulation(work, simulation_id)


def simulator(settings: Settings, engine: AsyncEngine) -> Simulator:
    """For the manifest of this room."""
    return Simulator(engine, settings.keyring)
