"""Creating the first administrator."""

from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain import PasswordUnfit
from services.registry.setup.commands import set_up
from services.registry.setup.domain import AlreadySetUp, SetupTokenRefused, check_setup_token
from shared.auth.grants import list_grants
from shared.auth.roles import Role
from shared.database.driver import autocommitting
from tests.races import race
from tests.registry.given import NOW, PASSWORD, audited, given_work, published

TOKEN = SecretStr("0123456789abcdef")


async def setting_up(engine: AsyncEngine, username: str = "administrator", token: SecretStr | None = TOKEN) -> UUID:
    return await set_up(
        given_work(engine),
        setup_token=TOKEN,
        expected_token=token,
        centre_code="411329",
        username=username,
        display_name="管理员",
        password=SecretStr(PASSWORD),
    )


class TestSetUp:
    async def test_makes_an_administrator_of_the_whole_county(self, registry_engine: AsyncEngine) -> None:
        account_id = await setting_up(registry_engine)
        async with autocommitting(registry_engine).connect() as connection:
            [grant] = await list_grants(connection, account_id, now=NOW)
        assert (grant.role, grant.org_path) == (Role.SYSTEM_ADMINISTRATOR, "411329")
        [(name, version, data)] = await published(registry_engine)
        assert (name, version, data["grant_id"], data["account_id"], data["role"], data["valid_until"]) == (
            "grant-given",
            1,
            str(grant.grant_id),
            str(account_id),
            "system-administrator",
            None,
        )
        assert await audited(registry_engine, "set-up") == [(f"account {account_id}", "done")]

    async def test_is_refused_once_an_account_exists(self, registry_engine: AsyncEngine) -> None:
        await setting_up(registry_engine)
        with pytest.raises(AlreadySetUp):
            await setting_up(registry_engine, "another")
        assert len(await published(registry_engine)) == 1

    async def test_makes_one_administrator_when_many_try_at_once(self, registry_engine: AsyncEngine) -> None:
        attempts = (setting_up(registry_engine, f"administrator{n}") for n in range(5))
        outcomes = await race(registry_engine, "account", attempts)
        assert [isinstance(outcome, AlreadySetUp) for outcome in outcomes].count(True) == 4
        assert len(await published(registry_engine, "grant-given")) == 1

    async def test_rests_on_a_constraint_of_the_database(self, registry_engine: AsyncEngine) -> None:
        await setting_up(registry_engine)
        second = (
            "INSERT INTO account (account_id, username, display_name, password_hash, founding, created_at)"
            " SELECT gen_random_uuid(), 'second', display_name, password_hash, true, created_at FROM account"
        )
        with pytest.raises(IntegrityError, match="uq_account_founding"):
            async with registry_engine.begin() as connection:
                await connection.execute(text(second))

    @pytest.mark.parametrize("expected", [None, SecretStr("another one-time token")])
    async def test_is_refused_with_a_wrong_token_or_where_none_is_configured(
        self, registry_engine: AsyncEngine, expected: SecretStr | None
    ) -> None:
        with pytest.raises(SetupTokenRefused):
            await setting_up(registry_engine, token=expected)
        assert await audited(registry_engine, "set-up") == [("", "setup-token-refused")]

    async def test_leaves_nothing_when_the_password_is_unfit(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(PasswordUnfit):
            await setting_up(registry_engine, username=PASSWORD)
        assert await published(registry_engine) == []
        await setting_up(registry_engine)


class TestTheSetupToken:
    def test_matches_itself(self) -> None:
        check_setup_token("0123456789abcdef", "0123456789abcdef")

    @pytest.mark.parametrize("given", ["0123456789abcdeF", "0123456789abcde", "", "初始化"])
    def test_matches_nothing_else(self, given: str) -> None:
        with pytest.raises(SetupTokenRefused):
            check_setup_token(given, "0123456789abcdef")

    @pytest.mark.parametrize("given", ["", "None"])
    def test_matches_nothing_where_none_is_configured(self, given: str) -> None:
        with pytest.raises(SetupTokenRefused):
            check_setup_token(given, None)
