"""Those declined in a flood are told together, and none is left out."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from shared import trace
from shared.http import declines
from shared.http.boundary import Boundary
from shared.http.declines import A_LINE, Declines

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declines, "A_WHILE_SECONDS", 0.01)


class TestALineOfDeclines:
    async def test_has_the_ids_their_callers_were_given(self, lines: Lines) -> None:
        noted = Declines()
        noted.note("c-1")
        noted.note("c-2")
        assert lines() == []
        await asyncio.sleep(0.02)
        (line,) = lines()
        assert (line["event"], line["level"]) == ("declined", "warning")
        assert (line["count"], line["correlation_ids"]) == (2, ["c-1", "c-2"])

    async def test_comes_anew_for_those_after_it(self, lines: Lines) -> None:
        noted = Declines()
        for number in range(2):
            noted.note(f"c-{number}")
            await asyncio.sleep(0.02)
        assert [line["correlation_ids"] for line in lines()] == [["c-0"], ["c-1"]]

    async def test_is_never_too_long_for_a_collector_of_logs(self, lines: Lines) -> None:
        noted = Declines()
        ids = [f"c-{number}" for number in range(2 * A_LINE + 1)]
        for each in ids:
            noted.note(each)
        noted.tell()
        told = lines()
        assert [line["count"] for line in told] == [A_LINE, A_LINE, 1]
        assert [each for line in told for each in line["correlation_ids"]] == ids

    async def test_is_no_part_of_the_trace_of_the_first(self, lines: Lines) -> None:
        noted = Declines()
        with trace.using(trace.new_trace()) as present:
            noted.note(present.correlation_id)
            await asyncio.sleep(0.02)
        (line,) = lines()
        assert "correlation_id" not in line

    async def test_is_written_before_the_process_ends(self, lines: Lines) -> None:
        boundary = Boundary(Starlette())
        boundary.declines.note("c-1")
        life = iter(("lifespan.startup", "lifespan.shutdown"))
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": next(life)}

        async def send(message: Message) -> None:
            said.append(message)

        await boundary({"type": "lifespan"}, receive, send)
        assert said[-1] == {"type": "lifespan.shutdown.complete"}
        (line,) = lines()
        assert line["correlation_ids"] == ["c-1"]
