"""A way back in for who cannot sign in any more, on the server's console."""

import argparse
import re
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import RESET_ACCOUNT
from services.registry.second_factor.commands import REMOVE_SECOND_FACTOR
from services.registry.settings import Settings
from shared.service.console import ConsoleTask, console_work, run_on_console
from tests.given import given_settings
from tests.registry.given import NOW, audited
from tests.registry.second_factor.test_commands import enrolled
from tests.registry.sessions.given import given_user, signing_in
from tests.registry.sessions.test_commands import failing


async def done(engine: AsyncEngine, task: ConsoleTask, username: str = "station-clerk") -> int:
    work = replace(console_work(engine), now=NOW)
    asked = argparse.Namespace(username=username, reason="无法登录")
    return await run_on_console(task, given_settings(Settings), asked, work)


class TestAReset:
    async def test_prints_a_new_activation_code_and_clears_the_delays(
        self, registry_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        account_id = await given_user(registry_engine)
        await failing(registry_engine, 4)
        assert await done(registry_engine, RESET_ACCOUNT) == 0
        printed = capsys.readouterr().out
        assert re.search(r"([0-9A-Z]{5}-){3}[0-9A-Z]{5}", printed)
        assert "station-clerk" in printed
        assert await audited(registry_engine, "reset-on-console") == [(f"account {account_id}", "done")]
        await failing(registry_engine, 1)  # not delayed; and the old password is gone

    async def test_says_that_there_is_no_such_account(
        self, registry_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert await done(registry_engine, RESET_ACCOUNT, "nobody-here") == 1
        assert "没有这个账号" in capsys.readouterr().err
        assert await audited(registry_engine, "reset-on-console") == [("account", "account-not-found")]


class TestTheRemovalOfASecondFactor:
    async def test_lets_its_holder_in_by_his_password_again(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        await enrolled(registry_engine, account_id)
        assert await done(registry_engine, REMOVE_SECOND_FACTOR) == 0
        await signing_in(registry_engine)
        assert await done(registry_engine, REMOVE_SECOND_FACTOR) == 1


class TestAContainer:
    def test_needs_no_name_for_its_user(self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        """It runs as a number that its machine has no name for."""
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("os.getuid", lambda: 4_100_411)
        assert console_work(registry_engine).caller.address == "console 4100411"
