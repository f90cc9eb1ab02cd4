"""The servers a measurement runs on: PostgreSQL and Kafka of deploy/embedded, fresh, with their full durability."""

import importlib
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.configuration import TRIAL_COUNTY, encryption_key, signing_key
from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import LOOPBACK, free_port
from deploy.embedded.postgres import Postgres
from deploy.kafka.topics import Topic, apply
from shared.database.engine import create_engine
from shared.database.migrating import migrate
from shared.settings import ServiceSettings

ROOT = Path(__file__).parents[1]
PARTITIONS = 12
# What counting statements and telling when a transaction was committed needs; it costs the server a few per cent, ours
# and limit alike.
COUNTING = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "track_commit_timestamp": "on",
}


class Stage:
    """`with Stage() as stage:`; servers start when first asked for, and all of it is gone afterwards."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="veterans-bench-"))
        self.home.chmod(0o755)
        self._postgres: Postgres | None = None
        self._kafka: Kafka | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._kafka:
            self._kafka.kill()
        if self._postgres:
            self._postgres.delete_data()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def postgres(self) -> Postgres:
        if self._postgres is None:
            self._postgres = Postgres(self.home, free_port())
            self._postgres.settings.update(COUNTING)
            self._postgres.start()
        return self._postgres

    @property
    def kafka(self) -> Kafka:
        if self._kafka is None:
            self._kafka = Kafka(self.home, free_port(), free_port())
            self._kafka.start()
        return self._kafka

    async def database(self, package: str, **more: Any) -> "Database":
        """A new database with the migrations of `services.<name>`; `more` are settings of the service."""
        settings_class: type[ServiceSettings] = importlib.import_module(f"{package}.settings").Settings
        name = f"{package.rpartition('.')[2]}_{uuid4().hex[:8]}"
        self.postgres.create_database(name)
        settings = settings_class(**{**self._reach(settings_class, name), **more})
        await migrate(settings, package)
        self.postgres.psql(name, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return Database(name, settings, self.postgres)

    def topic(self, prefix: str = "bench", partitions: int = PARTITIONS) -> str:
        """A new topic of our own."""
        name = f"{prefix}-{uuid4().hex[:8]}"
        apply(self.kafka.broker, [Topic(name, partitions, {"message.timestamp.type": "LogAppendTime"})])
        return name

    def _reach(self, settings_class: type[ServiceSettings], name: str) -> dict[str, Any]:
        made = {"master_key": encryption_key, "search_key_a": encryption_key, "signing_key": signing_key}
        port, own = free_port(), {name: make() for name, make in made.items()} | {"centre_code": TRIAL_COUNTY}
        return {
            "database_url": f"postgresql://{name}:bench@{LOOPBACK}:{self.postgres.port}/{name}",
            "migration_url": self.postgres.admin_url(name),
            "kafka_bootstrap_servers": self.kafka.broker.servers,
            "kafka_user": self.kafka.broker.user,
            "kafka_password": self.kafka.broker.password.get(),
            "kafka_authority": self.kafka.broker.authority,
            "http_port": port,
            "worker_port": free_port(),
            "token_issuer": f"http://{LOOPBACK}:{port}",
            "jwks_url": f"http://{LOOPBACK}:{port}/.well-known/jwks.json",
            "synthetic_ids_allowed": True,
        } | {field: value for field, value in own.items() if field in settings_class.model_fields}


class Database:
    """One migrated database; `engine()` as the service opens it, `administer` as the superuser."""

    def __init__(self, name: str, settings: ServiceSettings, postgres: Postgres) -> None:
        self.name = name
        self.settings = settings
        self._postgres = postgres

    @property
    def url(self) -> str:
        """As the application role."""
        return self.settings.database_url.get_secret_value()

    @property
    def admin_url(self) -> str:
        return self._postgres.admin_url(self.name)

    def engine(self, pool_size: int = 10) -> AsyncEngine:
        return create_engine(self.url, pool_size=pool_size, application_name="bench")

    def administer(self, statement: str) -> str:
        return self._postgres.psql(self.name, statement)

    def settle(self) -> None:
        """What the server would otherwise do in the middle of a measurement."""
        self.administer("VACUUM ANALYZE")
        self.administer("CHECKPOINT")

    def forget_statements(self) -> None:
        self.administer("SELECT pg_stat_statements_reset()")

    def statements(self) -> int:
        """Round trips of the application role since the last reset, BEGIN and COMMIT included."""
        counted = (
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
            f" JOIN pg_roles ON pg_roles.oid = userid WHERE rolname = '{self.name}'"
        )
        return int(self.administer(counted))


def environment(settings: ServiceSettings) -> dict[str, str]:
    """The settings as a process is told them."""
    return {
        settings.variable(field): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for field, value in settings.model_dump(exclude_none=True).items()
    }
