"""A way back on the server's console, when nobody is left who could give a grant."""

import argparse
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain.account import AccountNotFound
from services.registry.accounts.tables import ACCOUNT
from services.registry.grants.commands.founding import GRANT, give_vacant_role
from services.registry.grants.domain.grant import DutiesNotSeparate, HolderIsDenied, RoleNotVacant
from services.registry.settings import Settings
from shared.auth.permissions import INDISPENSABLE
from shared.auth.roles import DENIED, Role
from shared.service.console import console_work, run_on_console
from tests.given import given_grant, given_settings
from tests.registry.given import CENTRE_CODE, NOW, audited, given_account, given_work, published
from tests.registry.grants.given import given_holder, in_force

STATION = "411329.411329104"


async def giving(
    engine: AsyncEngine, username: str = "station-clerk", role: Role = Role.SECURITY_ADMINISTRATOR
) -> None:
    work = given_work(engine, Role.VETERAN)
    await give_vacant_role(work, username=username, role=role, centre_code=CENTRE_CODE, reason="无人可授权")


class TestTheConsole:
    @pytest.mark.parametrize("role", INDISPENSABLE)
    async def test_gives_a_role_that_nobody_holds_for_the_county(
        self, registry_engine: AsyncEngine, role: Role
    ) -> None:
        account_id = await given_account(registry_engine)
        await given_grant(registry_engine, await given_holder(registry_engine), role, STATION, valid_from=NOW)
        gone, shut, denied = [await given_holder(registry_engine) for _ in range(3)]
        await given_grant(registry_engine, gone, role, valid_from=NOW, revoked_at=NOW)
        await given_grant(registry_engine, shut, role, valid_from=NOW)
        await given_grant(registry_engine, denied, role, valid_from=NOW)
        await given_grant(registry_engine, denied, DENIED, valid_from=NOW)
        async with registry_engine.begin() as connection:
            await connection.execute(update(ACCOUNT).where(ACCOUNT.c.account_id == shut).values(disabled_at=NOW))
        await giving(registry_engine, role=role)
        [grant] = await in_force(registry_engine, account_id)
        assert (grant.role, grant.org_path) == (role, CENTRE_CODE)
        [(_, _, told)] = await published(registry_engine, "grant-given")
        assert (told["ground"], told["valid_until"]) == ("console", None)
        subject = f"grant {grant.grant_id} of account {account_id}"
        assert await audited(registry_engine, "give-vacant-role") == [(subject, "done")]

    async def test_gives_none_that_somebody_holds(self, registry_engine: AsyncEngine) -> None:
        await given_account(registry_engine)
        holder = await given_holder(registry_engine)
        await given_grant(registry_engine, holder, Role.SECURITY_ADMINISTRATOR, valid_from=NOW)
        with pytest.raises(RoleNotVacant):
            await giving(registry_engine)
        assert await audited(registry_engine, "give-vacant-role") == [("account station-clerk", "role-not-vacant")]

    async def test_gives_no_role_of_business(self, registry_engine: AsyncEngine) -> None:
        await given_account(registry_engine)
        with pytest.raises(RoleNotVacant):
            await giving(registry_engine, role=Role.CENTRE_STAFF)

    async def test_keeps_duties_separate_and_knows_its_accounts(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await given_grant(registry_engine, account_id, Role.CENTRE_STAFF, valid_from=NOW)
        with pytest.raises(DutiesNotSeparate):
            await giving(registry_engine)
        with pytest.raises(AccountNotFound):
            await giving(registry_engine, "nobody")

    async def test_gives_none_to_who_is_denied_the_county_and_says_what_to_lift(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        over: dict[str, Any] = {"valid_from": NOW - timedelta(days=2), "valid_until": NOW}
        await given_grant(registry_engine, account_id, DENIED, **over)
        await given_grant(registry_engine, account_id, DENIED, STATION, valid_from=NOW)
        await giving(registry_engine, role=Role.AUDITOR)
        other = await given_account(registry_engine, "other-clerk")
        denial_id = await given_grant(registry_engine, other, DENIED, valid_from=NOW)
        with pytest.raises(HolderIsDenied, match=str(denial_id)):
            await giving(registry_engine, "other-clerk")
        assert (await audited(registry_engine, "give-vacant-role"))[-1][1] == "holder-is-denied"


class TestTheTask:
    async def test_says_what_it_did_or_why_not(
        self, registry_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await given_account(registry_engine)
        asked = argparse.Namespace(username="station-clerk", role="auditor", reason="a test")
        settings = given_settings(Settings)
        assert await run_on_console(GRANT, settings, asked, console_work(registry_engine)) == 0
        assert "station-clerk is auditor" in capsys.readouterr().out
        assert await run_on_console(GRANT, settings, asked, console_work(registry_engine)) == 1
        assert "只有无人长期担任" in capsys.readouterr().err

    async def test_keeps_no_number_of_a_person_in_its_reason(
        self, registry_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await given_account(registry_engine)
        asked = argparse.Namespace(username="station-clerk", role="auditor", reason="411329195103070014 来电")
        assert await run_on_console(GRANT, given_settings(Settings), asked, console_work(registry_engine)) == 1
        assert "身份证号、电话、账号不能写在这里" in capsys.readouterr().err
        assert await audited(registry_engine, "give-vacant-role") == []
