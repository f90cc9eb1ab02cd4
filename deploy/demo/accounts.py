"""The demo's accounts: the four of the setup, each with a duty of its own, and a clerk, whom three let in."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deploy.demo.client import Client
from deploy.demo.county import CENTRE

ADMINISTRATOR = "administrator"
SECURITY = "security"
AUDITOR = "auditor"
LEADER = "leader"
CLERK = "demo-clerk"
FOUNDERS = {
    "system_administrator": ADMINISTRATOR,
    "security_administrator": SECURITY,
    "auditor": AUDITOR,
    "bureau_leader": LEADER,
}
EVERYBODY = (*FOUNDERS.values(), CLERK)
WORKS = ("centre-staff",)


def passwords(folder: Path) -> Mapping[str, str]:
    """The generated passwords by user name, kept in the data folder, readable by its owner only."""
    file = folder / "demo-accounts.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_urlsafe(18) for name in EVERYBODY}, indent=2))
    return dict(json.loads(file.read_text()))


async def sign_in(public: Client, username: str, password: str) -> Client:
    """A client that speaks for an account."""
    answer = await public.post("registry", "/tokens", {"username": username, "password": password})
    return replace(public, token=answer["access_token"])


async def open_accounts(public: Client, folder: Path, setup_token: str) -> Client:
    """The clerk's client; on the first run the four are set up by the one-time token, and let the clerk in."""
    secret = passwords(folder)
    mark = folder / "demo-accounts.ready"
    if not mark.exists():
        await _set_up(public, secret, setup_token)
        mark.touch()
    return await sign_in(public, CLERK, secret[CLERK])


async def give_grant(security: Client, leader: Client, grant: Mapping[str, Any]) -> str:
    """The id of a grant that one proposed and the other confirmed."""
    grant_id = (await security.post("registry", "/grants", grant))["grant_id"]
    await leader.post("registry", f"/grants/{grant_id}/confirmation", {})
    return str(grant_id)


async def _set_up(public: Client, secret: Mapping[str, str], setup_token: str) -> None:
    founders = {role: {"username": name, "password": secret[name]} for role, name in FOUNDERS.items()}
    await public.post("registry", "/setup", {"setup_token": setup_token, **founders})
    opens, proposes, confirms = [
        await sign_in(public, name, secret[name]) for name in (ADMINISTRATOR, SECURITY, LEADER)
    ]
    account = {"username": CLERK, "password": secret[CLERK], "display_name": "示例经办人"}
    clerk = await opens.post("registry", "/accounts", account)
    for role in WORKS:
        grant = {"account_id": clerk["account_id"], "role": role, "org_code": CENTRE, "purpose": "demo county"}
        await give_grant(proposes, confirms, grant)
