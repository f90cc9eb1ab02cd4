"""The embedded PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="veterans-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class TestPostgres:
    async def test_is_version_18_with_the_extensions_the_services_need(self, postgres: Postgres) -> None:
        connection = await asyncpg.connect(postgres.admin_url())
        await connection.execute("CREATE EXTENSION IF NOT EXISTS ltree; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert connection.get_server_version().major == 18
        await connection.close()

    async def test_asks_for_the_generated_password(self, postgres: Postgres) -> None:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(host=postgres.host, port=postgres.port, user="postgres", password="postgres")

    def test_creates_a_database_once(self, postgres: Postgres) -> None:
        postgres.create_database("created_once")
        postgres.create_database("created_once")
        assert postgres.psql("created_once", "SELECT current_database()") == "created_once"

    def test_shows_its_password_and_what_is_asked_of_it_to_nobody_who_lists_processes(self, postgres: Postgres) -> None:
        password = postgres.admin_url().split(":")[2].split("@")[0]
        seen: list[str] = []
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(postgres.psql, "postgres", "SELECT pg_sleep(1), 'a-secret'")
            while not asking.done():
                seen += [" ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])]
        ours = [line for line in seen if "psql" in line and str(postgres.port) in line]
        assert ours
        assert [line for line in ours if password in line or "a-secret" in line] == []

    def test_keeps_data_and_password_across_restarts(self, home: Path) -> None:
        port = free_port()
        first = Postgres(home, port)
        first.start()
        first.psql("postgres", "CREATE TABLE kept (x int)")
        first.stop()
        second = Postgres(home, port)
        second.start()
        assert second.psql("postgres", "SELECT count(*) FROM kept") == "0"
        second.delete_data()

    @pytest.mark.parametrize("written", [f"{os.getpid()}\n/elsewhere\n", ""], ids=["a stranger's", "cut short"])
    def test_starts_beside_a_pid_file_whose_number_is_no_server_of_ours(self, home: Path, written: str) -> None:
        server = Postgres(home, free_port())
        server.prepare()
        (home / "postgres" / "postmaster.pid").write_text(written)
        server.start()
        assert server.is_ready()
        server.delete_data()

    def test_ends_a_server_that_a_killed_launcher_left_running(self, home: Path) -> None:
        left, next_one = Postgres(home, free_port()), Postgres(home, free_port())
        left.start()
        next_one.start()
        assert next_one.is_ready()
        assert not left.is_ready()
        next_one.delete_data()

    def test_never_runs_as_root_even_below_a_folder_that_only_its_owner_may_enter(self, home: Path) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        server = Postgres(closed / "veterans", free_port())
        server.start()
        data = closed / "veterans" / "postgres"
        assert data.stat().st_uid != 0
        server.delete_data()
        assert not data.exists()
