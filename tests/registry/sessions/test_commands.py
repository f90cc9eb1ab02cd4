"""Signing in, the delays after failures, going on, signing out."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts import commands as accounts
from services.registry.accounts.commands.delays import attempt_of
from services.registry.accounts.domain.delays import SignInDelayed
from services.registry.accounts.queries import get_account
from services.registry.grants.commands import revoke_grant
from services.registry.sessions.commands import FORGET_SESSIONS, end_session
from services.registry.sessions.commands.beginning import begin_session
from services.registry.sessions.domain import (
    EndCause,
    RenewalReused,
    SessionEnded,
    SessionNotFound,
    SignInRefused,
)
from shared.auth.roles import Role
from shared.command import Work, command
from shared.ids import new_id
from shared.schedule import Due, Job
from tests.given import given_caller, given_grant
from tests.races import race
from tests.registry.given import KEYRING, NOW, PASSWORD, audited, given_account, given_work
from tests.registry.sessions.given import (
    APART,
    ELSEWHERE,
    HERE,
    ISSUED_AT,
    at,
    given_user,
    keeping,
    renewing,
    signing_in,
)


async def failing(
    engine: AsyncEngine, times: int, *, username: str = "station-clerk", address: str = HERE, apart: float = 0
) -> float:
    """Answers how many seconds after the first one the last one came."""
    for time in range(times):
        with pytest.raises(SignInRefused):
            await signing_in(engine, "a wrong password", username=username, address=address, after=time * apart)
    return (times - 1) * apart


async def left(engine: AsyncEngine, job: Job, table: str, *, days: int) -> int:
    """How many rows are there after the job of a day so much later."""
    at = NOW + timedelta(days=days)
    await command(job.run)(given_work(engine, now=at), Due("", at, {}))
    async with engine.connect() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


class TestSignIn:
    async def test_begins_a_session_of_the_one_whose_password_it_is(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        signed_in = await signing_in(registry_engine, username=" Station-Clerk ")
        assert signed_in.account_id == account_id
        assert signed_in.renewable_until == NOW + timedelta(minutes=30)
        assert await audited(registry_engine, "begin-session") == [(f"account {account_id}", "done")]

    async def test_is_refused_alike_to_everyone_who_may_not(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await given_account(registry_engine, "without-grant")
        disabled = await given_user(registry_engine, "disabled")
        await accounts.disable_account(keeping(registry_engine), disabled, reason="离职")
        fresh = await accounts.open_account(keeping(registry_engine), username="fresh", display_name="新")
        await given_grant(registry_engine, fresh, Role.STATION_STAFF, valid_from=NOW)
        refusals = []
        for username in ("station-clerk", "without-grant", "disabled", "fresh", "nobody-here"):
            password = "a wrong password" if username == "station-clerk" else PASSWORD
            with pytest.raises(SignInRefused) as refused:
                await signing_in(registry_engine, password, username=username)
            refusals.append((refused.value.sentence("zh-CN"), refused.value.facts))
        assert refusals == refusals[:1] * 5
        assert [result for _, result in await audited(registry_engine, "count-failure")] == ["done"] * 5

    async def test_is_refused_when_the_password_was_changed_since_it_was_checked(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        async with registry_engine.connect() as connection:
            checked = (await get_account(connection, account_id)).password_hash or ""
        mine = Work(registry_engine, given_caller(account_id=account_id), NOW)
        new = SecretStr("a new long password")
        await accounts.change_own_password(mine, keyring=KEYRING, current=SecretStr(PASSWORD), password=new)
        with pytest.raises(SignInRefused):
            await begin_session(
                mine,
                verified_hash=checked,
                attempt=attempt_of(KEYRING, "station-clerk", HERE),
                code=None,
                keyring=KEYRING,
                at=ISSUED_AT,
            )


class TestFailedSignIns:
    async def test_delay_the_next_from_the_same_address(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await failing(registry_engine, 4)
        with pytest.raises(SignInDelayed) as delayed:
            await signing_in(registry_engine)
        assert delayed.value.facts == {"retry_after_seconds": 2}
        await signing_in(registry_engine, after=2)

    async def test_are_not_counted_while_they_are_delayed(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await failing(registry_engine, 4)
        for _ in range(30):
            with pytest.raises(SignInDelayed):
                await signing_in(registry_engine, "a wrong password")
        await signing_in(registry_engine, after=2)

    async def test_of_a_stranger_keep_nobody_out_elsewhere(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        last = await failing(registry_engine, 30, address=ELSEWHERE, apart=APART)
        with pytest.raises(SignInDelayed):
            await signing_in(registry_engine, after=last + 299, address=ELSEWHERE)
        await signing_in(registry_engine, after=last + 4)

    async def test_of_others_behind_an_address_do_not_delay_who_is_known_there(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        await given_user(registry_engine, "new-here")
        await signing_in(registry_engine)
        last = await failing(registry_engine, 25, username="nobody-here", apart=APART)
        with pytest.raises(SignInDelayed):
            await signing_in(registry_engine, username="new-here", after=last)
        await signing_in(registry_engine, after=last)

    async def test_delay_an_unknown_user_like_a_known_one(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        waits = []
        for username in ("station-clerk", "nobody-here"):
            await failing(registry_engine, 4, username=username)
            with pytest.raises(SignInDelayed) as delayed:
                await signing_in(registry_engine, username=username)
            waits.append(delayed.value.facts)
        assert waits[0] == waits[1]

    async def test_are_all_counted_when_many_come_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        attempts = (signing_in(registry_engine, f"a wrong password {n}") for n in range(5))
        outcomes = await race(registry_engine, "sign_in_delay", attempts)
        assert all(isinstance(outcome, SignInRefused) for outcome in outcomes)
        with pytest.raises(SignInDelayed) as delayed:
            await signing_in(registry_engine)
        assert delayed.value.facts == {"retry_after_seconds": 4}

    async def test_are_forgotten_after_a_right_one(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        for _ in range(2):
            await failing(registry_engine, 3)
            await signing_in(registry_engine)

    @pytest.mark.parametrize("seconds", [60, 3_600])
    async def test_that_were_none_delay_nobody_when_the_clock_is_set_back(
        self, registry_engine: AsyncEngine, seconds: int
    ) -> None:
        await given_user(registry_engine)
        await signing_in(registry_engine, after=seconds)
        await signing_in(registry_engine)

    async def test_are_forgotten_after_an_hour_without_one(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await failing(registry_engine, 8, apart=3_601)

    async def test_are_forgotten_when_the_account_is_unlocked(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        await failing(registry_engine, 4)
        await accounts.unlock_account(keeping(registry_engine), account_id, keyring=KEYRING)
        await signing_in(registry_engine)

    async def test_leave_no_user_name_and_nothing_at_all_in_the_end(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await failing(registry_engine, 1, username="my password by mistake")
        await signing_in(registry_engine)
        async with registry_engine.connect() as connection:
            dump = await connection.execute(text("SELECT concat(sign_in_delay, '') FROM sign_in_delay"))
            assert "mistake" not in " ".join(dump.scalars())
        assert [
            await left(registry_engine, accounts.FORGET_DELAYS, "sign_in_delay", days=days) for days in (0, 1, 30, 31)
        ] == [4, 1, 1, 0]


class TestASession:
    async def test_goes_on_with_one_secret_after_the_other(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        first = await signing_in(registry_engine)
        second = await renewing(registry_engine, first.renewal_secret, after=1_000)
        third = await renewing(registry_engine, second.renewal_secret, after=2_000)
        assert {first.session_id, second.session_id} == {third.session_id}
        assert third.renewable_until == NOW + timedelta(seconds=2_000, minutes=30)

    async def test_ends_for_thief_and_holder_when_a_secret_comes_twice(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        stolen = (await signing_in(registry_engine)).renewal_secret
        holders = await renewing(registry_engine, stolen, after=100)
        with pytest.raises(RenewalReused):
            await renewing(registry_engine, stolen, after=111)
        with pytest.raises(SessionEnded) as refused:
            await renewing(registry_engine, holders.renewal_secret, after=112)
        assert not isinstance(refused.value, RenewalReused)
        assert await audited(registry_engine, "end-session") == [(f"session {holders.session_id}", "done")]

    async def test_is_renewed_once_by_two_requests_of_one_page(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        secret = (await signing_in(registry_engine)).renewal_secret
        both = await race(registry_engine, "session", (renewing(registry_engine, secret, after=9) for _ in range(2)))
        assert len({each.renewal_secret.get_secret_value() for each in both}) == 1

    async def test_is_not_renewed_when_its_account_may_not_sign_in_any_more(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await given_grant(registry_engine, account_id, Role.STATION_STAFF, valid_from=NOW)
        signed_in = await signing_in(registry_engine)
        await revoke_grant(keeping(registry_engine), grant_id, reason="调岗")
        with pytest.raises(SessionEnded):
            await renewing(registry_engine, signed_in.renewal_secret, after=1)

    async def test_is_not_renewed_after_all_of_the_account_were_ended(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        signed_in = await signing_in(registry_engine)
        await accounts.sign_out_everywhere(keeping(registry_engine), account_id)
        with pytest.raises(SessionEnded):
            await renewing(registry_engine, signed_in.renewal_secret, after=1)
        again = await signing_in(registry_engine, after=2)
        await renewing(registry_engine, again.renewal_secret, after=3)

    async def test_is_ended_by_its_holder_alone(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_user(registry_engine)
        kept, ended = await signing_in(registry_engine), await signing_in(registry_engine)
        with pytest.raises(SessionNotFound):
            await end_session(at(registry_engine), ended.session_id, cause=EndCause.SIGNED_OUT, account_id=new_id())
        await end_session(at(registry_engine), ended.session_id, cause=EndCause.SIGNED_OUT, account_id=account_id)
        with pytest.raises(SessionEnded):
            await renewing(registry_engine, ended.renewal_secret)
        await renewing(registry_engine, kept.renewal_secret)

    async def test_is_forgotten_after_thirty_days(self, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await signing_in(registry_engine)
        assert [await left(registry_engine, FORGET_SESSIONS, "session", days=days) for days in (0, 30, 31)] == [1, 1, 0]
