"""Opening accounts, activating and resetting them, changing a password, and what becomes of their sessions."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts import commands
from services.registry.accounts.domain.account import (
    AccountIsDisabled,
    AccountIsNotDisabled,
    AccountNotFound,
    AccountState,
    Kind,
    OwnAccount,
    UsernameTaken,
)
from services.registry.accounts.domain.passwords import CurrentPasswordWrong, PasswordUnfit
from services.registry.accounts.domain.secrets import ActivationRefused, Slip
from services.registry.accounts.queries import find_account_named, get_account, get_shown
from shared.auth.grants import get_epoch
from shared.auth.roles import Role
from shared.command import Work
from shared.database.driver import autocommitting
from shared.idempotency.claim import IdempotencyKey
from shared.ids import new_id
from tests.given import given_caller
from tests.races import race
from tests.registry.given import (
    KEYRING,
    NOW,
    PASSWORD,
    activating,
    audited,
    confirming,
    given_account,
    given_work,
    published,
)


def keeping(engine: AsyncEngine, *, after: timedelta = timedelta(0)) -> Work:
    """Who keeps accounts."""
    return given_work(engine, Role.SYSTEM_ADMINISTRATOR, now=NOW + after)


async def opening(engine: AsyncEngine, username: str = "station-clerk") -> UUID:
    return await commands.open_account(keeping(engine), username=username, display_name="办事员")


async def given_slip(engine: AsyncEngine, account_id: UUID, *, after: timedelta = timedelta(0)) -> Slip:
    return await commands.issue_activation(keeping(engine, after=after), account_id, reason="新开账号")


async def state_of(engine: AsyncEngine, account_id: UUID) -> AccountState:
    async with engine.connect() as connection:
        return AccountState((await get_shown(connection, account_id, now=NOW)).state)


async def epoch_of(engine: AsyncEngine, account_id: UUID) -> int:
    async with autocommitting(engine).connect() as connection:
        return await get_epoch(connection, account_id)


class TestOpenAccount:
    async def test_keeps_no_password_and_a_lower_case_name(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine, "Station-Clerk")
        async with registry_engine.connect() as connection:
            found = await find_account_named(connection, "station-clerk")
        assert found is not None
        assert (found.account_id, found.kind, found.password_hash) == (account_id, Kind.PERSON, None)
        assert await state_of(registry_engine, account_id) is AccountState.AWAITING_ACTIVATION

    async def test_is_refused_for_a_name_in_use_in_any_case(self, registry_engine: AsyncEngine) -> None:
        await opening(registry_engine)
        with pytest.raises(UsernameTaken):
            await opening(registry_engine, "STATION-CLERK")

    async def test_is_refused_to_one_of_two_who_want_one_name_at_once(self, registry_engine: AsyncEngine) -> None:
        outcomes = await race(registry_engine, "account", (opening(registry_engine) for _ in range(3)))
        assert [isinstance(outcome, UsernameTaken) for outcome in outcomes].count(True) == 2


class TestAnActivation:
    async def test_gives_the_account_the_password_its_holder_chose(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine)
        await activating(registry_engine, await given_slip(registry_engine, account_id))
        assert await state_of(registry_engine, account_id) is AccountState.AWAITING_CONFIRMATION
        await confirming(given_work(registry_engine, Role.SECURITY_ADMINISTRATOR), account_id)
        assert await state_of(registry_engine, account_id) is AccountState.ACTIVE
        assert await audited(registry_engine, "use-activation") == [(f"account {account_id}", "done")]

    async def test_takes_the_secret_however_it_is_typed(self, registry_engine: AsyncEngine) -> None:
        slip = await given_slip(registry_engine, await opening(registry_engine))
        typed = slip.secret.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        await activating(registry_engine, slip, secret=typed)

    async def test_works_once(self, registry_engine: AsyncEngine) -> None:
        slip = await given_slip(registry_engine, await opening(registry_engine))
        await activating(registry_engine, slip)
        with pytest.raises(ActivationRefused):
            await activating(registry_engine, slip, password="another good password")

    async def test_works_for_one_of_two_at_once(self, registry_engine: AsyncEngine) -> None:
        slip = await given_slip(registry_engine, await opening(registry_engine))
        both = (activating(registry_engine, slip, password=f"a good password {n}") for n in range(2))
        outcomes = await race(registry_engine, "account", both)
        assert sorted(type(outcome) is ActivationRefused for outcome in outcomes) == [False, True]

    @pytest.mark.parametrize(("after", "works"), [(timedelta(hours=-71.9), True), (timedelta(hours=-72), False)])
    async def test_works_for_three_days(self, registry_engine: AsyncEngine, after: timedelta, works: bool) -> None:
        account_id = await opening(registry_engine)
        slip = await given_slip(registry_engine, account_id, after=after)
        if not works:
            with pytest.raises(ActivationRefused):
                await activating(registry_engine, slip)
            return
        await activating(registry_engine, slip)

    async def test_is_refused_alike_for_a_wrong_secret_and_an_unknown_user(self, registry_engine: AsyncEngine) -> None:
        slip = await given_slip(registry_engine, await opening(registry_engine))
        sentences = set()
        for username in (slip.username, "nobody-here"):
            with pytest.raises(ActivationRefused) as refused:
                await activating(registry_engine, replace(slip, username=username), secret="0" * 20)
            sentences.add(refused.value.sentence("zh-CN"))
        assert len(sentences) == 1
        assert [result for _, result in await audited(registry_engine, "count-failure")] == ["done", "done"]

    async def test_that_a_stranger_tries_is_his_in_the_audit_and_goes_the_same_way_for_an_unknown_user(
        self, registry_engine: AsyncEngine
    ) -> None:
        """It stood in the audit of whose name was tried, as his own act; of nobody's name there was no row."""
        account_id = await opening(registry_engine)
        slip = await given_slip(registry_engine, account_id)
        for username in (slip.username, "nobody-here"):
            with pytest.raises(ActivationRefused):
                await activating(registry_engine, replace(slip, username=username), secret="0" * 20)
        rows = "SELECT action, account_id, subject FROM audit ORDER BY audit_id DESC LIMIT 4"
        async with registry_engine.connect() as connection:
            tried = (await connection.execute(text(rows))).all()
        assert [row.action for row in tried] == ["count-failure", "use-activation"] * 2
        assert account_id not in {row.account_id for row in tried}
        assert [row.subject for row in tried] == ["", "", *[f"account {account_id}"] * 2]

    @pytest.mark.parametrize("password", ["short", "123456789012", "Station-Clerk"])
    async def test_leaves_the_secret_unused_when_the_password_is_unfit(
        self, registry_engine: AsyncEngine, password: str
    ) -> None:
        slip = await given_slip(registry_engine, await opening(registry_engine))
        with pytest.raises(PasswordUnfit):
            await activating(registry_engine, slip, password=password)
        await activating(registry_engine, slip)

    async def test_keeps_nothing_that_the_secret_could_be_read_from(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine)
        repeatable = replace(keeping(registry_engine), idempotency=IdempotencyKey.of("k", b"{}"))
        slip = await commands.issue_activation(repeatable, account_id, reason="新开账号")
        dump = (
            "SELECT concat(activation, '') FROM activation UNION ALL SELECT concat(audit, '') FROM audit"
            " UNION ALL SELECT encode(result, 'escape') FROM idempotency"
        )
        async with registry_engine.connect() as connection:
            kept = " ".join((await connection.execute(text(dump))).scalars())
        assert str(account_id) in kept
        assert slip.secret not in kept
        assert slip.secret not in repr(slip)


class TestIssueActivation:
    async def test_makes_the_secret_before_worthless(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine)
        first, second = [await given_slip(registry_engine, account_id) for _ in range(2)]
        with pytest.raises(ActivationRefused):
            await activating(registry_engine, first)
        await activating(registry_engine, second)

    async def test_resets_an_account_in_use(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        slip = await given_slip(registry_engine, account_id)
        assert await state_of(registry_engine, account_id) is AccountState.AWAITING_ACTIVATION
        [(name, sequence, data)] = await published(registry_engine)
        assert (name, sequence, data["epoch"], data["cause"]) == ("sessions-ended", 1, 1, "reset")
        await activating(registry_engine, slip, password="another good password")

    async def test_is_refused_for_the_keepers_own_account(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        mine = Work(registry_engine, given_caller(Role.SYSTEM_ADMINISTRATOR, account_id=account_id), NOW)
        with pytest.raises(OwnAccount):
            await commands.issue_activation(mine, account_id, reason="自己")


class TestDisableAccount:
    async def test_ends_its_sessions_and_its_activation_until_it_is_enabled(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine)
        slip = await given_slip(registry_engine, account_id)
        await commands.disable_account(keeping(registry_engine), account_id, reason="离职")
        assert await epoch_of(registry_engine, account_id) == 1
        with pytest.raises(ActivationRefused):
            await activating(registry_engine, slip)
        with pytest.raises(AccountIsDisabled):
            await given_slip(registry_engine, account_id)
        await commands.enable_account(keeping(registry_engine), account_id, reason="返岗")
        await activating(registry_engine, await given_slip(registry_engine, account_id))

    async def test_is_refused_twice_for_oneself_and_for_nobody(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        with pytest.raises(AccountIsNotDisabled):
            await commands.enable_account(keeping(registry_engine), account_id, reason="返岗")
        mine = Work(registry_engine, given_caller(Role.SYSTEM_ADMINISTRATOR, account_id=account_id), NOW)
        with pytest.raises(OwnAccount):
            await commands.disable_account(mine, account_id, reason="离职")
        await commands.disable_account(keeping(registry_engine), account_id, reason="离职")
        with pytest.raises(AccountIsDisabled):
            await commands.disable_account(keeping(registry_engine), account_id, reason="离职")
        with pytest.raises(AccountNotFound):
            await commands.disable_account(keeping(registry_engine), new_id(), reason="离职")


class TestRenameAccount:
    async def test_changes_what_its_holder_types_and_what_others_read(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await commands.rename_account(keeping(registry_engine), account_id, username="Zhao", display_name="赵")
        async with registry_engine.connect() as connection:
            found = await get_account(connection, account_id)
        assert (found.username, found.display_name) == ("zhao", "赵")

    async def test_is_refused_for_the_name_of_another(self, registry_engine: AsyncEngine) -> None:
        account_id = await opening(registry_engine)
        await opening(registry_engine, "zhao")
        with pytest.raises(UsernameTaken):
            await commands.rename_account(keeping(registry_engine), account_id, username="ZHAO", display_name="赵")


async def changing(engine: AsyncEngine, account_id: UUID, current: str, new: str = "another good password") -> None:
    work = Work(engine, given_caller(account_id=account_id), NOW)
    await commands.change_own_password(work, keyring=KEYRING, current=SecretStr(current), password=SecretStr(new))


class TestChangeOwnPassword:
    async def test_replaces_the_old_one(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await changing(registry_engine, account_id, PASSWORD)
        with pytest.raises(CurrentPasswordWrong):
            await changing(registry_engine, account_id, PASSWORD)
        await changing(registry_engine, account_id, "another good password", PASSWORD)

    async def test_is_refused_with_an_unfit_new_one(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        with pytest.raises(PasswordUnfit) as refused:
            await changing(registry_engine, account_id, PASSWORD, "short")
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("new_password", "password-length")]

    async def test_is_refused_to_the_second_of_two_at_once(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        both = (changing(registry_engine, account_id, PASSWORD, f"a good password {n}") for n in range(2))
        outcomes = await race(registry_engine, "account", both)
        assert sorted(type(outcome) is CurrentPasswordWrong for outcome in outcomes) == [False, True]


ENDINGS: dict[str, Callable[[AsyncEngine, UUID], Awaitable[object]]] = {
    "password-changed": lambda engine, account_id: changing(engine, account_id, PASSWORD),
    "reset": given_slip,
    "disabled": lambda engine, account_id: commands.disable_account(keeping(engine), account_id, reason="离职"),
    "signed-out": lambda engine, account_id: commands.sign_out_everywhere(keeping(engine), account_id),
}


class TestTheEpoch:
    @pytest.mark.parametrize("cause", ENDINGS)
    async def test_rises_and_is_told(self, registry_engine: AsyncEngine, cause: str) -> None:
        account_id = await given_account(registry_engine)
        assert await epoch_of(registry_engine, account_id) == 0
        await commands.sign_out_everywhere(keeping(registry_engine), account_id)
        await ENDINGS[cause](registry_engine, account_id)
        assert await epoch_of(registry_engine, account_id) == 2
        _, (name, sequence, data) = await published(registry_engine)
        assert (name, sequence) == ("sessions-ended", 2)
        assert (data["account_id"], data["epoch"], data["cause"]) == (str(account_id), 2, cause)

    async def test_tells_at_last_whether_the_account_is_in_use(self, registry_engine: AsyncEngine) -> None:
        """What else ended the sessions of a disabled one made it one in use for whoever heeds the last cause."""
        account_id, keeper = await given_account(registry_engine), keeping(registry_engine)
        await commands.disable_account(keeper, account_id, reason="离职")
        await commands.sign_out_everywhere(keeper, account_id)
        await commands.enable_account(keeper, account_id, reason="返岗")
        await commands.sign_out_everywhere(keeper, account_id)
        assert [(sequence, data["cause"]) for _, sequence, data in await published(registry_engine)] == [
            (1, "disabled"), (2, "disabled"), (3, "enabled"), (4, "signed-out"),
        ]  # fmt: skip
