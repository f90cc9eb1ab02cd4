"""The demo's two accounts: an administrator, who may not do business, and a clerk, who may do nothing else."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deploy.demo.client import Client
from deploy.demo.county import CENTRE

ADMINISTRATOR = "administrator"
CLERK = "demo-clerk"
ADMINISTERS = ("system-administrator",)
WORKS = ("centre-staff",)


def passwords(folder: Path) -> Mapping[str, str]:
    """The two generated passwords, kept in the data folder, readable by its owner only."""
    file = folder / "demo-accounts.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_urlsafe(18) for name in (ADMINISTRATOR, CLERK)}, indent=2))
    return dict(json.loads(file.read_text()))


async def sign_in(public: Client, username: str, password: str) -> Client:
    """A client that speaks for an account."""
    answer = await public.post("registry", "/tokens", {"username": username, "password": password})
    return replace(public, token=answer["access_token"])


async def open_accounts(public: Client, folder: Path, setup_token: str) -> Client:
    """The clerk's client; on the first run the administrator is set up by the one-time token and opens the account."""
    secret = passwords(folder)
    mark = folder / "demo-accounts.ready"
    if not mark.exists():
        await _set_up(public, secret, setup_token)
        mark.touch()
    return await sign_in(public, CLERK, secret[CLERK])


async def _set_up(public: Client, secret: Mapping[str, str], setup_token: str) -> None:
    first = {"setup_token": setup_token, "username": ADMINISTRATOR, "password": secret[ADMINISTRATOR]}
    await public.post("registry", "/setup", first)
    administrator = await sign_in(public, ADMINISTRATOR, secret[ADMINISTRATOR])
    account = {"username": CLERK, "password": secret[CLERK], "display_name": "示例经办人"}
    clerk = await administrator.post("registry", "/accounts", account)
    for role in WORKS:
        grant = {"account_id": clerk["account_id"], "role": role, "org_code": CENTRE, "purpose": "demo county"}
        await administrator.post("registry", "/grants", grant)
