"""The statement that ends a command, as G2 measures it: with its events and without them."""

from bench.recording import Statement
from bench.registry import without_outbox
from shared.command.closing import CLOSING


class TestTheLastStatementOfACommand:
    def test_loses_its_events_and_the_values_they_had(self) -> None:
        whole = Statement(CLOSING.sql, tuple(CLOSING.names))
        bare = without_outbox(whole)
        assert "INTO outbox" in whole.sql
        assert "INTO outbox" not in bare.sql
        assert "INTO audit" in bare.sql
        assert set(whole.values) - set(bare.values) >= {"payloads", "event_ids"}
        assert f"${len(bare.values)}" in bare.sql
        assert f"${len(bare.values) + 1}" not in bare.sql

    def test_is_as_it_was_when_there_is_nothing_to_leave_out(self) -> None:
        other = Statement("SELECT $1", (1,))
        assert without_outbox(other) is other
