"""What is judged of a group that is slow: its memory, what it tells, the others, how fast it catches up."""

from faults.experiments.f09_slow_group import GROWS_BYTES, Position, grown, not_told, too_slow, unserved_since


class TestItsWorker:
    def test_may_need_a_little_more(self) -> None:
        assert not grown([1000, 1000 + GROWS_BYTES, 900])

    def test_must_not_keep_what_it_cannot_apply(self) -> None:
        assert grown([1000, 1001 + GROWS_BYTES, 900])

    def test_tells_how_far_behind_it_is(self) -> None:
        assert not not_told(1000, 990, ["stands"])
        assert len(not_told(1000, 499, ["stands"])) == 1

    def test_must_not_be_ready(self) -> None:
        assert len(not_told(1000, 990, [])) == 1


class TestTheOthers:
    def test_answer_every_request(self) -> None:
        assert len(unserved_since({"registry": 2}, {"registry": 3})) == 1

    def test_are_not_blamed_for_what_the_slow_one_did_or_was_before(self) -> None:
        assert not unserved_since({"registry": 2}, {"registry": 2, "reporting": 9})


class TestCatchingUp:
    def test_is_three_times_as_fast_as_events_come(self) -> None:
        assert not too_slow(Position(100, 1000), Position(1300, 1400))
        assert too_slow(Position(100, 1000), Position(1299, 1400))

    def test_needs_nothing_when_nothing_comes(self) -> None:
        assert not too_slow(Position(100, 1000), Position(1000, 1000))
