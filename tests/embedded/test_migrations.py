"""The four databases of an embedded stack, brought up to date by processes of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.embedded.configuration import write_secrets
from deploy.embedded.migrations import migrate
from deploy.embedded.postgres import Postgres
from deploy.embedded.site import SERVICES, Ports, Site
from deploy.trouble import Trouble
from shared.health import newest_migration


@dataclass(frozen=True)
class Place:
    """A stack of which PostgreSQL alone runs, without databases."""

    site: Site
    postgres: Postgres

    def revision(self, service: str) -> str:
        return self.postgres.psql(service, "SELECT version_num FROM alembic_version")


@pytest.fixture
def place() -> Iterator[Place]:
    home = Path(tempfile.mkdtemp(prefix="veterans-"))
    home.chmod(0o755)
    site = Site(home, Ports.free())
    (home / "run").mkdir()
    write_secrets(site)
    server = Postgres(home, site.ports.postgres_port, durable=False)
    server.start()
    yield Place(site, server)
    server.delete_data()
    shutil.rmtree(home)


def test_each_is_at_its_newest_and_what_one_cannot_do_is_said_and_tried_again(place: Place) -> None:
    missing = "benefits"
    for service in SERVICES:
        if service != missing:
            place.postgres.create_database(service)

    with pytest.raises(Trouble, match=f"not migrated: {missing}$"):
        migrate(place.site, place.postgres)

    assert all(place.revision(each) == newest_migration(f"services.{each}") for each in SERVICES if each != missing)

    place.postgres.create_database(missing)
    migrate(place.site, place.postgres)

    assert place.revision(missing) == newest_migration(f"services.{missing}")
