"""Accounts that may do something in several services: grants, as each service keeps them, and access tokens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert

from bench.stage import Database
from deploy.demo.county import CENTRE
from services.registry.settings import Settings
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.auth.tables import ACCESS_GRANT
from shared.ids import new_id

LONGEST_MEASUREMENT_SECONDS = 7200


def token_of(settings: Settings, account_id: UUID) -> str:
    """One that holds as long as any measurement goes on."""
    key = SigningKey.from_pem(settings.signing_key.get_secret_value())
    terms = TokenTerms(settings.token_issuer, settings.token_audience, LONGEST_MEASUREMENT_SECONDS)
    return issue_token(key, terms, account_id, epoch=0, session_id=new_id(), at=datetime.now(UTC))


async def grant(role: Role, accounts: Mapping[UUID, UUID], *databases: Database) -> None:
    """The role in the whole county; `accounts` names the grant of each. The same in registry and in who learned it."""
    rows = [
        {
            "grant_id": grant_id,
            "account_id": account_id,
            "role": role,
            "org_path": CENTRE,
            "purpose": "bench",
            "valid_from": datetime(2018, 10, 1, tzinfo=UTC),
        }
        for account_id, grant_id in accounts.items()
    ]
    for database in databases:
        engine = database.engine()
        async with engine.begin() as connection:
            await connection.execute(insert(ACCESS_GRANT), rows)
        await engine.dispose()
