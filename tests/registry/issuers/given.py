"""How an issuer is configured, who is bound to whom, and how somebody goes there and comes back."""

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx2
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.issuers.commands import confirm_binding, propose_binding
from services.registry.issuers.domain.answer import Subject
from services.registry.sessions.tables import SESSION
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.command import Work
from tests.given import given_grant
from tests.registry.given import KEYRING, PASSWORD, given_account, given_work
from tests.registry.issuers.provider import CLIENT_ID, CLIENT_SECRET

SITE = "http://api"
CONFIGURED = f"""
[city]
zh = "市统一身份认证"
en = "city sign-on"
issuer = "{{issuer}}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
multi_factor = {{{{ acr = ["urn:city:two"], amr = ["otp", "mfa"] }}}}
"""


@dataclass
class Person:
    """At a browser of the registry."""

    browser: httpx2.AsyncClient

    async def leaves(self, to: str = "/me") -> str:
        """The address at the issuer that he is sent to."""
        sent = await self.browser.get(f"/session/issuers/city?to={to}")
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    async def goes_there(self, to: str = "/me") -> str:
        """The address that the issuer sends him back to."""
        return await signed_in_at(await self.leaves(to))

    async def signs_in(self, to: str = "/me") -> httpx2.Response:
        """There and back again."""
        return await self.browser.get(await self.goes_there(to))

    async def signs_in_by_password(self) -> None:
        answer = await self.browser.post("/sign-in", data={"username": "station-clerk", "password": PASSWORD})
        assert answer.status_code == 303, answer.text


async def signed_in_at(url: str, verify: ssl.SSLContext | bool = True) -> str:
    """The issuer signs in whoever comes, and sends him back."""
    async with httpx2.AsyncClient(trust_env=False, timeout=60, verify=verify) as client:
        answer = await client.get(url)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


async def given_user(engine: AsyncEngine, role: Role | None = Role.STATION_STAFF) -> UUID:
    """An account with a password, and a grant."""
    account_id = await given_account(engine)
    if role is not None:
        await given_grant(engine, account_id, role)
    return account_id


async def given_bound(
    engine: AsyncEngine, issuer: str, account_id: UUID, subject: str = "city-10086", *, is_confirmed: bool = True
) -> UUID:
    """The account's holder is this user of the issuer."""
    keeper = given_work(engine, Role.SYSTEM_ADMINISTRATOR)
    binding_id = await propose_binding(
        keeper, account_id, Subject(issuer, subject), reason="统一认证接入", keyring=KEYRING
    )
    if is_confirmed:
        await confirm_binding(holding(engine, account_id), binding_id)
    return binding_id


def holding(engine: AsyncEngine, account_id: UUID) -> Work:
    """The holder of the account."""
    return Work(engine, Caller(account_id, (), "zh-CN", "192.0.2.1"), datetime.now(UTC))


async def count_sessions(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return len((await connection.execute(select(SESSION.c.session_id))).all())


def refused_with(answer: httpx2.Response) -> tuple[int, str]:
    """Status, and the sentence shown; nobody is signed in by it."""
    assert "session=" not in answer.headers.get("set-cookie", "").replace("__Host-", "")
    found = re.search(r"<strong>([^<]+)</strong>", answer.text)
    return answer.status_code, found[1] if found else ""
