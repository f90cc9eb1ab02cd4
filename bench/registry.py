"""The registry's API as a process of its own, a county to register in, and the SQL that registering sends."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from bench.county import Clerk, establish, forms
from bench.pgbench import Pgbench, script_of
from bench.recording import Statement, recorded
from bench.serving import running
from bench.stage import Database, Stage
from bench.traffic import post
from deploy.demo.county import County
from services.registry.main import create_app
from services.registry.settings import Settings
from shared.outbox.waking import RING

PACKAGE = "services.registry"


@dataclass(frozen=True)
class Registry:
    """A registry with a county; `requests` never registers the same person twice."""

    database: Database
    settings: Settings
    county: County
    clerk: Clerk
    forms: Iterator[dict[str, object]]
    home: Path

    def requests(self) -> Iterator[bytes]:
        return (post("/veterans", form, self.clerk.token) for form in self.forms)

    @property
    def pgbench(self) -> Pgbench:
        return Pgbench(self.database.url, self.home)


async def given_registry(stage: Stage, **more: Any) -> Registry:
    """`more` are settings of the service."""
    database = await stage.database(PACKAGE, **more)
    settings = database.settings
    assert isinstance(settings, Settings)
    engine = database.engine()
    county, clerk = await establish(engine, settings)
    await engine.dispose()
    database.settle()
    return Registry(database, settings, county, clerk, forms(county), stage.home)


def serving(registry: Registry) -> AbstractAsyncContextManager[int]:
    """Its API; yields its process id."""
    return running(PACKAGE, registry.settings, registry.home)


async def registration_script(registry: Registry, *, with_outbox: bool = True) -> str:
    """What `POST /veterans` sends to PostgreSQL, for pgbench. The rooms are taken in turns, as by the requests.

    The registry must be serving: its keys are asked for.
    """
    before, statements = await _recorded_registrations(registry)
    if not with_outbox:
        before, statements = ([without_outbox(each) for each in some] for some in (before, statements))
    rooms = [room for room in registry.county.village_rooms if room.division][:64]
    room = registry.county.village_rooms[_RECORDED]
    codes = ", ".join(f"'{each.code}'" for each in rooms)
    paths = ", ".join(f"'411329.{each.parent}.{each.code}'" for each in rooms)
    turn = f"[(:n::bigint / 100 % {len(rooms)} + 1)::integer]"
    places = {
        f"411329.{room.parent}.{room.code}": f"((ARRAY[{paths}])::text[]){turn}",
        room.code: f"((ARRAY[{codes}])::text[]){turn}",
    }
    return script_of(statements, before, {key: f"({sql})" for key, sql in places.items()})


def without_outbox(statement: Statement) -> Statement:
    """The last statement of a command as it is without `published`; any other as it is."""
    if "INSERT INTO outbox" not in statement.sql:
        return statement
    numbers = list(dict.fromkeys(re.findall(r"\$(\d+)", bare := _PUBLISHED.sub("", statement.sql))))
    places = {number: str(place) for place, number in enumerate(numbers, 1)}
    sql = re.sub(r"\$(\d+)", lambda found: f"${places[found[1]]}", bare)
    return Statement(sql, tuple(statement.values[int(number) - 1] for number in numbers))


# The events of the statement that ends a command (shared.command.closing).
_PUBLISHED = re.compile(r",\s*published AS \(.*?ORDER BY row\.position\s*\)", re.DOTALL)


_RECORDED = 2  # the last form of three, and with it the third room


async def _recorded_registrations(registry: Registry) -> tuple[list[Statement], list[Statement]]:
    """Two of them, in this process, through the application itself, after one that prepares the statements."""
    app = create_app(registry.settings)
    headers = {"Authorization": f"Bearer {registry.clerk.token}"}
    made = forms(registry.county)
    executions = []
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://bench", headers=headers
    ) as client:
        for _ in range(_RECORDED + 1):
            form = {**next(made), "id_number": next(registry.forms)["id_number"]}
            with recorded(app.state.engine) as sent:
                answer = await client.post("/veterans", json=form)
                await asyncio.sleep(0)  # the driver tells of COMMIT in the loop's next round
            if answer.status_code != 201:
                raise RuntimeError(answer.text)
            executions.append([each for each in sent if each.sql != RING])  # that is no part of the transaction
    await app.state.engine.dispose()
    await app.state.tokens.keys.close()
    return executions[-2], executions[-1]
