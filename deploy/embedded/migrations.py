"""Brings the four databases of an embedded stack up to date, all at once.

Each service migrates its own database in a process of its own (`migrating`), as it does in a container. A start that
finds the very migrations that were applied last, and the search keys of then, leaves them out: they would take three
seconds to say that there is nothing to do.
"""

import hashlib
import json
import sys
from pathlib import Path

from deploy.embedded import configuration
from deploy.embedded.migrating import TOLD
from deploy.embedded.postgres import Postgres
from deploy.embedded.program import Program, never_ready, spawn
from deploy.embedded.site import SERVICES, Site

ROOT = Path(__file__).parents[2]


def migrate(site: Site, postgres: Postgres, *, always: bool = False) -> None:
    """`postgres` runs and holds the four databases. Raises Trouble."""
    mark = site.home / "run" / "migrated"
    state = _state(site, postgres)
    if always or not mark.exists() or mark.read_text() != state:
        program = migrating(site, postgres)
        if spawn(program).process.wait():
            raise never_ready(program)
        mark.write_text(state)


def migrating(site: Site, postgres: Postgres) -> Program:
    """What each service is told beside its own settings: by whom tables and roles may be made."""
    told = {
        service: {
            **configuration.environment(site, service),
            f"{service.upper()}_MIGRATION_URL": postgres.admin_url(service),
        }
        for service in SERVICES
    }
    return Program(
        name="migrations",
        argv=(sys.executable, "-m", "deploy.embedded.migrating"),
        log=site.home / "logs" / "migrations.log",
        folder=ROOT,
        environment={TOLD: json.dumps(told)},
    )


def _state(site: Site, postgres: Postgres) -> str:
    """Of everything a migration depends on: its code, the schemas it takes from shared/, which cluster it is, and the
    search keys, under which it brings what stands there."""
    digest = hashlib.sha256(postgres.identity.encode())
    keys = configuration.secrets_folder(site, "registry").glob("registry_search_key_*")
    schemas = (ROOT / "shared").rglob("*.sql")
    for file in sorted(
        [*ROOT.glob("services/*/migrations/**/*.py"), *(ROOT / "shared" / "database").glob("*.py"), *schemas, *keys]
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()
