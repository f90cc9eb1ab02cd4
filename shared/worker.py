"""The worker of a service: one process that runs its relay, its consumer and whatever else works by itself.

`python -m services.<name>.worker [run | migrate | rebuild <projection> | republish --since <instant>]`
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import create_engine
from shared.http.health import Check, check_database
from shared.http.retention import AnswerRetention
from shared.http.watch import serve_watch
from shared.inbox.projection import Projection
from shared.logs import configure_logging
from shared.settings import EXIT_UNCONFIGURED, ConfigurationFault, ServiceSettings, load_or_exit
from shared.supervision import CANCEL_SECONDS, stop_on_signal, supervise

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


class Part(Protocol):
    """Something a worker runs."""

    @property
    def name(self) -> str: ...

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is under way and return. To return earlier, or raise, is a defect
        that ends the process with 1, so that its supervisor starts it again."""

    async def checks(self) -> Sequence[Check]:
        """For /readyz. Raises nothing."""

    async def flow(self) -> Mapping[str, int]:
        """Exact counts of what is still under way: outbox_pending, consumer_lag, parked_keys …"""


Parts = Callable[[SettingsT, AsyncEngine], Sequence[Part]]


def run_worker(settings: SettingsT, parts: Parts[SettingsT], *, package: str) -> int:
    """Run until SIGTERM or SIGINT, then drain; the process is gone within ten seconds. Returns the exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_work(settings, parts, package))


async def _work(settings: SettingsT, make_parts: Parts[SettingsT], package: str) -> int:
    engine = _engine(settings)
    parts = (*make_parts(settings, engine), AnswerRetention(engine))
    stop = stop_on_signal()

    async def checks() -> Sequence[Check]:
        found = await asyncio.gather(check_database(engine, package), *(part.checks() for part in parts))
        return [check for each in found for check in each]

    async def flow() -> dict[str, int]:
        merged: dict[str, int] = {}
        for counts in await asyncio.gather(*(part.flow() for part in parts)):
            for name, count in counts.items():
                merged[name] = merged.get(name, 0) + count
        return merged

    watch = serve_watch(settings.worker_host, settings.worker_port, stop, checks=checks, flow=flow)
    code = await supervise([("watch", watch), *((part.name, part.run(stop)) for part in parts)], stop)
    async with asyncio.timeout(CANCEL_SECONDS):
        await engine.dispose()
    return code


def _engine(settings: ServiceSettings) -> AsyncEngine:
    return create_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        application_name=f"{settings.service_name}-worker",
        statement_timeout_seconds=settings.statement_timeout_seconds,
    )


def worker_cli(
    settings_class: type[SettingsT], package: str, parts: Parts[SettingsT], projections: Sequence[Projection]
) -> None:
    """`python -m services.<name>.worker`; without a word it runs. `package` is `services.<name>`. Exits the process."""
    asked = _parser(projections).parse_args()
    if asked.task == "sql":
        _print_sql(package)
        return
    settings = load_or_exit(settings_class)
    configure_logging(service=f"{settings.service_name}-worker", level=settings.log_level)
    if asked.task == "run":
        sys.exit(run_worker(settings, parts, package=package))
    try:
        asyncio.run(_errand(settings, package, projections, asked))
    except ConfigurationFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(EXIT_UNCONFIGURED)


def _parser(projections: Sequence[Projection]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(dest="task", metavar="task")
    parser.set_defaults(task="run")  # after the subparsers, whose own default of None it replaces
    tasks.add_parser("run", help="relay and consume until SIGTERM (the default)")
    tasks.add_parser("migrate", help="create the application role, migrate the database, grant")
    tasks.add_parser("sql", help="print all migrations as SQL; needs no configuration")
    again = tasks.add_parser("rebuild", help="read a projection's events from the first on and swap in the result")
    again.add_argument("projection", choices=[projection.name for projection in projections])
    once_more = tasks.add_parser("republish", help="send again what was published since an instant")
    once_more.add_argument("--since", required=True, type=_instant, help="ISO 8601, like 2026-05-01T00:00:00+08:00")
    return parser


def _instant(written: str) -> datetime:
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("the instant needs a time zone")
    return instant


# Errands import what they need themselves: a running worker need not carry Alembic.


def _print_sql(package: str) -> None:
    from shared.database.migrating import migration_sql

    sys.stdout.write(migration_sql(package))


async def _errand(
    settings: ServiceSettings, package: str, projections: Sequence[Projection], asked: argparse.Namespace
) -> None:
    if asked.task == "migrate":
        from shared.database.migrating import migrate

        await migrate(settings, package)
    elif asked.task == "republish":
        await _republish(settings, asked.since)
    else:
        from shared.inbox.rebuild import rebuild

        await rebuild(settings, next(each for each in projections if each.name == asked.projection))


async def _republish(settings: ServiceSettings, since: datetime) -> None:
    from shared.outbox.republish import republish

    engine = _engine(settings)
    sys.stdout.write(f"{await republish(engine, since)}\n")
    await engine.dispose()
