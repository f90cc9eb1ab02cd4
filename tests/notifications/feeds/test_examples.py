"""The examples that are given to who fetches are run as they stand, against registry and notifications over HTTP."""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.auth.roles import Role
from tests.given import CENTRE, given_grant
from tests.issuer import Issuer
from tests.notifications.feeds.given import PERSONS, subscription, told
from tests.notifications.feeds.test_fetching import event, given_events, made_anew
from tests.registry.machines.given import NAME, given_machine
from tests.served import served

EXAMPLES = Path(__file__).parents[3] / "docs" / "subscribers"
KEYS: dict[str, ECKey | RSAKey] = {"fetch.py": ECKey.generate_key("P-256"), "fetch.sh": RSAKey.generate_key(2048)}


@pytest.fixture
async def events_url(app: FastAPI) -> AsyncIterator[str]:
    async with served(app) as url:
        yield f"{url}/events"


async def given_folder(
    folder: Path, registry: AsyncEngine, notifications: AsyncEngine, issuer: Issuer, key: Any, urls: tuple[str, str]
) -> None:
    """What the other system has put together: its key, and where to go."""
    machine = await given_machine(registry, issuer.url, key)
    await given_grant(notifications, machine.account_id, Role.SUBSCRIBER, CENTRE)
    until = clock.local_date(clock.now()) + timedelta(days=30)
    await told(notifications, subscription(over="http", reader=machine.account_id, until_on=until))
    (folder / "key.pem").write_bytes(key.as_pem(private=True))
    tokens, events = urls
    said = {"tokens": tokens, "events": events, "issuer": issuer.url, "account": NAME, "key_id": machine.key_id}
    (folder / "fetch.json").write_text(json.dumps(said))


async def run(example: str, folder: Path) -> list[str]:
    code, said, trouble = await ran(example, folder)
    assert code == 0, trouble
    return said.splitlines()


async def ran(example: str, folder: Path) -> tuple[int | None, str, str]:
    """How it ended, and what it said."""
    program = [sys.executable] if example.endswith(".py") else ["bash"]
    words = (*program, str(EXAMPLES / example), str(folder / "fetch.json"))
    done = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    said, trouble = await done.communicate()
    return done.returncode, said.decode(), trouble.decode()


class TestAnExample:
    @pytest.mark.parametrize("example", list(KEYS))
    async def test_fetches_each_event_once_and_goes_on(
        self,
        example: str,
        tmp_path: Path,
        registry_engine: AsyncEngine,
        notifications_engine: AsyncEngine,
        issuer: Issuer,
        registry_url: str,
        events_url: str,
    ) -> None:
        if example.endswith(".sh") and not all(map(shutil.which, ("curl", "openssl", "jq"))):
            pytest.skip("needs curl, openssl and jq")
        urls = (f"{registry_url}/tokens/assertion", events_url)
        await given_folder(tmp_path, registry_engine, notifications_engine, issuer, KEYS[example], urls)
        lived = [event() for _ in range(120)]
        await given_events(notifications_engine, *lived)
        said = await run(example, tmp_path)
        assert [line.split()[1] for line in said] == [each.key for each in lived]
        assert said[0].startswith("cn.veterans.registry.veteran-registered.v1 ")
        assert await run(example, tmp_path) == []
        new = event()
        await given_events(notifications_engine, new)
        assert [line.split()[1] for line in await run(example, tmp_path)] == [new.key]
        await made_anew(notifications_engine, PERSONS)
        await given_events(notifications_engine, new)
        code, said_then, trouble = await ran(example, tmp_path)
        assert (code, said_then) == (1, "")
        assert "another history" in trouble
        (tmp_path / "cursor").unlink()
        assert [line.split()[1] for line in await run(example, tmp_path)] == [new.key]
