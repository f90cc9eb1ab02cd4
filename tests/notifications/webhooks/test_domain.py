"""Which addresses may be called, how an event is signed, and what follows from an answer."""

from datetime import timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from services.notifications.webhooks.domain import Answer, Progress, may_be_called, secret_of, signature
from services.notifications.webhooks.parameters import GIVEN_UP_AFTER, LONGEST_ASKED, WAITS, Outcome, Stop
from shared.clock import machine_now
from shared.ids import new_id
from shared.networks import networks_in
from tests.given import NOW

START = Progress("feed.a-1", None, 7, 0, None, NOW)


class TestASignature:
    @given(st.binary(min_size=32, max_size=32), st.text())
    def test_is_verified_by_another_projects_library(self, key: bytes, text: str) -> None:
        body = text.encode()
        headers = signature([secret_of(key)], new_id(), machine_now(), body)
        Webhook(secret_of(key)).verify(body, headers, json_parse=False)


class TestAnAddress:
    @pytest.mark.parametrize(
        "inside",
        ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
         "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fc00::1", "ff02::1",
         "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::1", "2001:db8::1"],
    )  # fmt: skip
    def test_inside_is_called_only_where_it_is_named(self, inside: str) -> None:
        assert not may_be_called(ip_address(inside), ())
        assert not may_be_called(ip_address(inside), networks_in("10.9.9.9"))
        assert may_be_called(ip_address(inside), networks_in("0.0.0.0/0,::/0"))

    @pytest.mark.parametrize("outside", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
    def test_of_the_internet_is_called(self, outside: str) -> None:
        assert may_be_called(ip_address(outside), ())


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("status", "outcome"),
        [(200, Outcome.DELIVERED), (204, Outcome.DELIVERED), (301, Outcome.FAILED), (307, Outcome.FAILED),
         (400, Outcome.REFUSED), (401, Outcome.FAILED), (404, Outcome.FAILED), (410, Outcome.FAILED),
         (422, Outcome.REFUSED), (429, Outcome.FAILED), (500, Outcome.FAILED), (None, Outcome.FAILED)],
    )  # fmt: skip
    def test_says_what_came_of_it(self, status: int | None, outcome: Outcome) -> None:
        assert Answer(status).outcome is outcome

    def test_that_fails_is_waited_for_longer_each_time(self) -> None:
        now, waits = START, []
        for _ in range(len(WAITS) + 2):
            after = now.failed(Answer(500), NOW, jitter=0)
            waits.append(after.next_attempt_at - NOW)
            now = after
        assert waits == [*WAITS, WAITS[-1], WAITS[-1]]
        assert (now.tries, now.failing_since, now.position) == (len(waits), NOW, 7)

    def test_is_asked_for_later_by_who_says_so_within_bounds(self) -> None:
        hour = timedelta(hours=1)
        assert START.failed(Answer(429, retry_after=hour), NOW, jitter=0).next_attempt_at == NOW + hour
        late = START.failed(Answer(503, retry_after=timedelta(days=9)), NOW, jitter=0)
        assert late.next_attempt_at == NOW + LONGEST_ASKED

    def test_ends_it_after_days_or_when_it_is_gone(self) -> None:
        failed = START.failed(Answer(500), NOW, jitter=1)
        assert failed.stop_after(Answer(500), NOW + GIVEN_UP_AFTER - timedelta(seconds=1)) is None
        assert failed.stop_after(Answer(500), NOW + GIVEN_UP_AFTER) is Stop.FAILING
        assert failed.stop_after(Answer(410), NOW) is Stop.GONE
