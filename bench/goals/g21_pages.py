"""G21: what a page weighs, how often it asks, and how long it takes: the budgets of a machine in a village."""

import gzip
import re
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from fastapi import Request

from bench.measuring import Arm, Effort, Series, interleaved, interleaved_percentiles
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_most
from bench.traffic import CREATED, Caller, get_page
from services.registry.veterans.pages.persons import FLAGGED, WORDS
from services.registry.veterans.queries.files import WantedFiles
from services.registry.veterans.schemas.views import VeteranLine
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from shared.web.page import View

ROWS = 50
LIST = f"/registry/persons?limit={ROWS}"
EMPTY = "/version"
ASKED = 100  # requests a sample of a percentile
RENDERED = 50  # pages a repetition
KILOBYTE = 1000
# What a browser fetches by itself for a page: its own files, and the parts that load with it.
FILES = re.compile(r'(?:<link rel="stylesheet" href|<script src)="([^"]+)"')
PARTS = re.compile(r'hx-trigger="load"')


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    async with serving(registry):
        asking = await Caller.connect(registry.settings.http_port)
        person = await _registered(registry, asking)
        weighed = [await _weighed(registry, asking, path) for path in (LIST, f"/registry/persons/{person}")]
        timed = await _timed(registry, asking, effort)
        asking.close()
    return [*weighed[0], *weighed[1], *timed, await _rendered(registry, effort)]


async def _registered(registry: Registry, asking: Caller) -> UUID:
    """The last of as many persons as a list shows."""
    requests, location = registry.requests(), b""
    for _ in range(ROWS):
        status, _, location = await asking.ask(next(requests))
        if status != CREATED:
            raise RuntimeError(location.decode())
    return UUID(re.findall(rb'"veteran_id":"([^"]+)"', location)[0].decode())


async def _weighed(registry: Registry, asking: Caller, path: str) -> Sequence[Finding]:
    """The page and its files as a browser fetches them that was never here, compressed as the edge does."""
    status, _, page = await asking.ask(get_page(path, registry.clerk.token))
    if status != 200:
        raise RuntimeError(page.decode())
    files = FILES.findall(page.decode())
    fetched = [page, *[(await asking.ask(get_page(each, "")))[2] for each in files]]
    kilobytes = sum(len(gzip.compress(each)) for each in fetched) / KILOBYTE
    requests = len(fetched) + len(PARTS.findall(page.decode()))
    name = "the list of persons" if path == LIST else "a person's page"
    return [
        Finding(f"{name}, cold, gzip", "kB", at_most(40), Series((kilobytes,))),
        Finding(f"{name}, cold, requests", "requests", at_most(7), Series((float(requests),))),
    ]


async def _timed(registry: Registry, asking: Caller, effort: Effort) -> Sequence[Finding]:
    """The list beside a route that reads nothing and knows nobody, in turns."""

    def sample(path: str) -> Any:
        async def taken() -> Sequence[float]:
            seconds = []
            for _ in range(effort.count(ASKED)):
                began = time.perf_counter()
                await asking.ask(get_page(path, registry.clerk.token))
                seconds.append(time.perf_counter() - began)
            return seconds

        return taken

    series = await interleaved_percentiles({"page": sample(LIST), "empty": sample(EMPTY)}, [99], effort)
    page, empty = (Series(tuple(1000 * each for each in series[name, 99].values)) for name in ("page", "empty"))
    return [Finding(f"p99 of a list of {ROWS} rows", "ms", at_most(10), page, empty, f"GET {EMPTY}")]


async def _rendered(registry: Registry, effort: Effort) -> Finding:
    """The template alone, in seconds of this process."""
    app = SimpleNamespace(state=SimpleNamespace(settings=registry.settings))
    scope = {"type": "http", "method": "GET", "path": LIST, "query_string": b"", "headers": [], "app": app}
    view = View(Request({**scope, "state": {"roles": frozenset({Role.CENTRE_STAFF})}}), "services.registry.veterans")
    room = registry.county.village_rooms[0]
    line = VeteranLine.model_construct(
        veteran_id=new_id(), name="张*国", id_number="9****X", sex_code="1", mobile="199****0000", org_code=room.code,
        org_path=f"411329.{room.parent}.{room.code}", party_member=True, registered_on=local_date(now()),
        synthetic=True,
    )  # fmt: skip
    page = SimpleNamespace(items=[line] * ROWS, next="next")
    facts = {**WORDS, **FLAGGED, "page": page, "cursor": None, "units": {room.code: room.name}, "elsewhere": ()}
    facts["wanted"] = WantedFiles()

    async def render() -> float:
        began = time.process_time()
        for _ in range(RENDERED):
            view.show("persons.html", **facts)
        return 1000 * (time.process_time() - began) / RENDERED

    series = await interleaved([Arm("template", render)], effort)
    return Finding(f"template of {ROWS} rows", "ms", at_most(2), series["template"])


GOAL = Goal(
    "G21",
    "a page: cold ≤ 40 kB gzip and ≤ 7 requests; p99 ≤ 10 × an empty route; template of 50 rows ≤ 2 ms",
    measure,
)
