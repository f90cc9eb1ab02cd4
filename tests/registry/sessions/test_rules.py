"""How long a session lasts, and which renewal secret is taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.registry.sessions.commands.secrets import read_secret, secret_of
from services.registry.sessions.domain import (
    Renewal,
    RenewalReused,
    Session,
    SessionEnded,
    check_renewal,
)
from shared.privacy.keyring import Keyring, Keys
from tests.registry.given import KEYRING

AT = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
SESSION = Session(
    UUID(int=7), UUID(int=1), epoch=2, second_factor=False, renewal=5, started_at=AT, renewed_at=AT, ended_at=None
)
OTHER_KEYRING = Keyring(Keys([], (SecretStr("A" * 43 + "="), None)))


def renewing(session: Session = SESSION, *, number: int = 5, epoch: int = 2, after: timedelta = timedelta(0)) -> int:
    ends_at = session.ends_at(IDLE, LONGEST)
    return check_renewal(session, number, epoch=epoch, ends_at=ends_at, now=AT + after)


class TestASession:
    def test_goes_on_with_the_secret_that_comes_next(self) -> None:
        assert renewing() == 6

    @pytest.mark.parametrize(
        ("session", "after"),
        [
            (SESSION, timedelta(minutes=30)),
            (replace(SESSION, renewed_at=AT + timedelta(hours=11.9)), timedelta(hours=12)),
            (replace(SESSION, ended_at=AT), timedelta(0)),
        ],
        ids=["idle", "longest", "ended"],
    )
    def test_is_over_when_its_time_is(self, session: Session, after: timedelta) -> None:
        with pytest.raises(SessionEnded) as refused:
            renewing(session, after=after)
        assert not isinstance(refused.value, RenewalReused)

    def test_is_over_in_a_later_epoch_of_its_account(self) -> None:
        with pytest.raises(SessionEnded):
            renewing(epoch=3)

    def test_answers_the_last_secret_again_for_some_seconds(self) -> None:
        assert renewing(number=4, after=timedelta(seconds=10)) == 5
        with pytest.raises(RenewalReused):
            renewing(number=4, after=timedelta(seconds=11))

    def test_answers_it_no_longer_when_the_clock_was_set_back(self) -> None:
        assert renewing(number=4, after=-timedelta(seconds=10)) == 5
        with pytest.raises(RenewalReused):
            renewing(number=4, after=-timedelta(seconds=11))

    @pytest.mark.parametrize("number", [0, 3, 6])
    def test_takes_no_other_secret(self, number: int) -> None:
        with pytest.raises(RenewalReused):
            renewing(number=number)


class TestARenewalSecret:
    def test_says_its_session_and_number_again(self) -> None:
        renewal = Renewal(UUID(int=7), 70_000)
        assert read_secret(secret_of(renewal, KEYRING), KEYRING) == renewal
        assert len(secret_of(renewal, KEYRING).get_secret_value()) == 70

    def test_is_refused_when_it_was_made_elsewhere_or_changed(self) -> None:
        good = secret_of(Renewal(UUID(int=7), 1), KEYRING).get_secret_value()
        other = secret_of(Renewal(UUID(int=7), 1), OTHER_KEYRING).get_secret_value()
        for bad in ("", "é", "A", "AAAA", good[:-1], good + "A", good + "=", "B" + good[1:], other, "\x00" * 70):
            with pytest.raises(SessionEnded):
                read_secret(SecretStr(bad), KEYRING)
