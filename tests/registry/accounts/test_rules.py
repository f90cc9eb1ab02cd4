"""Which passwords are fit, and when an account is locked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registry.accounts.domain import (
    Account,
    PasswordUnfit,
    SignInLimits,
    after_failure,
    after_success,
    check_password,
    hash_password,
    password_matches,
)

AT = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
LIMITS = SignInLimits(tries=5, lock_seconds=900)
ACCOUNT = Account(UUID(int=1), "zhaoyj", "赵", "a secret hash", failed_count=0, locked_until=None)


def given_failures(count: int) -> Account:
    account = ACCOUNT
    for _ in range(count):
        account = after_failure(account, LIMITS, at=AT)
    return account


def faults(password: str, username: str = "zhaoyj") -> list[str]:
    with pytest.raises(PasswordUnfit) as refused:
        check_password(password, username)
    assert not password or password not in str(refused.value)
    return [fault.code for fault in refused.value.fields]


class TestAPassword:
    def test_is_fit_with_twelve_characters_of_any_kind(self) -> None:
        check_password("correct hors", "zhaoyj")
        check_password("新野县退役军人服务中心二〇", "zhaoyj")

    def test_is_unfit_with_eleven_characters_or_too_many(self) -> None:
        assert faults("elevenchars") == ["password-length"]
        assert faults("x" * 129) == ["password-length"]

    def test_is_unfit_when_it_is_the_user_name_in_any_case(self) -> None:
        assert faults("Station-Clerk", "station-clerk") == ["password-is-username"]

    def test_is_unfit_for_every_reason_at_once(self) -> None:
        assert faults("ZhaoYJ") == ["password-length", "password-is-username"]

    def test_matches_its_hash_alone(self) -> None:
        kept = hash_password("correct horse battery")
        assert kept.startswith("$argon2id$")
        assert password_matches(kept, "correct horse battery")
        assert not password_matches(kept, "correct horse batterx")
        assert not password_matches("no hash", "correct horse battery")

    def test_matches_however_the_keyboard_writes_it(self) -> None:
        assert password_matches(hash_password("ｃorrect horse １２"), "correct horse 12")

    def test_never_shows_when_an_account_is_printed(self) -> None:
        assert "a secret hash" not in repr(ACCOUNT)


class TestTheLock:
    def test_falls_with_the_fifth_failure_in_a_row_for_fifteen_minutes(self) -> None:
        assert given_failures(4).locked_until is None
        assert given_failures(5).locked_until == AT + timedelta(minutes=15)

    def test_is_over_when_its_time_is(self) -> None:
        locked = given_failures(5)
        assert locked.is_locked(AT + timedelta(seconds=899))
        assert not locked.is_locked(AT + timedelta(seconds=900))

    def test_is_not_prolonged_by_failures_under_it(self) -> None:
        locked = given_failures(5)
        assert after_failure(locked, LIMITS, at=AT + timedelta(minutes=14)) == locked

    def test_leaves_five_new_tries(self) -> None:
        later = AT + timedelta(minutes=15)
        account = after_failure(given_failures(5), LIMITS, at=later)
        assert (account.failed_count, account.is_locked(later)) == (1, False)

    def test_is_lifted_by_nothing_but_counted_anew_after_a_success(self) -> None:
        assert after_success(replace(ACCOUNT, failed_count=4)).failed_count == 0
