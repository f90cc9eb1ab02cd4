"""A server of its own, whose log nobody else writes, and its backups in a folder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.backup.settings import Settings
from deploy.backup.work import Backups
from deploy.embedded.account import unprivileged
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from deploy.embedded.postgres_paths import postgres_paths
from tests.embedded.given import eventually

DATABASES = ("one", "other")


@dataclass
class Kept:
    """`environment`: what the command line is told; `backups`: the same from inside."""

    server: Postgres
    environment: dict[str, str]
    backups: Backups

    def command(self, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deploy.backup", "--json", *words]
        environment = {**os.environ, "VETERANS_LANGUAGE": "en", **self.environment, **told}
        return subprocess.run(command, env=environment, capture_output=True, check=False, text=True)

    def done(self, *words: str) -> list[dict[str, Any]]:
        """What a command that succeeds says."""
        done = self.command(*words)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def instant(self) -> str:
        """Between what was written before and what is written after."""
        return self.server.psql("one", 'SELECT to_char(clock_timestamp(), \'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\')')


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, server_home: Path) -> Iterator[Kept]:
    """With a keeper that receives the log, and two databases."""
    home = server_home / "backed-up"
    home.mkdir()
    home.chmod(0o755)
    server = Postgres(home, free_port())
    server.start()
    for name in DATABASES:
        server.create_database(name)
        server.psql(name, "CREATE TABLE told (id int PRIMARY KEY, said text); INSERT INTO told VALUES (1, '甲')")
    (home / "key").write_text("the key of these backups")
    account = unprivileged()
    environment = {
        "BACKUP_NAME": "tried",
        "BACKUP_DATABASES": ",".join(DATABASES),
        "BACKUP_URL": f"postgresql://postgres@127.0.0.1:{server.port}/postgres",
        "BACKUP_PASSWORD_FILE": str(home / "secrets" / "postgres-admin"),
        "BACKUP_KEY_FILE": str(home / "key"),
        "BACKUP_FOLDER": str(tmp_path_factory.mktemp("vault")),
        "BACKUP_WORK": str(home / "work"),
        "BACKUP_SCRATCH": str(home / "scratch"),
        "BACKUP_POSTGRES": str(postgres_paths(home, account).programs),
        "BACKUP_ACCOUNT": f"{account.uid}:{account.gid}" if account else "",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKUP_POSTGRES", environment["BACKUP_POSTGRES"])
        backups = Backups.of(Settings.read(environment))
        command = [sys.executable, "-m", "deploy.backup", "keep"]
        with (home / "keeper.log").open("wb") as log:
            keeper = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        assert eventually(lambda: "log_timestamp_seconds" in backups.state.read()), (home / "keeper.log").read_text()
        yield Kept(server, environment, backups)
        keeper.terminate()
        keeper.wait(30)
        server.delete_data()
