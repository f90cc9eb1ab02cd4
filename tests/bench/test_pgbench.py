"""Recorded statements as a script: what differed between two executions differs in every transaction."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bench.pgbench import HEAD, script_of
from bench.recording import Statement
from shared.ids import new_id


def body(sql: str, now: tuple[Any, ...], then: tuple[Any, ...] | None = None, **places: str) -> str:
    before = [Statement(sql, now if then is None else then)]
    return script_of([Statement(sql, now)], before, places).removeprefix(HEAD).strip()


class TestAScript:
    def test_keeps_what_stayed_the_same(self) -> None:
        same = new_id()
        assert body("SELECT $1::UUID, $2, $3, $4", (same, "it's", None, True)) == (
            f"SELECT ('{same}')::UUID, ('it''s'), (NULL), (true);"
        )

    def test_makes_new_ids_new_in_every_transaction_and_the_same_within_one(self) -> None:
        first, second = new_id(), new_id()
        written = body("SELECT $1::UUID, $2", (first, f"veteran {first}"), (second, f"veteran {second}"))
        made = "lpad(to_hex(:n::bigint + 0), 32, '0')::uuid"
        assert written == f"SELECT (({made}))::UUID, ('veteran ' || ({made})::text);"

    def test_makes_new_bytes_differ_and_keeps_their_length(self) -> None:
        written = body("SELECT $1", (b"\x01\x02",), (b"\x01\x03",))
        assert written == r"SELECT (overlay('\x0102'::bytea PLACING int8send(:n::bigint) FROM 3));"

    def test_writes_arrays_as_arrays(self) -> None:
        assert body("SELECT $1::DATE[]", ([date(2019, 4, 30), None],)) == "SELECT (ARRAY['20190430', NULL])::DATE[];"

    def test_writes_no_colon_that_pgbench_would_take_for_a_variable(self) -> None:
        written = body("SELECT $1, $2", (datetime(2026, 5, 1, 8, 30, tzinfo=UTC), "urn:veterans"))
        assert written == r"SELECT ('20260501T083000.000000+0000'), (U&'urn\003aveterans');"

    def test_puts_places_in_turns(self) -> None:
        assert body("SELECT $1", ("411329.A",), A="place(:n)") == "SELECT ('411329.' || place(:n));"

    def test_is_refused_for_two_executions_that_differ_in_their_statements(self) -> None:
        with pytest.raises(ValueError, match="same statements"):
            script_of([Statement("SELECT 1")], [Statement("SELECT 2")])
