"""Migrations by the real path: role, tables, grants; up, down, twice, and from two places at once."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.postgres import Postgres
from shared.audit.tables import AUDIT, AUDIT_CHAIN, AUDIT_CHECKPOINT
from shared.auth.tables import ACCESS_GRANT
from shared.calendar.tables import WORKING_CALENDAR
from shared.database.engine import async_url, create_engine
from shared.database.metadata import KERNEL
from shared.database.migrating import migrate, migration_sql, shut
from shared.idempotency.tables import IDEMPOTENCY
from shared.inbox.tables import CONSUMER_OFFSET
from shared.outbox.tables import OUTBOX
from shared.schedule.tables import SCHEDULE
from shared.settings import ConfigurationFault, ServiceSettings
from tests.databases import Databases
from tests.given import given_settings_for

PACKAGE = "tests.shared.kernel"
EXPECTED = (
    AUDIT, AUDIT_CHAIN, AUDIT_CHECKPOINT, IDEMPOTENCY, ACCESS_GRANT, OUTBOX, CONSUMER_OFFSET, SCHEDULE,
    WORKING_CALENDAR,
)  # fmt: skip
AUDIT_COLUMNS = "recorded_at, on_behalf_of, action, subject, purpose, address, result, correlation_id"
INSERT_ONLY = [
    ("audit", f"({AUDIT_COLUMNS}) VALUES (now(), '', '', '', '', '', '', '')", "result = ''"),
    ("audit_chain", "VALUES (1, 1, '')", "digest = ''"),
    ("audit_checkpoint", "VALUES (1, '', now())", "digest = ''"),
]
COLUMNS = """
    SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema IN ('public', 'rebuild') ORDER BY 1, 2, 3
"""


async def run(settings: ServiceSettings, statement: str) -> list[tuple[object, ...]]:
    """As the application role."""
    engine = create_engine(settings.database_url.get_secret_value(), pool_size=1, application_name="migrating tests")
    try:
        async with engine.begin() as connection:
            found = await connection.execute(text(statement))
            return [tuple(row) for row in found] if found.returns_rows else []
    finally:
        await engine.dispose()


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), KERNEL))


class TestAMigratedDatabase:
    async def test_has_the_tables_the_code_expects(self, databases: Databases) -> None:
        assert {table.name for table in EXPECTED} <= set(KERNEL.tables)
        settings = await databases.create("migrated_a", PACKAGE)
        url = settings.database_url.get_secret_value()
        engine = create_engine(url, pool_size=1, application_name="migrating tests")
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()

    @pytest.mark.parametrize(("table", "values", "changed"), INSERT_ONLY)
    async def test_lets_the_application_only_add_to_the_audit_and_read_it(
        self, databases: Databases, table: str, values: str, changed: str
    ) -> None:
        settings = await databases.create(f"migrated_{table}", PACKAGE)
        await run(settings, f"INSERT INTO {table} {values}")
        assert len(await run(settings, f"SELECT * FROM {table}")) == 1
        changes = (f"UPDATE {table} SET {changed}", f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}")
        for statement in changes:
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                await run(settings, statement)

    async def test_numbers_the_rows_of_the_audit_itself(self, databases: Databases) -> None:
        """One with the highest number there is would seem to be the last, and nothing after it be chained."""
        settings = await databases.create("migrated_number", PACKAGE)
        for statement in (
            f"INSERT INTO audit (audit_id, {AUDIT_COLUMNS}) OVERRIDING SYSTEM VALUE "
            "VALUES (9000000000000000000, now(), '', '', '', '', '', '', '')",
            "SELECT setval(pg_get_serial_sequence('audit', 'audit_id'), 9000000000000000000)",
            "SELECT nextval(pg_get_serial_sequence('audit', 'audit_id'))",
        ):
            with pytest.raises(DBAPIError, match=r"permission denied"):
                await run(settings, statement)

    async def test_lets_the_application_change_no_table(self, databases: Databases) -> None:
        settings = await databases.create("migrated_c", PACKAGE)
        for statement in (
            "CREATE TABLE x ()",
            "ALTER TABLE outbox ADD x int",
            "UPDATE alembic_version SET version_num = ''",
            "CREATE ROLE x",
            "CREATE SCHEMA x",
        ):
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                await run(settings, statement)

    async def test_gives_the_application_the_tables_of_later_migrations(
        self, databases: Databases, postgres: Postgres
    ) -> None:
        settings = await databases.create("migrated_d", PACKAGE)
        postgres.psql("migrated_d", "CREATE TABLE later (a int)")
        await run(settings, "INSERT INTO later VALUES (1)")
        postgres.psql("migrated_d", "CREATE TABLE rebuild.shadow (a int)")

    async def test_shuts_out_the_role_of_another_database(self, databases: Databases, postgres: Postgres) -> None:
        await databases.create("migrated_e", PACKAGE)
        stranger = await databases.create("migrated_f", PACKAGE)
        url = stranger.database_url.get_secret_value().rsplit("/", 1)[0] + "/migrated_e"
        intruding = stranger.model_copy(update={"database_url": SecretStr(url)})
        with pytest.raises(Exception, match="permission denied for database"):
            await run(intruding, "SELECT 1")


class TestMigrating:
    async def test_twice_changes_nothing(self, databases: Databases) -> None:
        settings = await databases.create("migrated_g", PACKAGE)
        await migrate(settings, PACKAGE)
        assert await run(settings, "SELECT version_num FROM alembic_version") == [("0006",)]

    async def test_from_two_places_at_once_works(self, databases: Databases, postgres: Postgres) -> None:
        postgres.create_database("migrated_h")
        settings = given_settings_for(ServiceSettings, postgres, database="migrated_h")
        await asyncio.gather(*(migrate(settings, PACKAGE) for _ in range(3)))
        assert await run(settings, "SELECT version_num FROM alembic_version") == [("0006",)]

    async def test_shuts_the_servers_own_databases_from_eight_places_at_once(self, postgres: Postgres) -> None:
        """As the four services of the embedded stack do, in one server: they write the same row."""
        postgres.create_database("shut")
        engine = create_async_engine(async_url(postgres.admin_url("postgres")), pool_size=8)

        async def shutting() -> None:
            async with engine.connect() as connection:
                await connection.run_sync(shut, ["shut"])

        for _ in range(5):
            postgres.psql("postgres", "GRANT CONNECT ON DATABASE shut TO PUBLIC")
            await asyncio.gather(*(shutting() for _ in range(8)))
            asked = "SELECT has_database_privilege('public', 'shut', 'CONNECT')"
            assert postgres.psql("postgres", asked) == "f"
        await engine.dispose()

    async def test_down_and_up_again_leaves_the_same(self, databases: Databases, postgres: Postgres) -> None:
        settings = await databases.create("migrated_i", PACKAGE)
        before = postgres.psql("migrated_i", COLUMNS)
        await migrate(settings, PACKAGE, "base")
        assert postgres.psql("migrated_i", COLUMNS) == "public|alembic_version|version_num|character varying"
        await migrate(settings, PACKAGE)
        assert postgres.psql("migrated_i", COLUMNS) == before

    async def test_leaves_a_database_of_a_later_release_as_it_is(
        self, databases: Databases, postgres: Postgres
    ) -> None:
        settings = await databases.create("migrated_later", PACKAGE)
        postgres.psql("migrated_later", "CREATE TABLE later (a int); UPDATE alembic_version SET version_num = '0007'")
        await migrate(settings, PACKAGE)
        assert await run(settings, "SELECT version_num FROM alembic_version") == [("0007",)]
        assert await run(settings, "SELECT * FROM later") == []

    async def test_makes_no_empty_database_in_the_place_of_one_that_has_backups(
        self, postgres: Postgres, tmp_path: Path
    ) -> None:
        postgres.create_database("migrated_lost")
        given = given_settings_for(ServiceSettings, postgres, database="migrated_lost")
        settings = given.model_copy(update={"backups": tmp_path / "kernel"})
        backup = tmp_path / "kernel" / "7712957888881954848" / "base" / "20261127T205809Z"
        backup.mkdir(parents=True)
        (backup / "about.json.bin").touch()
        with pytest.raises(ConfigurationFault, match="veterans restore kernel --lost"):
            await migrate(settings, PACKAGE)
        assert postgres.psql("migrated_lost", COLUMNS) == ""
        (backup / "about.json.bin").unlink()  # one that was never whole is none
        await migrate(settings, PACKAGE)
        (backup / "about.json.bin").touch()
        await migrate(settings, PACKAGE)  # a database that is there has backups as it should

    async def test_gives_the_role_a_changed_password(self, databases: Databases) -> None:
        settings = await databases.create("migrated_j", PACKAGE)
        url = settings.database_url.get_secret_value().replace(":test@", ":it's %25 new@")
        changed = settings.model_copy(update={"database_url": SecretStr(url)})
        await migrate(changed, PACKAGE)
        assert await run(changed, "SELECT 1") == [(1,)]
        with pytest.raises(Exception, match="password authentication failed"):
            await run(settings, "SELECT 1")

    async def test_lets_who_watches_read_what_the_server_counts_and_no_row(
        self, databases: Databases, postgres: Postgres
    ) -> None:
        settings = await databases.create("migrated_watched", PACKAGE)
        watched = settings.model_copy(update={"watcher_password": SecretStr("it's %25 seen")})
        await migrate(watched, PACKAGE)
        url = URL.create("postgresql", "watcher", "it's %25 seen", "127.0.0.1", postgres.port, "migrated_watched")
        watcher = settings.model_copy(update={"database_url": SecretStr(url.render_as_string(hide_password=False))})
        await run(watcher, "SELECT pg_ls_waldir()")
        await run(watcher, "SELECT xact_commit FROM pg_stat_database")
        for statement in ("SELECT * FROM outbox", "SELECT * FROM alembic_version", "CREATE TABLE a (b int)"):
            with pytest.raises(Exception, match="permission denied"):
                await run(watcher, statement)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"migration_url": None}, "MIGRATION_URL is missing"),
            ({"database_url": SecretStr("postgresql://a@h/b")}, "must name a role, its password"),
            ({"database_url": SecretStr("postgresql://a:b@h/other")}, "the same database"),
        ],
    )
    async def test_says_what_the_configuration_lacks(
        self, postgres: Postgres, changes: dict[str, object], said: str
    ) -> None:
        settings = given_settings_for(ServiceSettings, postgres, database="kernel").model_copy(update=changes)
        with pytest.raises(ConfigurationFault, match=said):
            await migrate(settings, PACKAGE)

    async def test_gives_up_rather_than_make_everyone_wait_behind_it(
        self, databases: Databases, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = await databases.create("migrated_k", PACKAGE, "0001")
        monkeypatch.setattr("shared.database.env.LOCK_TIMEOUT", "50ms")
        engine = create_engine(settings.database_url.get_secret_value(), pool_size=1, application_name="reader")
        async with engine.connect() as connection:
            await connection.execute(text("SELECT * FROM audit"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                await migrate(settings, PACKAGE, "base")
        await engine.dispose()
        assert await run(settings, "SELECT version_num FROM alembic_version") == [("0001",)]


class TestTheSqlOfMigrations:
    def test_needs_no_database(self) -> None:
        script = migration_sql(PACKAGE)
        assert "CREATE TABLE audit" in script
        assert "SET version_num='0003'" in script
