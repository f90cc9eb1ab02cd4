"""Works off, in registry's worker, what was asked for of whole units: what they hold goes, a chunk at a time; and a
unit that is merged is closed once nothing is open there."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.accounts.queries import is_disabled
from services.registry.reorganisations.commands.carrying import carry_holdings, hinder_holdings_move
from services.registry.reorganisations.commands.merging import finish_merger
from services.registry.reorganisations.parameters import ACCOUNT_DISABLED, GRANT_ENDED, MERGER_HOURS
from services.registry.reorganisations.queries.closing import faults_of, list_mergers
from services.registry.reorganisations.queries.ends import find_day_of_end
from services.registry.reorganisations.queries.holdings import find_open_move, list_pending
from services.registry.reorganisations.tables import HOLDINGS_MOVE
from services.registry.settings import Registrar, Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.auth.grants import list_grants
from shared.auth.permissions import permitted
from shared.clock import local_date, now
from shared.command import Work
from shared.refusal import Refusal
from shared.service.backlog import Backlog

_log = structlog.get_logger(__name__)
MERGER = Caller(account_id=own_accounts.MERGER_OF_UNITS, grants=())


class HoldingsMover(Backlog):
    """A part of the worker."""

    name = "holdings"
    waiting = "holdings_moves"
    caller = MERGER
    idle_seconds = 1.0

    def __init__(self, engine: AsyncEngine, *, registrar: Registrar, clock: Callable[[], datetime] = now) -> None:
        super().__init__(engine, clock=clock)
        self._registrar = registrar

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        waiting = select(func.count()).where(HOLDINGS_MOVE.c.finished_at.is_(None))
        return await connection.scalar(waiting) or 0

    async def work_off(self, work: Work) -> int:
        async with work.engine.connect() as connection:
            pending: Sequence[Row[Any]] = await list_pending(connection)
        return sum([await self._carry(work, move) for move in pending])

    async def _carry(self, work: Work, move: Row[Any]) -> int:
        """On behalf of the account that asked, with what it may do at this moment."""
        async with work.engine.connect() as connection:
            disabled = await is_disabled(connection, move.asked_by)
            grants = tuple(await list_grants(connection, move.asked_by, now=work.now))
        caller = permitted(Caller(move.asked_by, grants), "places.organise")
        hindrance = ACCOUNT_DISABLED if disabled else "" if caller.grants else GRANT_ENDED
        if hindrance:
            await hinder_holdings_move(work, move.move_id, hindrance=hindrance)
            return 0
        acting = Work(work.engine, Caller(move.asked_by, grants), work.now)
        return await carry_holdings(work, move.move_id, acting=acting, registrar=self._registrar)


class Merger(Backlog):
    """A part of the worker."""

    name = "mergers"
    waiting = "mergers_to_finish"
    caller = MERGER
    idle_seconds = 2.0

    def __init__(
        self, engine: AsyncEngine, *, rest: timedelta = timedelta(), clock: Callable[[], datetime] = now
    ) -> None:
        """`rest`: how long a merger stays as it is, so that it can be taken back, however soon all has gone."""
        super().__init__(engine, clock=clock)
        self._rest = rest

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        return len(await self._ready(connection, self._clock()))

    async def work_off(self, work: Work) -> int:
        async with work.engine.connect() as connection:
            ready = await self._ready(connection, work.now)
        return sum([await self._finish(work, org_code) for org_code in ready])

    async def _finish(self, work: Work, org_code: str) -> int:
        """What keeps one from its end stands in the audit, and does not keep the others."""
        try:
            return 0 if await finish_merger(work, org_code) is None else 1
        except Refusal as refusal:
            _log.warning("merger_not_finished", org_code=org_code, cause=refusal.code)
            return 0

    async def _ready(self, connection: AsyncConnection, at: datetime) -> list[str]:
        """Units of which all has gone and every service has cleared them, and whose day has come: where a meeting was
        held today, that is tomorrow."""
        return [
            closing.org_code
            for closing in await list_mergers(connection)
            if closing.begun_at + self._rest <= at
            and await find_open_move(connection, closing.org_code) is None
            and not await faults_of(connection, closing)
            and await find_day_of_end(connection, closing) <= local_date(at)
        ]


def holdings_mover(settings: Settings, engine: AsyncEngine) -> HoldingsMover:
    """For the manifest of this room."""
    return HoldingsMover(engine, registrar=settings.registrar)


def merger(settings: Settings, engine: AsyncEngine) -> Merger:
    """For the manifest of this room."""
    return Merger(engine, rest=timedelta(hours=MERGER_HOURS.number))
