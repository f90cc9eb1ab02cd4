"""What is waited for when the stack starts: a process that answers is not ended because somebody has work to do."""

import time
from collections.abc import Callable, Sequence

import pytest

from deploy.embedded.answers import Answer
from deploy.embedded.readiness import wait_for_readiness

READY, SILENT = Answer(200, {"ready": True, "checks": [{"name": "database", "ok": True, "detail": ""}]}), Answer(0)
TO_REBUILD = "rebuild figures: missed veteran-registered"
AHEAD = "kafka is ahead of this database by 3 events or more: see `veterans reconcile`; the first is 1"
OPEN = "breaker open: 51 of 60 failed"


def unready(*names: str, detail: str = TO_REBUILD) -> Answer:
    checks = [{"name": name, "ok": False, "detail": detail} for name in names]
    return Answer(503, {"ready": False, "checks": [{"name": "database", "ok": True, "detail": ""}, *checks]})


def telling(said: Sequence[Answer]) -> Callable[[str], Answer]:
    """One after the other, and the last one again and again."""
    left = list(said)
    return lambda _url: left.pop(0) if len(left) > 1 else left[0]


def waited(*said: Answer, seconds: float = 60, gave_up: bool = False) -> Answer | None:
    return wait_for_readiness("", time.monotonic() + seconds, lambda: gave_up, asked=telling(said))


class TestAProcess:
    def test_is_waited_for_until_it_is_ready(self) -> None:
        assert waited(SILENT, unready("broker"), unready("broker", "projections"), READY) == READY

    def test_that_waits_for_a_rebuild_is_not_waited_for(self) -> None:
        said = waited(SILENT, unready("projections"))
        assert said is not None
        assert (said.is_good, said.failing) == (False, {"projections": TO_REBUILD})

    @pytest.mark.parametrize(("check", "detail"), [("relay", AHEAD), ("consumer", OPEN)])
    def test_that_waits_for_a_command_is_not_waited_for(self, check: str, detail: str) -> None:
        said = waited(SILENT, unready(check, detail=detail), READY)
        assert said is not None
        assert said.failing == {check: detail}

    @pytest.mark.parametrize(("check", "detail"), [("relay", "starting"), ("consumer", "starting"), ("disk", AHEAD)])
    def test_that_has_only_begun_is_waited_for(self, check: str, detail: str) -> None:
        assert waited(unready(check, detail=detail), READY) == READY

    def test_that_answers_in_the_end_says_what_is_missing(self) -> None:
        said = waited(unready("broker"), seconds=-1)
        assert said is not None
        assert list(said.failing) == ["broker"]

    def test_that_does_not_answer_or_ended_too_often_is_given_up(self) -> None:
        assert waited(SILENT, seconds=-1) is None
        assert waited(Answer(502), seconds=-1) is None
        assert waited(SILENT, gave_up=True) is None
