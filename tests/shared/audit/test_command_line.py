"""`verify-audit` of a worker's command line."""

import json

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared import clock
from shared.audit.record import AuditEntry, record_audit
from shared.ids import new_id
from tests.shared.audit.given import given_chain, given_rows, tamper
from tests.shared.processes import Start, start

__all__ = ["start"]

VERIFY = ("-m", "tests.shared.service.sample", "verify-audit")


class TestVerifying:
    async def test_says_that_all_is_as_it_was_written(self, start: Start, kernel_engine: AsyncEngine) -> None:
        await given_chain(kernel_engine, "a", "b")
        code, said, _ = await (await start(*VERIFY)).end()
        told = json.loads(said)
        assert (code, told["links"], told["position"], told["findings"]) == (0, 2, 2, [])
        kept = f"2:{told['digest']}"
        assert (await (await start(*VERIFY, "--expect", kept)).end())[0] == 0

    async def test_says_what_is_not(self, start: Start, kernel_engine: AsyncEngine, postgres: Postgres) -> None:
        await given_chain(kernel_engine, "a", "b")
        tamper(postgres, "DELETE FROM audit WHERE action = 'b'")
        code, said, _ = await (await start(*VERIFY, "--expect", f"1:{'0' * 64}")).end()
        assert code == 1
        assert json.loads(said)["findings"] == [
            {"position": 1, "tampering": "checkpoint-differs", "audit_id": None},
            {"position": 2, "tampering": "row-missing", "audit_id": 2},
        ]

    async def test_takes_every_line_as_the_log_has_kept_it(
        self, start: Start, kernel_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Two of three digests have seven figures in a row, as a number of a person has."""
        writer = await given_chain(kernel_engine)
        for row in range(20):
            await given_rows(kernel_engine, f"a-{row}")
            await writer.extend()
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        kept = [f"{line['position']}:{line['digest']}" for line in lines if line["event"] == "audit_chained"]
        assert len(kept) == 20
        expected = [word for each in kept for word in ("--expect", each)]
        code, said, complaint = await (await start(*VERIFY, *expected)).end()
        assert (code, complaint) == (0, "")
        assert json.loads(said)["findings"] == []

    async def test_says_which_rows_wait_for_their_link(self, start: Start, kernel_engine: AsyncEngine) -> None:
        await given_chain(kernel_engine, "a")
        await given_rows(kernel_engine, "b")
        async with kernel_engine.begin() as connection:
            await record_audit(connection, AuditEntry(new_id(), "written-just-now"), now=clock.now())
        code, said, _ = await (await start(*VERIFY)).end()
        assert code == 1
        assert json.loads(said)["findings"] == [{"position": 2, "tampering": "row-waiting", "audit_id": 2}]

    async def test_says_what_it_expects(self, start: Start) -> None:
        for written in ("1", "1:abc", "0:" + "0" * 64, "a:" + "0" * 64):
            code, _, said = await (await start(*VERIFY, "--expect", written)).end()
            assert code == 2
            assert "64 hexadecimal digits" in said
