"""The worker of a service: one process that runs its relay, its consumer and whatever else works by itself.

`python -m services.<name>.worker [run | migrate | sql | rebuild | republish | reconcile | verify-audit]`
"""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock, garbage
from shared.audit.writer import ChainWriter
from shared.health import Check, check_database
from shared.inbox.projection import Projection
from shared.logs import configure_logging
from shared.schedule import Job
from shared.schedule.retention import FORGET_ANSWERS
from shared.schedule.scheduler import Scheduler
from shared.service.certificates import Certificates, servers_of
from shared.service.console import ConsoleTask
from shared.service.measuring import Measure, Measuring
from shared.service.process import watch_process
from shared.service.reconcile_cli import Recovery
from shared.service.supervision import CANCEL_SECONDS, stop_on_signal, supervise
from shared.service.watch import serve_watch
from shared.service.worker_cli import (
    parser,
    print_sql,
    run_console_task,
    run_once_migrated,
    run_task,
    worker_engine,
)
from shared.settings import EXIT_UNCONFIGURED, ConfigurationFault, ServiceSettings, load_or_exit
from shared.spans import export_spans

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


def run_worker(
    settings: SettingsT,
    parts: Parts[SettingsT],
    *,
    package: str,
    jobs: Sequence[Job] = (),
    measures: Sequence[Measure] = (),
) -> int:
    """Run until SIGTERM or SIGINT, then drain; the process is gone within ten seconds. Returns the exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_work(settings, parts, package, jobs, measures))


async def _work(
    settings: SettingsT,
    make_parts: Parts[SettingsT],
    package: str,
    jobs: Sequence[Job],
    measures: Sequence[Measure],
) -> int:
    engine = worker_engine(settings)
    scheduler = Scheduler(engine, (FORGET_ANSWERS, *jobs), start_on=settings.start_on)
    parts = (*make_parts(settings, engine), scheduler, ChainWriter(engine))
    watch_process(engine)
    stop = stop_on_signal()
    garbage.settle()

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
    measuring = (Measuring(engine, measures, checks=checks), Certificates(servers_of(settings)))
    running = [(part.name, part.run(stop)) for part in (*parts, *measuring)]
    code = await supervise([("watch", watch), *running], stop)
    async with asyncio.timeout(CANCEL_SECONDS):
        await engine.dispose()
    return code


def worker_cli(
    settings_class: type[SettingsT],
    package: str,
    *,
    parts: Parts[SettingsT],
    projections: Sequence[Projection],
    jobs: Sequence[Job] = (),
    tasks: Sequence[ConsoleTask] = (),
    recoveries: Sequence[Recovery] = (),
    measures: Sequence[Measure] = (),
) -> None:
    """`python -m services.<name>.worker`; without a word it runs. `package` is `services.<name>`. Exits the process.

    `jobs` are what the service does by the clock, `tasks` what is done on the server's console, `recoveries` what it
    takes over of the events that its database lost, `measures` what it measures from its database.
    """
    asked = parser(__doc__, projections, tasks).parse_args()
    if asked.task == "sql":
        print_sql(package)
        return
    settings = load_or_exit(settings_class)
    clock.set_ahead(settings.clock_ahead)
    configure_logging(service=f"{settings.service_name}-worker", level=settings.log_level)
    export_spans(settings.otlp_endpoint, service=f"{settings.service_name}-worker")
    try:
        if asked.task == "run":
            sys.exit(run_worker(settings, parts, package=package, jobs=jobs, measures=measures))
        for task in tasks:
            if task.name == asked.task:
                sys.exit(asyncio.run(run_console_task(settings, task, asked)))
        asyncio.run(run_task(settings, package, projections, asked, recoveries))
        asyncio.run(run_once_migrated(settings, tasks, asked))
    except ConfigurationFault as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(EXIT_UNCONFIGURED)
