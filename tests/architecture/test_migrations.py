"""Fence: one line of migrations per service; what they make is what the code expects."""

import importlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.metadata import KERNEL
from shared.database.migrating import migration_sql
from tests.architecture.tree import ROOT, SERVICES

ONLY_GROWS = {"audit", "audit_chain", "audit_checkpoint"}
ONLY_GROWS_IN = {
    "registry": {"case_party_past", "disclosure", "emergency_review", "entry_version", "family_relation_past"},
    "benefits": {"case_past", "entry_version"},
    "reporting": {"daily_report_return"},
}


def code_metadata(service: str) -> list[MetaData]:
    """The tables that the code of a service expects to find."""
    for tables in (ROOT / "shared").glob("*/tables.py"):
        importlib.import_module(f"shared.{tables.parent.name}.tables")
    for tables in (ROOT / "services" / service).glob("*/tables.py"):
        importlib.import_module(f"services.{service}.{tables.parent.name}.tables")
    mine: MetaData = importlib.import_module(f"services.{service}.database").METADATA
    return [KERNEL, mine]


def differences(connection: Connection, metadata: Any) -> list[object]:
    """What autogenerate would still change in a migrated database. Alembic takes several MetaData, but types one."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("service", SERVICES)
class TestTheMigrations:
    def test_have_one_head(self, service: str) -> None:
        scripts = ScriptDirectory(str(ROOT / "services" / service / "migrations"))
        assert len(scripts.get_heads()) == 1

    def test_are_numbered_in_order(self, service: str) -> None:
        scripts = ScriptDirectory(str(ROOT / "services" / service / "migrations"))
        revisions = [script.revision for script in reversed(list(scripts.walk_revisions()))]
        assert revisions == sorted(revisions)
        assert [revision[:4] for revision in revisions] == [f"{n:04}" for n in range(1, len(revisions) + 1)]

    def test_hold_no_lock_that_stops_the_county(self, service: str, tmp_path: Path) -> None:
        script = tmp_path / f"{service}.sql"
        script.write_text(migration_sql(f"services.{service}"), encoding="utf-8")
        squawk = [
            str(part) for part in (Path(sys.executable).with_name("squawk"), "--config", ROOT / ".squawk.toml", script)
        ]
        found = subprocess.run(squawk, check=False, capture_output=True, text=True)
        assert found.returncode == 0, found.stdout

    async def test_make_the_tables_that_the_code_expects(
        self, service: str, engines: Mapping[str, AsyncEngine]
    ) -> None:
        async with engines[service].connect() as connection:
            assert await connection.run_sync(differences, code_metadata(service)) == []

    async def test_give_the_service_no_right_to_rewrite_what_only_grows(
        self, service: str, engines: Mapping[str, AsyncEngine]
    ) -> None:
        marked = {
            table.name
            for metadata in code_metadata(service)
            for table in metadata.sorted_tables
            if table.info.get("insert_only")
        }
        assert marked == ONLY_GROWS | ONLY_GROWS_IN.get(service, set())
        rights = """
            SELECT DISTINCT relname FROM pg_class, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
            WHERE relname = ANY(:marked) AND has_table_privilege(pg_class.oid, privilege)
        """
        async with engines[service].connect() as connection:
            assert (await connection.execute(text(rights), {"marked": list(marked)})).all() == []

    async def test_shut_the_neighbours_out_of_its_database(
        self, service: str, engines: Mapping[str, AsyncEngine]
    ) -> None:
        rights = "SELECT has_database_privilege(r.rolname, current_database(), 'CONNECT') FROM pg_roles r"
        neighbours = [name for name in SERVICES if name != service]
        async with engines[service].connect() as connection:
            allowed = await connection.execute(text(rights + " WHERE r.rolname = ANY(:names)"), {"names": neighbours})
            assert set(allowed.scalars()) <= {False}

    async def test_shut_it_out_of_the_databases_of_the_server(
        self, service: str, engines: Mapping[str, AsyncEngine]
    ) -> None:
        asked = text("SELECT datname FROM pg_database WHERE has_database_privilege(datname, 'CONNECT') ORDER BY 1")
        async with engines[service].connect() as connection:
            reached = set((await connection.execute(asked)).scalars())
        assert reached & {service, "postgres", "template1"} == {service}
