"""Brings the four databases of an embedded stack up to date, all at once.

Each service migrates its own database in a process of its own, as it does in a container. A start that finds the very
migrations that were applied last, and the search keys of then, leaves them out: they would take a second to say that
there is nothing to do.
"""

import hashlib
import sys
from contextlib import nullcontext
from pathlib import Path

from deploy.embedded import configuration
from deploy.embedded.forks import Forks
from deploy.embedded.postgres import Postgres
from deploy.embedded.program import Program
from deploy.embedded.site import SERVICES, Site
from deploy.trouble import Trouble

ROOT = Path(__file__).parents[2]


def migrate(site: Site, postgres: Postgres, forks: Forks | None = None, *, always: bool = False) -> None:
    """`postgres` runs and holds the four databases; `forks`: where they are at hand. Raises Trouble when one has
    failed, and says which."""
    mark = site.home / "run" / "migrated"
    state = _state(site, postgres)
    if not always and mark.exists() and mark.read_text() == state:
        return
    with nullcontext(forks) if forks else Forks(site) as starting:
        # Backwards: registry has most to import.
        running = {each: starting.start(migrating(site, postgres, each)) for each in reversed(SERVICES)}
        failed = [service for service, each in running.items() if each.process.wait()]
    if failed:
        logs = "\n".join(running[service].program.tail() for service in failed)
        raise Trouble(f"{logs}\n未完成迁移：{', '.join(failed)}", f"{logs}\nnot migrated: {', '.join(failed)}")
    mark.write_text(state)


def migrating(site: Site, postgres: Postgres, service: str) -> Program:
    """It is told beside its own settings by whom tables and roles may be made."""
    as_administrator = {f"{service.upper()}_MIGRATION_URL": postgres.admin_url(service)}
    return Program(
        name=f"{service} migration",
        argv=(sys.executable, "-m", f"services.{service}.worker", "migrate"),
        log=site.home / "logs" / f"{service}-migration.log",
        folder=ROOT,
        environment=configuration.environment(site, service) | as_administrator,
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
