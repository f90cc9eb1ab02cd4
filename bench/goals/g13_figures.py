"""G13: the county's figures, a breakdown, the ranking and the ids behind a figure: of a county, and of a hundred."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bench.access import grant, token_of
from bench.measuring import Effort, Series, interleaved_percentiles
from bench.registry import Registry, given_registry, serving
from bench.reporting import catch_up, fill, rank
from bench.serving import running
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_most
from bench.traffic import Caller, get, get_page
from shared.auth.roles import Role
from shared.ids import new_id

PACKAGE = "services.reporting"
PERSONS, TIMES = 18_636, 100
ASKED, ASKED_QUICKLY = 100, 10  # requests a sample of a percentile
EMPTY = "/version"
OF_EMPTY, OF_FEW = 10, 1.5


@dataclass(frozen=True, slots=True)
class County:
    """Reporting of a county with so many persons; what is asked of it."""

    persons: int
    database: Database
    requests: Mapping[str, bytes]

    def sample(self, what: str, count: int) -> Callable[[], Awaitable[Sequence[float]]]:
        """Milliseconds of so many requests, one after the other."""

        async def taken() -> Sequence[float]:
            await catch_up(self.database)
            asking = await Caller.connect(self.database.settings.http_port)
            found = []
            for _ in range(count):
                began = time.perf_counter()
                status, _, body = await asking.ask(self.requests[what])
                found.append(1000 * (time.perf_counter() - began))
                if status != 200:
                    raise RuntimeError(f"{what}: {status} {body.decode()}")
            asking.close()
            return found

        return taken


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    account = {new_id(): new_id()}
    requests = _requests(registry, token_of(registry.settings, next(iter(account))))
    few = effort.count(PERSONS)
    counties = [await _county(stage, registry, persons, requests) for persons in (few, few * TIMES)]
    await grant(Role.CENTRE_STAFF, account, registry.database, *(each.database for each in counties))
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(serving(registry))
        samples = {}
        for county in counties:
            await opened.enter_async_context(running(PACKAGE, county.database.settings, stage.home))
            for what in requests:
                samples[_name(what, county.persons)] = county.sample(
                    what, ASKED if effort.share == 1 else ASKED_QUICKLY
                )
        for sample in samples.values():
            await sample()  # to warm up
        series = await interleaved_percentiles(samples, (50, 99), effort)
    return _findings(series, [what for what in requests if what != EMPTY], few)


async def _county(stage: Stage, registry: Registry, persons: int, requests: Mapping[str, bytes]) -> County:
    reach = {"token_issuer": registry.settings.token_issuer, "jwks_url": registry.settings.jwks_url}
    database = await stage.database(PACKAGE, **reach)
    await fill(database, registry.county, persons)
    await rank(database, registry.county)
    database.settle()
    return County(persons, database, requests)


def _requests(registry: Registry, token: str) -> Mapping[str, bytes]:
    """As the centre asks for them; the ids are those of the first room and of the county."""
    station, room = registry.county.stations[0].code, registry.county.rooms[0].code
    return {
        EMPTY: get(EMPTY),
        "all figures": get("/figures", token),
        "the county's page": get_page("/reporting/county", token),
        "a station's page": get_page(f"/reporting/county?unit={station}", token),
        "a breakdown by station": get("/figures/F01/breakdown", token),
        "the ranking list": get("/rankings?limit=50", token),
        "its page": get_page("/reporting/rankings", token),
        "ids of the county": get("/figures/F01/subjects?limit=50", token),
        "ids of a room, a page": get_page(f"/reporting/county/figures/F01/subjects?unit={room}", token),
    }


def _name(what: str, persons: int) -> str:
    return f"{what}, {persons:,} persons"


def _findings(series: Mapping[tuple[str, float], Series], asked: Sequence[str], few: int) -> Sequence[Finding]:
    """Each beside a route that reads nothing, then beside itself in the county with fewer persons."""
    found = []
    for what in asked:
        small, large = _name(what, few), _name(what, few * TIMES)
        empty = series[_name(EMPTY, few), 99]
        facts: dict[str, object] = {
            "p50": " and ".join(f"{series[each, 50].median:.1f} ms" for each in (small, large)) + ", few and many"
        }
        found += [
            Finding(f"p99 of {small}", "ms", at_most(OF_EMPTY), series[small, 99], empty, f"GET {EMPTY}", facts),
            Finding(f"p99 of {large}", "ms", at_most(OF_FEW), series[large, 99], series[small, 99], "few"),
        ]
    return found


GOAL = Goal(
    "G13",
    f"figures, ranking, ids: p99 ≤ {OF_EMPTY} × an empty route; with {TIMES} × the persons ≤ {OF_FEW} × that",
    measure,
)
