"""`veterans restore`: the database of a service of the embedded stack goes back to an instant.

The stack stands meanwhile, since its launcher would start what is stopped; PostgreSQL and Kafka alone are started here.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

import typer

from deploy.embedded import migrations
from deploy.embedded.claim import claim
from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.embedded.program import spawn, wait_ready
from deploy.embedded.site import Site
from deploy.embedded.stack import START_SECONDS, kafka_of
from deploy.operator.backup import backup_job
from deploy.operator.installation import started
from deploy.operator.job import run_job
from deploy.operator.options import DEFAULT_HOME, KNOWERS, Home, Producer, running_site
from deploy.operator.screen import say
from deploy.trouble import Trouble

Until = Annotated[
    str, typer.Option("--until", help="如 2026-01-31T08:00:00+08:00，缺省为全部 · an instant, else all there is")
]
Lost = Annotated[bool, typer.Option("--lost", help="现有数据已损坏，不先保存 · what stands now is not kept first")]


def restore(service: Producer, until: Until = "", *, lost: Lost = False, home: Home = DEFAULT_HOME) -> None:
    """将一个服务的数据库恢复到某一时刻；请先运行 veterans down。 Put a database back; after `veterans down`."""
    where = started(home)
    words = [*(("--until", until) if until else ()), *(("--lost",) if lost else ())]
    with servers(running_site(home)) as postgres:
        if backup_job(running_site(home), "restore", service, *words):
            raise Trouble("未恢复，数据库未变。", "not restored; the database is as it was.")
        migrations.migrate(running_site(home), postgres, always=True)
        if service in KNOWERS and run_job(where, service, "erase-again"):
            raise Trouble(
                f"未能重新删除，请勿启动；排除故障后再次恢复 {service}。",
                f"erasures were not done again: do not start it; mend what is wrong, and restore {service} again.",
            )
    say(f"已恢复；启动后：veterans reconcile {service}", f"restored; once it runs: veterans reconcile {service}")


@contextmanager
def servers(where: Site) -> Iterator[Postgres]:
    """PostgreSQL and Kafka of a stack that does not run, for a while."""
    record = Record(where.home)
    claim(where, record)
    postgres, kafka = Postgres(where.home, where.ports.postgres_port), kafka_of(where)
    with ExitStack() as ended:
        ended.callback(record.release)
        postgres.prepare()
        kafka.prepare()
        for program, is_ready in ((postgres.program(), postgres.is_ready), (kafka.program(), kafka.is_ready)):
            running = spawn(program)
            ended.callback(running.stop)
            wait_ready(running, is_ready, START_SECONDS)
        yield postgres
