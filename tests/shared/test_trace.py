"""The trace that ties a request to everything it causes."""

import subprocess
import sys

import pytest

from shared.trace import continued, current, find_current, new_trace, using

CORRELATION = "016a0b2e-1f00-7c33-8d44-9e55bf66ca77"
FORKED = """
import os
from shared.trace import continued
for _ in range(2):
    if os.fork() == 0:
        print(continued(correlation_id=None, traceparent="GIVEN", causation_id="e1").traceparent, flush=True)
        os._exit(0)
    os.wait()
"""
GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


class TestAContinuedTrace:
    def test_keeps_the_correlation_the_trace_id_and_the_flags(self) -> None:
        trace = continued(correlation_id=CORRELATION, traceparent=GIVEN, causation_id="e1")
        assert (trace.correlation_id, trace.causation_id) == (CORRELATION, "e1")
        assert trace.traceparent.startswith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
        assert trace.traceparent.endswith("-00")

    def test_gets_a_span_of_its_own(self) -> None:
        spans = {continued(correlation_id=None, traceparent=GIVEN).traceparent for _ in range(3)}
        assert len(spans) == 3
        assert GIVEN not in spans

    def test_is_one_hop_for_all_that_an_event_causes_here(self) -> None:
        first, again, other = (
            continued(correlation_id=None, traceparent=GIVEN, causation_id=each) for each in ("e1", "e1", "e2")
        )
        assert first.traceparent == again.traceparent != other.traceparent
        assert first.parent == other.parent == GIVEN[36:52]

    def test_is_another_hop_in_each_process_though_both_were_forked_from_one(self) -> None:
        source = (sys.executable, "-c", FORKED.replace("GIVEN", GIVEN))
        done = subprocess.run(source, capture_output=True, check=True, text=True)
        first, other = done.stdout.split()
        assert first != other

    @pytest.mark.parametrize(
        "traceparent",
        [
            None,
            "",
            "nonsense",
            GIVEN.upper(),
            GIVEN + "-extra",
            "ff" + GIVEN[2:],
            "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ],
    )
    def test_begins_anew_when_what_came_is_malformed(self, traceparent: str | None) -> None:
        made = continued(correlation_id="x", traceparent=traceparent).traceparent
        assert len(made) == 55
        assert "4bf92f3577b34da6a3ce929d0e0e4736" not in made

    @pytest.mark.parametrize(
        "sent",
        [None, "", "a b", "x" * 65, "drop\r\nSet-Cookie: a", "-x", "名", "999123199001010012", CORRELATION + "\n"],
    )
    def test_never_passes_on_a_correlation_that_could_harm(self, sent: str | None) -> None:
        made = continued(correlation_id=sent, traceparent=None).correlation_id
        assert made != sent
        assert len(made) == 36


class TestTheCurrentTrace:
    def test_is_that_of_the_innermost_block(self) -> None:
        outer, inner = new_trace(), new_trace()
        with using(outer):
            with using(inner):
                assert current() == inner
            assert current() == outer
        assert find_current() is None

    def test_is_a_new_one_outside_any_block(self) -> None:
        assert current() != current()
