"""Opening accounts, signing in, changing a password."""

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import admit_account, change_own_password, open_account, sign_in
from services.registry.accounts.domain import (
    CurrentPasswordWrong,
    PasswordUnfit,
    SignInLimits,
    SignInRefused,
    UsernameTaken,
)
from services.registry.accounts.queries import find_account_named
from shared.command import Work
from tests.given import given_caller
from tests.races import race
from tests.registry.given import NOW, PASSWORD, audited, given_account, given_work

LIMITS = SignInLimits(tries=5, lock_seconds=900)


async def signing_in(
    engine: AsyncEngine, password: str = PASSWORD, *, username: str = "station-clerk", after: int = 0
) -> UUID:
    work = given_work(engine, now=NOW + timedelta(seconds=after))
    return await sign_in(work, username=username, password=SecretStr(password), limits=LIMITS)


async def failing_to_sign_in(engine: AsyncEngine, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await signing_in(engine, "a wrong password")


class TestOpenAccount:
    async def test_keeps_a_hash_and_a_lower_case_name(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine, "Station-Clerk")
        async with registry_engine.connect() as connection:
            found = await find_account_named(connection, "station-clerk")
        assert found is not None
        assert found.account_id == account_id
        assert found.password_hash.startswith("$argon2id$")

    async def test_is_refused_for_a_name_in_use_in_any_case(self, registry_engine: AsyncEngine) -> None:
        await given_account(registry_engine)
        with pytest.raises(UsernameTaken):
            await given_account(registry_engine, "STATION-CLERK")

    async def test_is_refused_to_one_of_two_who_want_one_name_at_once(self, registry_engine: AsyncEngine) -> None:
        outcomes = await race(registry_engine, "account", (given_account(registry_engine) for _ in range(3)))
        assert [isinstance(outcome, UsernameTaken) for outcome in outcomes].count(True) == 2

    async def test_is_refused_with_an_unfit_password(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(PasswordUnfit):
            await open_account(
                given_work(registry_engine), username="clerk", display_name="办事员", password=SecretStr("short")
            )


class TestSignIn:
    async def test_says_whose_password_it_is(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        assert await signing_in(registry_engine, username="Station-Clerk") == account_id
        assert await audited(registry_engine, "admit-account") == [(f"account {account_id}", "done")]

    async def test_is_refused_alike_for_a_wrong_password_and_an_unknown_user(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        sentences = set()
        for username in ("station-clerk", "nobody-here"):
            with pytest.raises(SignInRefused) as refused:
                await signing_in(registry_engine, "a wrong password", username=username)
            sentences.add(refused.value.sentence("zh-CN"))
        assert len(sentences) == 1
        assert await audited(registry_engine, "count-failed-sign-in") == [
            (f"account {account_id}", "done"),
            ("", "done"),
        ]

    async def test_is_refused_with_the_right_password_after_five_wrong_ones(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await failing_to_sign_in(registry_engine, 5)
        with pytest.raises(SignInRefused):
            await signing_in(registry_engine, after=899)
        assert await audited(registry_engine, "admit-account") == [(f"account {account_id}", "sign-in-refused")]
        assert await signing_in(registry_engine, after=900) == account_id

    async def test_forgets_four_wrong_passwords_after_a_right_one(self, registry_engine: AsyncEngine) -> None:
        await given_account(registry_engine)
        for _ in range(2):
            await failing_to_sign_in(registry_engine, 4)
            await signing_in(registry_engine)

    async def test_is_refused_when_the_password_was_changed_since_it_was_checked(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        async with registry_engine.connect() as connection:
            found = await find_account_named(connection, "station-clerk")
        assert found is not None
        work = Work(registry_engine, given_caller(account_id=account_id), NOW)
        new = SecretStr("a new long password")
        await change_own_password(work, current=SecretStr(PASSWORD), password=new, limits=LIMITS)
        with pytest.raises(SignInRefused):
            await admit_account(work, verified_hash=found.password_hash)

    async def test_counts_every_failure_of_many_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_account(registry_engine)
        attempts = (signing_in(registry_engine, f"a wrong password {n}") for n in range(5))
        outcomes = await race(registry_engine, "account", attempts)
        assert all(isinstance(outcome, SignInRefused) for outcome in outcomes)
        with pytest.raises(SignInRefused):
            await signing_in(registry_engine)


class TestChangeOwnPassword:
    async def changing(self, engine: AsyncEngine, account_id: UUID, current: str, new: str) -> None:
        work = Work(engine, given_caller(account_id=account_id), NOW)
        await change_own_password(work, current=SecretStr(current), password=SecretStr(new), limits=LIMITS)

    async def test_lets_only_the_new_one_in(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await self.changing(registry_engine, account_id, PASSWORD, "another good password")
        assert await signing_in(registry_engine, "another good password") == account_id
        await failing_to_sign_in(registry_engine, 1)
        with pytest.raises(SignInRefused):
            await signing_in(registry_engine, PASSWORD)

    async def test_is_refused_with_an_unfit_new_one(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        with pytest.raises(PasswordUnfit) as refused:
            await self.changing(registry_engine, account_id, PASSWORD, "short")
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("new_password", "password-length")]

    async def test_counts_a_wrong_current_one_like_a_failed_sign_in(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        for _ in range(5):
            with pytest.raises(CurrentPasswordWrong):
                await self.changing(registry_engine, account_id, "a wrong password", "another good password")
        with pytest.raises(CurrentPasswordWrong):
            await self.changing(registry_engine, account_id, PASSWORD, "another good password")
        with pytest.raises(SignInRefused):
            await signing_in(registry_engine)
