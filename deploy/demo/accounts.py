"""The demo's accounts: the four of the setup, each with a duty of its own, and two clerks, whom three let in."""

import asyncio
import json
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deploy.demo.client import Client, Refused
from deploy.demo.county import CENTRE
from deploy.demo.second_factor import Authenticator
from deploy.demo.session import Session

ADMINISTRATOR = "administrator"
SECURITY = "security"
AUDITOR = "auditor"
LEADER = "leader"
CLERK = "demo-clerk"
# Confirms what the other entered.
SECOND = "demo-second"
FOUNDERS = {
    "system_administrator": ADMINISTRATOR,
    "security_administrator": SECURITY,
    "auditor": AUDITOR,
    "bureau_leader": LEADER,
}
EVERYBODY = (*FOUNDERS.values(), CLERK)
WORKS = ("centre-staff",)
PASSWORDS, SECOND_FACTORS = "demo-accounts.json", "demo-second-factors.json"


def passwords(folder: Path) -> Mapping[str, str]:
    """The generated passwords by user name, kept in the data folder, readable by its owner only."""
    file = folder / PASSWORDS
    if not file.exists():
        _write(file, {name: secrets.token_urlsafe(18) for name in (*EVERYBODY, SECOND)})
    return dict(json.loads(file.read_text()))


async def sign_in(public: Client, username: str, password: str, authenticator: Authenticator | None = None) -> Client:
    """A client that speaks for an account."""
    session = Session(public.http, public.addresses.apis["registry"], username, password, authenticator)
    await session.sign_in()
    return replace(public, session=session)


async def sign_in_as(public: Client, folder: Path, username: str) -> Client:
    """The same for an account of the demo."""
    secret = _second_factors(folder).get(username)
    return await sign_in(public, username, passwords(folder)[username], Authenticator(secret) if secret else None)


@dataclass(slots=True)
class Later:
    """An account of the demo that signs in when something is first done by it: each takes a code of its authenticator,
    and who signs in again soon waits for the next one."""

    public: Client
    folder: Path
    username: str
    _client: Client | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def client(self) -> Client:
        """Signed in."""
        async with self._lock:
            if self._client is None:
                self._client = await sign_in_as(self.public, self.folder, self.username)
            return self._client


async def enrol(public: Client, folder: Path, username: str) -> None:
    """Give an account of the demo its second factor, as its holder does with a phone. The secret is written down before
    it is confirmed: where the answer is lost, it may count already."""
    unenrolled = await sign_in(public, username, passwords(folder)[username])
    secret = (await unenrolled.post("registry", "/accounts/me/second-factor", {}))["secret"]
    _write(folder / SECOND_FACTORS, {**_second_factors(folder), username: secret})
    code = {"code": await Authenticator(secret).code()}
    with suppress(Refused):
        await unenrolled.post("registry", "/accounts/me/second-factor/confirmation", code)


async def activate(public: Client, slip: Mapping[str, str], password: str) -> None:
    """Choose the password of an account, as its holder does with the slip he was given. A repeated request, whose first
    answer was lost, is refused: whether the password was set, the sign-in shows."""
    chosen = {"username": slip["username"], "secret": slip["secret"], "password": password}
    with suppress(Refused):
        await public.post("registry", "/activation", chosen)


async def open_account(keeper: Client, security: Client, account: Mapping[str, str], password: str) -> str:
    """The id of a new account, opened by who keeps accounts and activated by its holder, which another confirms."""
    account_id = str((await keeper.post("registry", "/accounts", account))["account_id"])
    slip = await keeper.post("registry", f"/accounts/{account_id}/activation", {"reason": "new account"})
    await activate(replace(keeper, session=None), slip, password)
    await security.post("registry", f"/accounts/{account_id}/handover/confirmation", {})
    return account_id


@dataclass(frozen=True, slots=True)
class Founders:
    """Those who let others in: one opens accounts, one proposes grants, one confirms them."""

    administrator: Client
    security: Client
    leader: Client

    async def let_in(self, account: Mapping[str, str], password: str, grants: Iterable[Mapping[str, str]]) -> None:
        """A new account with these grants; its holder has chosen the password."""
        account_id = await open_account(self.administrator, self.security, account, password)
        for grant in grants:
            await give_grant(self.security, self.leader, {"account_id": account_id, **grant})


async def sign_founders_in(public: Client, folder: Path) -> Founders:
    """Each with a code of the authenticator."""
    return Founders(*[await sign_in_as(public, folder, name) for name in (ADMINISTRATOR, SECURITY, LEADER)])


async def open_accounts(public: Client, folder: Path, setup_token: str) -> Client:
    """The clerk's client; on the first run the four are set up by the one-time token, and let the clerks in."""
    mark = folder / "demo-accounts.ready"
    if not mark.exists():
        await set_up(public, folder, setup_token)
        mark.touch()
    return await sign_in_as(public, folder, CLERK)


async def give_grant(security: Client, leader: Client, grant: Mapping[str, Any]) -> str:
    """The id of a grant that one proposed and the other confirmed."""
    grant_id = (await security.post("registry", "/grants", grant))["grant_id"]
    await leader.post("registry", f"/grants/{grant_id}/confirmation", {})
    return str(grant_id)


async def set_up(public: Client, folder: Path, setup_token: str) -> Founders:
    """The four, of whom three let the clerks in."""
    secret = passwords(folder)
    founders = {role: {"username": name} for role, name in FOUNDERS.items()}
    for slip in await public.post("registry", "/setup", {"setup_token": setup_token, **founders}):
        await activate(public, slip, secret[slip["username"]])
        await enrol(public, folder, slip["username"])
    signed_in = await sign_founders_in(public, folder)
    grants = [{"role": role, "org_code": CENTRE, "purpose": "demo county"} for role in WORKS]
    clerks = {name: called for name, called in ((CLERK, "示例经办人"), (SECOND, "示例复核人")) if name in secret}
    await asyncio.gather(
        *(
            signed_in.let_in({"username": name, "display_name": called}, secret[name], grants)
            for name, called in clerks.items()
        )
    )
    return signed_in


def _second_factors(folder: Path) -> dict[str, str]:
    """The secrets of authenticators by user name, kept like the passwords."""
    file = folder / SECOND_FACTORS
    return dict(json.loads(file.read_text())) if file.exists() else {}


def _write(file: Path, content: Mapping[str, str]) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(content, indent=2))
