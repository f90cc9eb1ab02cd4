"""What tests begin with. People, accounts and places are invented."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from joserfc.jwk import ECKey
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared import clock
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT, VOUCHED_GRANT
from shared.command import Work
from shared.idempotency.claim import IdempotencyKey
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.settings import ServiceSettings
from tests.issuer import Issuer

CENTRE = "411329"
NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
PASSWORD = "test"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody there
SIGNING_KEY = ECKey.generate_key("P-256").as_pem(private=True).decode()
MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
SEARCH_KEY = base64.b64encode(bytes(range(32, 64))).decode()

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def loopback_url(postgres: Postgres, database: str) -> str:
    """The application role has the name of its database."""
    return f"postgresql://{database}:{PASSWORD}@{postgres.host}:{postgres.port}/{database}"


def given_settings_for(
    settings_class: type[SettingsT], postgres: Postgres, *, database: str, issuer: Issuer | None = None, **more: Any
) -> SettingsT:
    """Settings that reach a test database; `more` overrides or adds fields."""
    reach: dict[str, Any] = {
        "database_url": loopback_url(postgres, database),
        "migration_url": postgres.admin_url(database),
        "token_issuer": issuer.url if issuer else NOWHERE,
        "jwks_url": issuer.jwks_url if issuer else NOWHERE,
    }
    return given_settings(settings_class, **{**reach, **more})


def given_settings(settings_class: type[SettingsT], **more: Any) -> SettingsT:
    """Settings that are complete, but reach no server."""
    fields: dict[str, Any] = {
        "database_url": "postgresql://nobody:nothing@127.0.0.1:9/nowhere",
        "kafka_bootstrap_servers": "127.0.0.1:9",
        "kafka_password": "nothing",
        "kafka_authority": Path("nowhere"),
        "http_port": 8101,
        "worker_port": 8201,
        "token_issuer": NOWHERE,
        "jwks_url": NOWHERE,
        "synthetic_ids_allowed": True,
    }
    secrets = {"master_key": MASTER_KEY, "search_key_a": SEARCH_KEY, "signing_key": SIGNING_KEY}
    own = {**secrets, "centre_code": CENTRE}
    fields |= {name: value for name, value in own.items() if name in settings_class.model_fields}
    return settings_class(**{**fields, **more})


def kafka_settings(broker: Broker) -> dict[str, Any]:
    """What settings say of a broker."""
    return {
        "kafka_bootstrap_servers": broker.servers,
        "kafka_user": broker.user,
        "kafka_password": broker.password.get(),
        "kafka_authority": broker.authority,
    }


def given_caller(
    role: Role = Role.CENTRE_STAFF, *org_paths: str, account_id: UUID | None = None, language: Any = "zh-CN"
) -> Caller:
    """A caller with one grant for each org path, the whole county when none is named."""
    grants = tuple(Grant(new_id(), role, path, "testing") for path in org_paths or (CENTRE,))
    return Caller(account_id or new_id(), grants, language, "192.0.2.1")


def given_work(
    engine: AsyncEngine,
    caller: Caller | None = None,
    now: datetime = NOW,
    *,
    idempotency: IdempotencyKey | None = None,
) -> Work:
    """What a command is called with."""
    return Work(engine, caller or given_caller(), now, idempotency)


async def given_grant(
    engine: AsyncEngine, account_id: UUID, role: str = Role.CENTRE_STAFF, org_path: str = CENTRE, *,
    vouched: bool = True, **columns: Any,
) -> UUID:  # fmt: skip
    """A grant in force since 2020, as the service's own tables hold it; for calls by HTTP. Not `vouched`: told by an
    event alone."""
    grant_id = new_id()
    row = {
        "grant_id": grant_id,
        "account_id": account_id,
        "role": role,
        "org_path": org_path,
        "purpose": "testing",
        "valid_from": datetime(2020, 1, 1, tzinfo=UTC),
        **columns,
    }
    named = {name: value for name, value in row.items() if name in VOUCHED_GRANT.c} | {"vouched_at": clock.now()}
    async with engine.begin() as connection:
        await connection.execute(insert(ACCESS_GRANT), row)
        await connection.execute(VOUCHED_FOR)
        if vouched:
            await connection.execute(insert(VOUCHED_GRANT), named)
    return grant_id


# As if the consumer stood at the ends of the topics of grants and accounts now. A service has the name of its database.
VOUCHED_FOR = text("""
    INSERT INTO topic_progress ("group", topic, lag, measured_at, caught_up_at)
    SELECT current_database(), topic, 0, now(), now()
    FROM unnest(ARRAY['registry.grants', 'registry.accounts']) AS topic
    ON CONFLICT ("group", topic) DO UPDATE SET measured_at = excluded.measured_at, caught_up_at = excluded.caught_up_at
""")


def given_token(issuer: Issuer, account_id: UUID, **claims: Any) -> str:
    """A good access token, unless `claims` make it otherwise."""
    return issuer.token(account_id, **claims)
