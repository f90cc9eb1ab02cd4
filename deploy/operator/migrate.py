"""`veterans migrate`: bring the four databases up to date."""

from deploy.embedded import migrations
from deploy.embedded.claim import make_private
from deploy.embedded.configuration import write_secrets
from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.embedded.site import SERVICES
from deploy.operator.options import DEFAULT_HOME, Home, running_site
from deploy.operator.screen import say


def migrate(home: Home = DEFAULT_HOME) -> None:
    """升级四个数据库。 Bring the four databases up to date, whether the stack runs or not."""
    where = running_site(home)
    make_private(where.home)
    write_secrets(where)
    server = Postgres(where.home, where.ports.postgres_port)
    record = Record(where.home)
    if record.launcher() is None:
        record.hold()
        server.start()
    try:
        for service in SERVICES:
            server.create_database(service)
        migrations.migrate(where, server, always=True)
    finally:
        server.stop()
    say("四个数据库均为最新", "all four databases are up to date")
