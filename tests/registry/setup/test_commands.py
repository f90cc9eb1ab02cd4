"""Opening the first four accounts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain.account import UsernameTaken
from services.registry.setup.commands import Founded, Founder, set_up
from services.registry.setup.domain import AlreadySetUp, SetupTokenRefused, check_setup_token
from shared.auth.grants import list_grants
from shared.auth.roles import Role
from shared.database.driver import autocommitting
from tests.races import race
from tests.registry.given import NOW, audited, given_work, published

TOKEN = SecretStr("0123456789abcdef")
ROLES = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_LEADER)
FOUNDERS = tuple(Founder(role, role.value, "某人") for role in ROLES)


async def setting_up(
    engine: AsyncEngine, founders: Sequence[Founder] = FOUNDERS, token: SecretStr | None = TOKEN
) -> list[Founded]:
    return await set_up(
        given_work(engine), founders, setup_token=TOKEN, expected_token=token, centre_code="411329"
    )  # fmt: skip


def renamed(suffix: int) -> Sequence[Founder]:
    return [replace(each, username=f"{each.username}{suffix}") for each in FOUNDERS]


class TestSetUp:
    async def test_opens_four_accounts_with_one_duty_each_for_the_whole_county(
        self, registry_engine: AsyncEngine
    ) -> None:
        founded = await setting_up(registry_engine)
        assert [each.role for each in founded] == list(ROLES)
        async with autocommitting(registry_engine).connect() as connection:
            held = [await list_grants(connection, each.slip.account_id, now=NOW) for each in founded]
        assert [[(grant.role, grant.org_path) for grant in grants] for grants in held] == [
            [(role, "411329")] for role in ROLES
        ]
        told = await published(registry_engine)
        assert [(name, version, data["role"], data["ground"], data["valid_until"]) for name, version, data in told] == [
            ("grant-given", 1, role.value, "setup", None) for role in ROLES
        ]
        subject = " ".join(("accounts", *(str(each.slip.account_id) for each in founded)))
        assert await audited(registry_engine, "set-up") == [(subject, "done")]

    async def test_is_refused_once_an_account_exists(self, registry_engine: AsyncEngine) -> None:
        await setting_up(registry_engine)
        with pytest.raises(AlreadySetUp):
            await setting_up(registry_engine, renamed(2))
        assert len(await published(registry_engine)) == 4

    async def test_happens_once_when_many_try_at_once(self, registry_engine: AsyncEngine) -> None:
        attempts = (setting_up(registry_engine, renamed(number)) for number in range(5))
        outcomes = await race(registry_engine, "account", attempts)
        assert [isinstance(outcome, AlreadySetUp) for outcome in outcomes].count(True) == 4
        assert len(await published(registry_engine, "grant-given")) == 4

    async def test_rests_on_a_constraint_of_the_database(self, registry_engine: AsyncEngine) -> None:
        await setting_up(registry_engine)
        second = (
            "INSERT INTO account (account_id, username, display_name, founding, created_at)"
            " SELECT gen_random_uuid(), 'second', display_name, true, created_at FROM account LIMIT 1"
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

    async def test_leaves_nothing_when_two_have_one_name(self, registry_engine: AsyncEngine) -> None:
        *three, leader = FOUNDERS
        with pytest.raises(UsernameTaken):
            await setting_up(registry_engine, [*three, replace(leader, username=three[0].username)])
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
