"""A machine with a key and an address, and what it signs."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import open_account
from services.registry.accounts.domain.account import Kind
from services.registry.machines.commands import add_key, set_addresses
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.given import given_grant

NAME = "city-feed"
HERE = "127.0.0.1"  # where the client of tests asks from
FORM = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}


@dataclass
class Machine:
    """Its account, and the key it signs with."""

    account_id: UUID
    key: ECKey | RSAKey
    key_id: str
    audience: str

    def signs(self, *, key: ECKey | RSAKey | None = None, header: Any = None, **changes: Any) -> str:
        """A good assertion, unless told otherwise; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": NAME,
            "sub": NAME,
            "aud": self.audience,
            "iat": now,
            "exp": now + 60,
            "jti": str(new_id()),
            **changes,
        }
        signing = key or self.key
        algorithm = "ES256" if isinstance(signing, ECKey) else "RS256"
        told = {"alg": algorithm, "kid": self.key_id, **(header or {})}
        return jwt.encode(told, {name: value for name, value in claims.items() if value is not None}, signing)


def keeping(engine: AsyncEngine) -> Work:
    """Who keeps accounts, now."""
    return Work(engine, Caller(new_id(), (), "zh-CN", "192.0.2.1"), datetime.now(UTC))


def public_pem(key: ECKey | RSAKey) -> str:
    return key.as_pem(private=False).decode()


async def given_machine(
    engine: AsyncEngine,
    audience: str,
    key: ECKey | RSAKey,
    *,
    addresses: str | None = HERE,
    role: Role | None = Role.SUBSCRIBER,
) -> Machine:
    work = keeping(engine)
    account_id = await open_account(work, username=NAME, display_name="市局接口", kind=Kind.MACHINE)
    key_id = await add_key(
        work, account_id, public_key=public_pem(key), expires_at=work.now + timedelta(days=90), reason="接入"
    )
    if addresses is not None:
        await set_addresses(work, account_id, addresses=addresses, reason="接入")
    if role is not None:
        await given_grant(engine, account_id, role)
    return Machine(account_id, key, key_id, audience)


async def asking(client: httpx2.AsyncClient, assertion: str, **changes: str) -> httpx2.Response:
    return await client.post("/tokens/assertion", data={**FORM, "client_assertion": assertion, **changes})
