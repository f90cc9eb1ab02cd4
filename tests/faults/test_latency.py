"""How long events take until others see them."""

from datetime import UTC, datetime, timedelta

from faults.latency import Span, Step, delays, describe
from faults.oracle.facts import Stream

CASE = Stream("benefits.cases", "c1")
NOON = datetime(2019, 4, 1, 12, tzinfo=UTC)


def step(sequence: int, seconds: float, stream: Stream = CASE) -> Step:
    return Step(stream, sequence, NOON + timedelta(seconds=seconds))


class TestADelay:
    def test_lasts_until_the_stream_is_seen_at_the_sequence(self) -> None:
        assert delays([step(1, 0), step(2, 1)], [step(1, 0.5), step(2, 3)]) == [
            (NOON, 0.5),
            (NOON + timedelta(seconds=1), 2),
        ]

    def test_ends_with_a_later_sequence_that_was_applied_in_one_go(self) -> None:
        assert delays([step(1, 0)], [step(2, 4)]) == [(NOON, 4)]

    def test_ends_when_it_was_seen_first(self) -> None:
        assert delays([step(1, 0)], [step(1, 9), step(1, 2)]) == [(NOON, 2)]

    def test_of_what_is_not_taken_is_left_out(self) -> None:
        assert delays([step(1, 0, Stream("notifications.deliveries", "n1"))], [step(1, 1)]) == []


class TestADescription:
    def test_tells_the_events_by_when_they_were_committed(self) -> None:
        spans = {
            "before": [Span(NOON, NOON + timedelta(seconds=1))],
            "after": [Span(NOON + timedelta(seconds=1), NOON)],
        }
        assert describe([(NOON, 0.25), (NOON + timedelta(seconds=1), 9)], spans) == (
            "before p50 0.250 s, p99 0.250 s (1 events); after p50 0.000 s, p99 0.000 s (0 events)"
        )
