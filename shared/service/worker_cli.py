"""What a worker's command line does besides running: migrate, sql, rebuild, republish, check-identity."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import create_engine
from shared.inbox.projection import Projection
from shared.service.audit_cli import kept_link, verify_audit
from shared.service.console import ConsoleTask, add_tasks, console_work, run_on_console
from shared.service.reconcile_cli import Recovery, check_log, reconcile
from shared.settings import EncryptingSettings, ServiceSettings

if TYPE_CHECKING:
    from shared.rebuild.rebuild import Rebuilt

# Finding the first event since an instant reads the whole outbox.
REPUBLISH_SECONDS = 600
# A tenth of the usual weight: a rebuild takes minutes, and whoever works meanwhile goes before it.
REBUILD_NICENESS = 10


def worker_engine(settings: ServiceSettings, *, statement_timeout_seconds: int | None = None) -> AsyncEngine:
    """The engine of a worker process; a task that reads whole tables may give its statements longer."""
    return create_engine(
        settings.database_urls,
        pool_size=settings.database_pool_size,
        application_name=f"{settings.service_name}-worker",
        statement_timeout_seconds=statement_timeout_seconds or settings.statement_timeout_seconds,
        authority=settings.database_authority,
    )


def parser(
    described: str | None, projections: Sequence[Projection], console_tasks: Sequence[ConsoleTask] = ()
) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(dest="task", metavar="task")
    parser.set_defaults(task="run")  # after the subparsers, whose own default of None it replaces
    tasks.add_parser("run", help="relay and consume until SIGTERM (the default)")
    tasks.add_parser(
        "migrate", help="create the application role, migrate the database, grant; bring it under its keys"
    )
    tasks.add_parser("sql", help="print all migrations as SQL; needs no configuration")
    again = tasks.add_parser("rebuild", help="read a projection's events from the first on and swap in the result")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("projection", nargs="?", choices=[projection.name for projection in projections])
    which.add_argument("--all", action="store_true", help="every projection, one after the other")
    which.add_argument("--missed", action="store_true", help="each that was not given every event, as readiness says")
    which.add_argument(
        "--from-log", action="store_true", help="every projection, and what the log says replaces what was applied"
    )
    once_more = tasks.add_parser("republish", help="send again what was published, all of it or since an instant")
    once_more.add_argument("--since", type=_instant, help="ISO 8601, like 2026-05-01T00:00:00+08:00; else all of it")
    back = tasks.add_parser(
        "reconcile", help="list what Kafka holds in this service's name and its database lost, a line of JSON each"
    )
    back.add_argument("--yes", action="store_true", help="then make the topics anew and publish all of history again")
    back.add_argument("--anew", action="store_true", help="the same when nothing is lost: the log itself is broken")
    tasks.add_parser("check-log", help="does Kafka hold all that was published? a line of JSON; 1 when it does not")
    tasks.add_parser("check-identity", help="show registry who this service is; does it answer with a token?")
    tasks.add_parser("key-names", help="by which names what they wrapped knows the master keys that are configured")
    add_tasks(tasks, console_tasks)
    audit = tasks.add_parser("verify-audit", help="compute the audit's chain anew, all of it; a line of JSON")
    audit.add_argument(
        "--expect", type=kept_link, action="append", default=[], metavar="POSITION:DIGEST",
        help="as a log kept it (audit_chained); may be given several times",
    )  # fmt: skip
    return parser


def _instant(written: str) -> datetime:
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("the instant needs a time zone")
    return instant


# These tasks import what they need themselves: a running worker need not carry Alembic.


def print_sql(package: str) -> None:
    from shared.database.migrating import migration_sql

    sys.stdout.write(migration_sql(package))


async def run_task(
    settings: ServiceSettings,
    package: str,
    projections: Sequence[Projection],
    asked: argparse.Namespace,
    recoveries: Sequence[Recovery] = (),
) -> None:
    if asked.task == "migrate":
        from shared.database.migrating import migrate

        await migrate(settings, package)
    elif asked.task == "republish":
        await _republish(settings, asked.since)
    elif asked.task in {"reconcile", "check-log"}:
        await _compare_log(settings, asked, recoveries)
    elif asked.task in {"check-identity", "key-names"}:
        await _show_own(settings, asked.task)
    elif asked.task == "verify-audit":
        await verify_audit(worker_engine(settings, statement_timeout_seconds=REPUBLISH_SECONDS), asked.expect)
    else:
        chosen = [each for each in projections if asked.projection in {each.name, None}]
        await _rebuild(settings, chosen, from_log=asked.from_log, missed=asked.missed)


async def run_once_migrated(settings: ServiceSettings, tasks: Sequence[ConsoleTask], asked: argparse.Namespace) -> None:
    """After `migrate`: what of the tasks is due before the service starts."""
    due = [task.once_migrated for task in tasks if task.once_migrated is not None and asked.task == "migrate"]
    engine = worker_engine(settings)
    for each in due:
        await each(settings, console_work(engine))
    await engine.dispose()


async def _show_own(settings: ServiceSettings, task: str) -> None:
    if task == "key-names":
        names = settings.keyring.fingerprint_secrets if isinstance(settings, EncryptingSettings) else ()
        sys.stdout.writelines(f"{name.hex()}\n" for name in names)
        return
    from shared.service.identity_cli import check_identity

    await check_identity(settings)


async def _compare_log(settings: ServiceSettings, asked: argparse.Namespace, recoveries: Sequence[Recovery]) -> None:
    engine = worker_engine(settings, statement_timeout_seconds=REPUBLISH_SECONDS)
    if asked.task == "check-log":
        await check_log(engine, settings)
    else:
        await reconcile(engine, settings, yes=asked.yes, anew=asked.anew, recoveries=recoveries)


async def run_console_task(settings: ServiceSettings, task: ConsoleTask, asked: argparse.Namespace) -> int:
    """The exit status."""
    engine = worker_engine(settings)
    try:
        return await run_on_console(task, settings, asked, console_work(engine))
    finally:
        await engine.dispose()


async def _rebuild(
    settings: ServiceSettings, projections: Sequence[Projection], *, from_log: bool, missed: bool
) -> None:
    from shared.rebuild.rebuild import list_missing, rebuild, rebuild_all_from_log
    from shared.rebuild.replay import LogIncomplete
    from shared.rebuild.reread import RebuildFailed

    os.nice(REBUILD_NICENESS)
    name = "everything"
    try:
        if from_log:
            _say(name, await rebuild_all_from_log(settings, projections))
            return
        for projection in await list_missing(settings, projections) if missed else projections:
            name = projection.name
            _say(name, await rebuild(settings, projection))
    except (RebuildFailed, LogIncomplete, TimeoutError) as fault:
        why = fault or "Kafka 或数据库应答太慢 · Kafka or the database took too long"
        sys.exit(f"未重建，原样未动 · {name} was not rebuilt and is as it was: {why}")


def _say(name: str, rebuilt: "Rebuilt") -> None:
    zh = f"已读 {rebuilt.events} 条事件，更正 {rebuilt.rows} 行"
    en = f"{rebuilt.events} events read, {rebuilt.rows} rows were not as they should be"
    if rebuilt.parked:
        zh, en = f"{zh}，搁置 {rebuilt.parked} 个主键", f"{en}, {rebuilt.parked} keys are parked"
    sys.stdout.write(f"{name}: {zh} · {en}\n")


async def _republish(settings: ServiceSettings, since: datetime | None) -> None:
    from shared.outbox.republish import UNDER_WAY_SECONDS, republish

    engine = worker_engine(settings, statement_timeout_seconds=REPUBLISH_SECONDS)
    events = await republish(engine, since)
    await engine.dispose()
    sys.stderr.write(f"等待已在途的发送结束 · waiting {UNDER_WAY_SECONDS} s for what was under way already\n")
    await asyncio.sleep(UNDER_WAY_SECONDS)
    sys.stdout.write(f"重新发布 {events} 条事件 · {events} events are published again\n")
