"""Comparing what was asked for: never inside a transaction, again until the others answer."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting import metrics
from services.reporting.comparisons.commands import claim_comparison, record_comparison, release_comparison
from services.reporting.comparisons.domain import Difference, Result, judged, units_that_differ
from services.reporting.comparisons.driver import Holder, HolderOverHttp, HolderUnavailable
from services.reporting.comparisons.parameters import MOST_UNITS, OWN
from services.reporting.comparisons.queries import count_wanted, held_persons, list_comparisons
from services.reporting.settings import Settings
from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.digests.held import HeldPerson, UnitDigest
from shared.digests.reading import applied_versions, list_digests, list_held
from shared.health import Check
from shared.service.turns import Turns

COMPARER = Caller(account_id=own_accounts.COMPARER, grants=())
IDLE_SECONDS = 2.0
LEASE = timedelta(minutes=30)  # longer than every unit of a county takes to be opened

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnLedger:
    """Reporting itself, as one of those who hold persons."""

    engine: AsyncEngine

    async def digests(self) -> Sequence[UnitDigest]:
        async with self.engine.connect() as connection:
            return await list_digests(connection, held_persons())

    async def persons(self, org_path: str, besides: Sequence[UUID]) -> Sequence[HeldPerson]:
        async with self.engine.connect() as connection:
            held, versions = held_persons(), applied_versions()
            return await list_held(connection, held, versions, org_path=org_path, person_ids=besides)


class Comparer:
    """A part of the worker; several may run, each comparison is in the hands of one."""

    name = "comparer"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        registry: Holder,
        compared: Mapping[str, Holder],
        clock: Callable[[], datetime] = now,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._compared = compared
        self._clock = clock
        self._turns = Turns("not_compared", idle_seconds=idle_seconds, waits_out=(HolderUnavailable,))

    async def run(self, stop: asyncio.Event) -> None:
        """Compare what is asked for until told to stop."""
        await self._turns.take(self.compare_next, stop)

    async def checks(self) -> Sequence[Check]:
        """Nobody's work waits for it: the metric says how old the last comparison is."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        async with self._engine.connect() as connection:
            return {"comparisons_wanted": await count_wanted(connection)}

    async def compare_next(self) -> bool:
        """Whether anything was asked for. Raises HolderUnavailable: it stays so."""
        async with self._engine.begin() as connection:
            claimed = await claim_comparison(connection, now=self._clock(), until=self._clock() + LEASE)
        if claimed is None:
            return False
        service, wanted_at = claimed
        try:
            result = await self._compare(service)
        except BaseException:
            async with self._engine.begin() as connection:
                await release_comparison(connection, service)
            raise
        await record_comparison(Work(self._engine, COMPARER, self._clock()), service, result, wanted_at=wanted_at)
        log = _log.warning if result.found else _log.info
        log("compared", service=service, differing=result.differing, persons=len(result.found), waiting=result.waiting)
        return True

    async def _compare(self, service: str) -> Result:
        holder = self._compared[service]
        told, true = await holder.digests(), await self._registry.digests()
        differing = units_that_differ(true, told, days=service == OWN)
        found: list[Difference] = []
        waiting = 0
        for org_path in differing[:MOST_UNITS]:
            differences, behind = await self._open(service, org_path)
            found += differences
            waiting += behind
        units = {each.org_path for each in (*told, *true)}
        return Result(len(units), len(differing), waiting, tuple(found))

    async def _open(self, service: str, org_path: str) -> tuple[list[Difference], int]:
        """Registry is asked after the service, so that what it knows of whom the service holds is not older; and the
        service once more, how far it is with those whom registry alone has there."""
        holder = self._compared[service]
        held = list(await holder.persons(org_path, ()))
        true = await self._registry.persons(org_path, [each.person_id for each in held])
        missing = {each.person_id for each in true} - {each.person_id for each in held}
        held += [each for each in await holder.persons(org_path, sorted(missing)) if each.person_id in missing]
        return judged(org_path, true, held, days=service == OWN)


def comparer(settings: Settings, engine: AsyncEngine) -> Comparer:
    """For the manifest of this room."""
    registry = HolderOverHttp("registry", settings.identity)
    benefits = HolderOverHttp("benefits", settings.identity, settings.benefits_url)
    return Comparer(engine, registry=registry, compared={"benefits": benefits, OWN: OwnLedger(engine)})


async def measure_comparisons(connection: AsyncConnection, _now: datetime) -> None:
    """What each service's last comparison came to, and when that was."""
    for row in await list_comparisons(connection):
        if row.compared_at is not None:
            metrics.COMPARISON_UNITS_DIFFERING.labels(row.service).set(row.units_differing)
            metrics.COMPARISON_PERSONS_WAITING.labels(row.service).set(row.persons_waiting)
            metrics.COMPARISON_TIMESTAMP_SECONDS.labels(row.service).set(row.compared_at.timestamp())
