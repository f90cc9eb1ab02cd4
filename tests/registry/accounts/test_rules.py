"""Which passwords are fit, and how long a failed sign-in delays the next."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registry.accounts.domain.account import Account, Kind
from services.registry.accounts.domain.delays import (
    LIMITS,
    Attempt,
    Count,
    Failures,
    SignInDelayed,
    check_delay,
)
from services.registry.accounts.domain.passwords import (
    PasswordUnfit,
    check_password,
    hash_of_nobody,
    hash_password,
    password_matches,
)

AT = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
ACCOUNT = Account(UUID(int=1), Kind.PERSON, None, "zhaoyj", "赵", "a secret hash", None, 1)


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
        assert faults("x y" * 43) == ["password-length"]

    def test_is_unfit_when_it_is_the_user_name_in_any_case(self) -> None:
        assert faults("Station-Clerk", "station-clerk") == ["password-is-username"]

    @pytest.mark.parametrize(
        "common", ["123456789012", "password1234", "woaini1314520", "Password1234", "１２３４５６７８９０１２"]
    )
    def test_is_unfit_when_many_have_it(self, common: str) -> None:
        assert faults(common) == ["password-common"]

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


class TestTheHashOfNobody:
    def test_costs_what_a_real_one_costs_and_matches_nothing(self) -> None:
        nobodys, real = hash_of_nobody(), hash_password("correct horse battery")
        assert nobodys.split("$")[:4] == real.split("$")[:4]
        assert [len(part) for part in nobodys.split("$")] == [len(part) for part in real.split("$")]
        assert not password_matches(nobodys, "")


def failures(seconds: int = 0, *, succeeded_at: datetime | None = None) -> Failures:
    return Failures(AT + timedelta(seconds=seconds), succeeded_at)


class TestTheDelay:
    @pytest.mark.parametrize(
        ("count", "seconds"),
        [
            (Count.NAME_HERE, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]),
            (Count.ADDRESS, [0] * 20 + [2, 4, 8]),
            (Count.NAME, [0] * 10 + [1, 2, 4, 4, 4]),
        ],
    )
    def test_doubles_up_to_a_bound(self, count: Count, seconds: list[int]) -> None:
        delays = [LIMITS[count].delay(failed + 1).total_seconds() for failed in range(len(seconds))]
        assert delays == seconds
        assert LIMITS[count].delay(10**9).total_seconds() == LIMITS[count].most_seconds

    @pytest.mark.parametrize("count", Count)
    def test_of_any_count_delays_an_attempt(self, count: Count) -> None:
        with pytest.raises(SignInDelayed) as delayed:
            check_delay({count: failures(4)}, now=AT + timedelta(milliseconds=1))
        assert delayed.value.facts == {"retry_after_seconds": 4}
        check_delay({count: failures(4)}, now=AT + timedelta(seconds=4))

    @pytest.mark.parametrize("count", Count)
    def test_is_none_when_it_would_be_longer_than_any(self, count: Count) -> None:
        """The clock was ahead when it was written, and has been set back."""
        most = LIMITS[count].most_seconds
        with pytest.raises(SignInDelayed):
            check_delay({count: failures(most)}, now=AT)
        check_delay({count: failures(most + 1)}, now=AT)

    @pytest.mark.parametrize("count", [Count.ADDRESS, Count.NAME])
    def test_that_strangers_cause_does_not_reach_whoever_has_signed_in_here_before(self, count: Count) -> None:
        lately, long_ago = AT - timedelta(days=30), AT - timedelta(days=31)
        check_delay({count: failures(4), Count.NAME_HERE: failures(succeeded_at=lately)}, now=AT)
        with pytest.raises(SignInDelayed):
            check_delay({count: failures(4), Count.NAME_HERE: failures(succeeded_at=long_ago)}, now=AT)

    def test_is_kept_under_name_and_address_or_one_of_them(self) -> None:
        attempt = Attempt(b"name", "192.0.2.1")
        keys = {count: attempt.key(count) for count in Count}
        assert keys == {
            Count.NAME_HERE: (b"name", "192.0.2.1"),
            Count.ADDRESS: (b"", "192.0.2.1"),
            Count.NAME: (b"name", ""),
        }
