"""Bringing a service's database to its newest state: the application role, the migrations, the grants."""

import io
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.engine import async_url, encryption
from shared.database.locks import MIGRATION
from shared.database.script import execute_script, split_statements
from shared.settings import ConfigurationFault, ServiceSettings

# Who reads what PostgreSQL says of itself, for Prometheus.
WATCHER = "watcher"
_CREATED = re.compile(r"^CREATE (TABLE|SCHEMA) (\w+)", re.IGNORECASE)


async def migrate(settings: ServiceSettings, package: str, revision: str = "head") -> None:
    """Migrate the database of `package` (`services.<name>`) to `revision`; safe to run from two places at once.

    As the role of `migration_url`: creates the application role of `database_url` when it is missing, sets its
    password (and those of who watches), runs the migrations, grants it what it may do: all rows of all tables, of
    those marked `INSERT_ONLY` only insert and select, and the numbers of their rows are the database's to give. Nobody
    but administrators reaches the server's own databases any more. Raises ConfigurationFault where the database is
    empty and has backups.
    """
    admin, application = _addresses(settings)
    engine = create_async_engine(
        admin,
        hide_parameters=True,
        connect_args={
            "server_settings": {"application_name": f"{package} migrate"},
            **encryption(settings.database_authority),
        },
    )
    try:
        async with engine.connect() as connection:
            await connection.execute(select(func.pg_advisory_lock(*MIGRATION)))
            await connection.commit()
            await connection.run_sync(_must_not_be_lost, settings.backups)
            await connection.run_sync(_ensure_role, application.username or "", application.password or "")
            if settings.watcher_password:
                await connection.run_sync(_ensure_watcher, settings.watcher_password.get_secret_value())
            await connection.run_sync(_move, package, revision)
            if revision != "base":  # where no table is left
                await connection.run_sync(_grant, application, insert_only_tables(package))
            await connection.run_sync(shut)
    finally:
        await engine.dispose()


def migration_sql(package: str) -> str:
    """All migrations of a service as one SQL script, without a database; for linters and cautious administrators."""
    script = io.StringIO()
    command.upgrade(alembic_config(package, output=script), "head", sql=True)
    return script.getvalue()


def alembic_config(package: str, connection: Connection | None = None, output: io.StringIO | None = None) -> Config:
    """Alembic's configuration for a service, on an open connection or writing SQL to `output`. No alembic.ini."""
    config = Config(output_buffer=output)
    place = Path(str(files(f"{package}.migrations")))
    config.set_main_option("script_location", str(place).replace("%", "%%"))
    config.set_main_option("version_locations", str(place / "versions").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade_kernel(version: int) -> None:
    """For a migration of a service: brings the tables every service has to `version`, from shared/*/schema_v<n>.sql."""
    for script in _kernel_scripts(f"schema_v{version}.sql"):
        execute_script(script)


def downgrade_kernel(version: int) -> None:
    """Takes back what `upgrade_kernel` did: drops what version 1 created, else runs shared/*/schema_v<n>_down.sql."""
    if version > 1:
        for script in reversed(_kernel_scripts(f"schema_v{version}_down.sql")):
            execute_script(script)
        return
    statements = [statement for script in _kernel_scripts("schema_v1.sql") for statement in split_statements(script)]
    for statement in reversed(statements):
        if created := _CREATED.match(statement):
            op.execute(f"DROP {created[1]} {created[2]}")


def _kernel_scripts(name: str) -> list[str]:
    found = [script for room in files("shared").iterdir() if (script := room.joinpath(name)).is_file()]
    return [script.read_text(encoding="utf-8") for script in sorted(found, key=str)]


def _addresses(settings: ServiceSettings) -> tuple[URL, URL]:
    administrator, role = settings.variable("migration_url"), settings.variable("database_url")
    if settings.migration_url is None:
        raise ConfigurationFault(f"{administrator} is missing: migrations need a role that may create tables and roles")
    admin = async_url(settings.migration_url.get_secret_value())
    application = async_url(settings.database_url.get_secret_value())
    if not application.username or not application.password or application.database != admin.database:
        raise ConfigurationFault(f"{role} must name a role, its password and the same database as {administrator}")
    return admin, application


def _must_not_be_lost(connection: Connection, backups: Path | None) -> None:
    """Who goes on with an empty database in the place of one that is gone loses it without a word."""
    if backups is None or inspect(connection).has_table("alembic_version"):
        return
    if next(backups.glob("*/base/*/about.json*"), None):
        name = backups.name
        raise ConfigurationFault(
            f"{name} 的数据库是空的，却有它的备份：数据卷丢失了？请恢复：./veterans restore {name} --lost；"
            f"确实要从头开始的，先移走 backup/{name}。\n"
            f"the database of {name} is empty, and there are backups of it: is its volume lost? "
            f"Restore it: ./veterans restore {name} --lost; to begin anew, move backup/{name} away first."
        )


def _ensure_role(connection: Connection, role: str, password: str) -> None:
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
    verb = "ALTER" if known else "CREATE"
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
    quoted = text(f"SELECT format('%I {attributes} PASSWORD %L', CAST(:role AS text), CAST(:password AS text))")
    words = connection.execute(quoted, {"role": role, "password": password}).scalar_one()
    connection.exec_driver_sql(f"{verb} ROLE {words}")
    connection.commit()


def _ensure_watcher(connection: Connection, password: str) -> None:
    """It reads what PostgreSQL counts, and none of our rows."""
    _ensure_role(connection, WATCHER, password)
    database = connection.dialect.identifier_preparer.quote(connection.engine.url.database or "")
    connection.exec_driver_sql(f"GRANT pg_monitor TO {WATCHER}")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {WATCHER}")
    connection.commit()


def _move(connection: Connection, package: str, revision: str) -> None:
    config = alembic_config(package, connection)
    if revision == "base" or revision.startswith("-"):
        command.downgrade(config, revision)
    elif revision != "head" or not _is_of_a_later_release(connection, config):
        command.upgrade(config, revision)
    connection.commit()


def _is_of_a_later_release(connection: Connection, config: Config) -> bool:
    """Whoever goes back to this release finds it so: what came after lets it go on, and is left as it is."""
    found = MigrationContext.configure(connection).get_current_revision() or ""
    return found > (ScriptDirectory.from_config(config).get_current_head() or "")


def insert_only_tables(package: str) -> list[str]:
    """The names of the tables marked so, of the kernel and of the service."""
    modules = [
        import_module(f"{place}.{room.name}.tables")
        for place in ("shared", package)
        for room in files(place).iterdir()
        if room.joinpath("tables.py").is_file()
    ]
    tables = [each for module in modules for each in vars(module).values() if isinstance(each, Table)]
    return sorted({table.name for table in tables if table.info.get("insert_only")})


def _grant(connection: Connection, application: URL, insert_only: Sequence[str]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    role, database = quote(application.username or ""), quote(application.database or "")
    present = inspect(connection).get_table_names()  # not all of them exist at an earlier revision
    for statement in (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, CREATE ON SCHEMA rebuild TO {role}",  # where a rebuild makes its shadow tables
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
        *(words for name in insert_only if name in present for words in _insert_only(connection, name, role)),
    ):
        connection.exec_driver_sql(statement)
    connection.commit()


def shut(connection: Connection, databases: Sequence[str] = ("postgres", "template1")) -> None:
    """To everybody but who may do everything. Several services of one server migrate at once, and their rights stand in
    the same rows: one after the other, by a lock of the whole server, since advisory locks are those of a database."""
    asked = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if connection.scalar(asked):
        connection.exec_driver_sql("LOCK TABLE pg_database IN SHARE ROW EXCLUSIVE MODE")
        quote = connection.dialect.identifier_preparer.quote
        for database in map(quote, databases):
            connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    connection.commit()


def _insert_only(connection: Connection, table: str, role: str) -> Iterator[str]:
    yield f"REVOKE UPDATE, DELETE ON {table} FROM {role}"
    columns = inspect(connection).get_columns(table)
    numbers = [column["name"] for column in columns if "identity" in column]
    if not numbers:
        return
    given = ", ".join(column["name"] for column in columns if column["name"] not in numbers)
    yield f"REVOKE INSERT ON {table} FROM {role}"
    yield f"GRANT INSERT ({given}) ON {table} TO {role}"
    for name in numbers:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table, name)))
        yield f"GRANT SELECT ON SEQUENCE {sequence} TO {role}"
