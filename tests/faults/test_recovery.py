"""When a process counts as working again, and what is said of it."""

from pathlib import Path

import pytest

from faults.recovery import last_trouble, parts_of, trouble_of, works
from faults.report import Tally


def checks(**parts: tuple[bool, str]) -> dict[str, object]:
    return {"checks": [{"name": name, "ok": ok, "detail": detail} for name, (ok, detail) in parts.items()]}


class TestTheParts:
    @pytest.mark.parametrize(
        ("process", "parts"),
        [("registry API", {"API"}), ("registry worker", {"worker", "relay", "consumer"}),
         ("reporting worker", {"worker", "relay", "consumer"})],
    )  # fmt: skip
    def test_are_those_the_process_has(self, process: str, parts: set[str]) -> None:
        assert parts_of(process) == parts


class TestAPart:
    def test_works_while_another_does_not_yet(self) -> None:
        body = checks(relay=(True, "active"), consumer=(False, "starting"))
        assert (works("relay", 503, body), works("consumer", 503, body), works("worker", 503, body)) == (
            True, False, False,
        )  # fmt: skip

    def test_that_stands_by_does_not_work(self) -> None:
        assert not works("relay", 200, checks(relay=(True, "standby")))

    def test_of_a_process_that_does_not_answer_does_not_work(self) -> None:
        assert not any(works(part, 0, {}) for part in ("API", "worker", "relay", "consumer"))


class TestTheLastTrouble:
    def test_is_the_process_s_own_word_before_one_of_the_kafka_client(self, tmp_path: Path) -> None:
        own = '{"event":"consumer_stuck","level":"critical"}'
        (log := tmp_path / "worker.log").write_text(
            f'{own}\n{{"event":"started","level":"info"}}\n{{"event":"no","logger":"aiokafka.conn","level":"error"}}\n'
        )
        assert last_trouble(log) == own


class TestTheTroubleOfARequest:
    def test_is_the_errors_under_its_correlation_id_in_every_log(self, tmp_path: Path) -> None:
        error = '{"event":"unhandled_error","correlation_id":"a","level":"error"}'
        (tmp_path / "registry-api.log").write_text('{"event":"done","correlation_id":"a","level":"info"}\n')
        (tmp_path / "benefits-api.log").write_text(error + "\n" + error.replace('"a"', '"b"') + "\n")
        assert trouble_of(tmp_path, '"a"') == error
        assert trouble_of(tmp_path, '"c"') == "nothing was logged"


class TestAGoal:
    def test_is_met_as_often_as_it_was_fast_enough(self) -> None:
        tally = Tally(goals={"relay": 2.0})
        for seconds in (1.0, 2.0, 2.5):
            tally.recovered("relay", seconds)
        assert tally.met("relay") == 2
