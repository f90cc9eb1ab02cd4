"""`veterans subscriber …` against the API; what is done at the broker is tried in tests/embedded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from deploy.operator.main import cli
from shared.auth.roles import Role
from shared.clock import local_date, machine_now
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.registry.given import given_network
from tests.registry.machines.given import NAME as MACHINE
from tests.registry.machines.given import given_machine
from tests.registry.subscribers.given import NAME
from tests.served import served

UNTIL = local_date(machine_now()) + timedelta(days=30)
LATER = UNTIL + timedelta(days=30)
BASIS = ("--purpose", "核对机构", "--legal-basis", "民政函3号")
ASKED = ("--types", "org-unit-established", *BASIS, "--until", f"{UNTIL}")

Says = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture
async def says(
    registry_app: FastAPI,
    registry_engine: AsyncEngine,
    token_for: Callable[[UUID], str],
    tmp_path: Path,
) -> AsyncIterator[Says]:
    """`await says(role, words…)`: what the command prints, or the trouble that it ends with."""
    (tmp_path / "secrets").mkdir()
    tokens = {}
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.BUREAU_LEADER):
        await given_grant(registry_engine, account := new_id(), role, CENTRE)
        tokens[role] = token_for(account)
    async with served(registry_app) as url:
        told = {"VETERANS_API_PORT": str(urlsplit(url).port), "VETERANS_HOME": str(tmp_path)}

        async def run(role: Role, *words: str, **more: str) -> str:
            environment = {**told, "VETERANS_LANGUAGE": "en", "VETERANS_TOKEN": tokens[role], **more}
            invoke = CliRunner().invoke
            done = await asyncio.to_thread(invoke, cli, ["subscriber", *words], env=environment)
            return f"{done.output}{done.exception or ''}"

        yield run


class TestTheCommands:
    async def test_take_a_subscription_through_its_life(self, says: Says) -> None:
        proposed = await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED)
        assert "it reads all of registry.org-units, of the whole county (class P0)" in proposed
        assert "besides: org-unit-renamed, " in proposed
        assert f"veterans subscriber rotate {NAME}" in proposed
        assert "not-allowed" in await says(Role.SYSTEM_ADMINISTRATOR, "confirm", NAME)
        assert f"confirmed, through {UNTIL}" in await says(Role.BUREAU_LEADER, "confirm", NAME)
        assert "proposed" in await says(Role.SECURITY_ADMINISTRATOR, "extend", NAME, "--until", f"{LATER}")
        assert f"confirmed, through {LATER}" in await says(Role.BUREAU_LEADER, "confirm", NAME)
        listed = await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")
        assert f'"until_on": "{LATER}"' in listed
        assert '"legal_basis": "民政函3号"' in listed
        assert "revoked" in await says(Role.BUREAU_LEADER, "revoke", NAME, "--reason", "不再需要")
        assert '"revoked_at": null' not in await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")

    async def test_name_a_part_of_the_county_which_a_longer_one_keeps(
        self, says: Says, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        asked = ("add", NAME, *ASKED, "--divisions", "411329104, 411329105")
        said = await says(Role.SECURITY_ADMINISTRATOR, *asked)
        units = "411329104服务机构 411329104, 411329105服务机构 411329105"
        assert f"it reads these types of {units} (class P0), and nothing besides" in said
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        await says(Role.SECURITY_ADMINISTRATOR, "extend", NAME, "--until", f"{LATER}")
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        listed = await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")
        assert f'"feed": "feed.{NAME}-' in listed
        assert '"411329105"' in listed

    async def test_name_the_machine_that_fetches(self, says: Says, registry_engine: AsyncEngine) -> None:
        await given_machine(registry_engine, "audience", ECKey.generate_key("P-256"))
        over = ("--over", "http", "--account")
        assert "subscription-invalid" in await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED, *over, "nobody")
        said = await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED, *over, MACHINE)
        assert "it may fetch" in said
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        listed = await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")
        assert f'"account": "{MACHINE}"' in listed
        host = {"KAFKA_EXTERNAL_HOST": "events.xinye.example"}
        assert "reads-over-http" in await says(Role.SYSTEM_ADMINISTRATOR, "record-password", NAME, **host)

    async def test_name_the_address_that_events_are_posted_to(self, says: Says) -> None:
        address = "https://events.civil.example/veterans"
        over = ("--over", "webhook")
        refused = await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED, *over)
        assert "subscription-invalid" in refused
        assert "(webhook-address)" in refused
        said = await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED, *over, "--address", address)
        assert f"veterans webhook secret {NAME}" in said
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        await says(Role.SECURITY_ADMINISTRATOR, "extend", NAME, "--until", f"{LATER}")
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        listed = await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")
        assert f'"address": "{address}"' in listed
        assert f'"feed": "feed.{NAME}-' in listed

    async def test_refuse_and_withdraw_with_a_reason(self, says: Says) -> None:
        for role, end in ((Role.BUREAU_LEADER, "refuse"), (Role.SECURITY_ADMINISTRATOR, "withdraw")):
            await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED)
            await says(role, end, NAME, "--reason", "写错")
        decided = await says(Role.BUREAU_LEADER, "proposals", "--json")
        assert '"outcome": "refused"' in decided
        assert '"outcome": "withdrawn"' in decided
        assert "waits to be confirmed" in await says(Role.BUREAU_LEADER, "confirm", NAME)

    async def test_say_what_is_not_offered(self, says: Says) -> None:
        words = ("--types", "grant-given", *ASKED[2:])
        assert "subscription-invalid" in await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *words)

    @pytest.mark.parametrize("command", ["rotate", "record-password"])
    async def test_make_no_password_where_there_is_no_way_in(self, says: Says, command: str) -> None:
        assert "set KAFKA_EXTERNAL_HOST first" in await says(Role.SYSTEM_ADMINISTRATOR, command, NAME)

    async def test_write_down_that_a_password_is_made(self, says: Says) -> None:
        host = {"KAFKA_EXTERNAL_HOST": "events.xinye.example"}
        unknown = await says(Role.SYSTEM_ADMINISTRATOR, "record-password", NAME, **host)
        assert "subscriber-not-found" in unknown
        await says(Role.SECURITY_ADMINISTRATOR, "add", NAME, *ASKED)
        await says(Role.BUREAU_LEADER, "confirm", NAME)
        await says(Role.SYSTEM_ADMINISTRATOR, "record-password", NAME, **host)
        assert '"password_at": null' not in await says(Role.SYSTEM_ADMINISTRATOR, "list", "--json")
