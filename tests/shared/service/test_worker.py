"""A worker starts only when configured, says how it is, drains on SIGTERM, and is gone within ten seconds."""

import asyncio
import json
import signal
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import local_date, machine_now
from shared.schedule.tables import SCHEDULE
from shared.service.worker import worker_cli
from tests.shared.processes import Start
from tests.shared.schedule.given import REMIND, TWO, given_planned, traces
from tests.shared.service.sample import Settings, parts

WORKER = ("-m", "tests.shared.service.sample")


class TestAWorker:
    async def test_says_that_it_lives_and_is_ready(self, start: Start) -> None:
        worker = await (await start(*WORKER)).until_alive()
        ready = await worker.get("/readyz")
        assert ready.status_code == 200
        assert [(check["name"], check["ok"]) for check in ready.json()["checks"]] == [
            ("database", True),
            ("migrations", True),
            ("busy", True),
            ("busy", True),
            ("schedule", True),
            ("calendar", True),
            ("audit-chain", True),
        ]
        assert b"process_resident_memory_bytes" in (await worker.get("/metrics")).content

    async def test_adds_up_what_its_parts_have_under_way(self, start: Start) -> None:
        worker = await (await start(*WORKER)).until_alive()
        counts = {"outbox_pending": 4, "parked_keys": 2, "schedule_due": 0, "audit_findings": 0}
        assert (await worker.get("/flow")).json() == counts

    async def test_admits_that_it_does_not_know_what_is_under_way(self, start: Start) -> None:
        worker = await (await start(*WORKER, SAMPLE_BEHAVIOUR="blind")).until_alive()
        answer = await worker.get("/flow")
        assert (answer.status_code, answer.json()) == (503, {"unknown": "OSError"})

    async def test_is_not_ready_when_a_part_is_not(self, start: Start) -> None:
        worker = await (await start(*WORKER, SAMPLE_BEHAVIOUR="unready")).until_alive()
        assert (await worker.get("/readyz")).status_code == 503

    async def test_is_alive_but_not_ready_without_its_database(self, start: Start) -> None:
        worker = await (await start(*WORKER, SAMPLE_DATABASE_URL="postgresql://a:b@127.0.0.1:9/c")).until_alive()
        ready = await worker.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"][0] == {
            "name": "database",
            "ok": False,
            "detail": "not reachable: ConnectionRefusedError",
        }


class TestTheJobsOfAService:
    async def test_are_run_by_its_worker(self, start: Start, kernel_engine: AsyncEngine) -> None:
        await given_planned(kernel_engine, REMIND, "case 1")
        await (await start(*WORKER)).until_alive()
        for _ in range(400):
            if found := await traces(kernel_engine):
                break
            await asyncio.sleep(0.05)
        assert found == [f"case 1@{TWO.isoformat()}"]


class TestTheCountysClock:
    async def test_is_what_a_worker_goes_by(self, start: Start, kernel_engine: AsyncEngine) -> None:
        clock = {"VETERANS_SYNTHETIC_IDS_ALLOWED": "true", "VETERANS_CLOCK_AHEAD": "P365D"}
        await (await start(*WORKER, **clock)).until_alive()
        assert await first_due(kernel_engine) - machine_now() > timedelta(days=364)

    async def test_begins_with_the_county(self, start: Start, kernel_engine: AsyncEngine) -> None:
        begins = local_date(machine_now()) + timedelta(days=30)
        await (await start(*WORKER, VETERANS_START_ON=begins.isoformat())).until_alive()
        assert local_date(await first_due(kernel_engine)) == begins


async def first_due(engine: AsyncEngine) -> datetime:
    """Wait until the worker has planned its recurring job."""
    for _ in range(400):
        async with engine.connect() as connection:
            found: datetime | None = await connection.scalar(select(func.min(SCHEDULE.c.due_at)))
        if found is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("nothing is planned")


class TestASignal:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_ends_it_with_0(self, start: Start, number: int) -> None:
        worker = await (await start(*WORKER)).until_alive()
        worker.process.send_signal(number)
        code, _, err = await worker.end()
        assert (code, err) == (0, "")

    async def test_ends_it_in_time_whatever_its_parts_do(self, start: Start) -> None:
        """`blocks` holds up the event loop itself: only the last resort, a thread, can end that."""

        async def ended(behaviour: str) -> int | None:
            worker = await (await start(*WORKER, SAMPLE_BEHAVIOUR=behaviour)).until_alive()
            worker.process.send_signal(signal.SIGTERM)
            return (await asyncio.wait_for(worker.end(), 15))[0]

        behaviours = ("never-ends", "blocks", "fails-late")
        assert await asyncio.gather(*(ended(behaviour) for behaviour in behaviours)) == [0, 1, 1]


class TestAPartThatEndsEarly:
    @pytest.mark.parametrize("behaviour", ["raises", "returns"])
    async def test_ends_the_worker_with_1_and_a_reason(self, start: Start, behaviour: str) -> None:
        code, out, _ = await (await start(*WORKER, SAMPLE_BEHAVIOUR=behaviour)).end()
        assert code == 1
        logged = [json.loads(line) for line in out.splitlines()]
        assert {(line["event"], line["part"]) for line in logged if line["level"] == "error"} == {
            ("part_ended_early", "busy")
        }
        assert "999123199001010012" not in out


class TestAnIncompleteConfiguration:
    @pytest.mark.parametrize("task", ["run", "migrate", "republish"])
    async def test_stops_the_start_with_a_sentence(self, start: Start, task: str) -> None:
        words = ("republish", "--since", "2026-05-01T00:00:00Z") if task == "republish" else (task,)
        code, out, err = await (await start(*WORKER, *words, SAMPLE_DATABASE_URL="")).end()
        assert (code, out) == (78, "")
        assert "SAMPLE_DATABASE_URL: missing or empty" in err

    async def test_stops_a_migration_without_its_role(self, start: Start) -> None:
        code, _, err = await (await start(*WORKER, "migrate", SAMPLE_MIGRATION_URL="")).end()
        assert code == 78
        assert "SAMPLE_MIGRATION_URL is missing" in err


class TestATask:
    async def test_migrates(self, start: Start) -> None:
        assert (await (await start(*WORKER, "migrate")).end())[0] == 0

    async def test_prints_the_migrations(self, start: Start) -> None:
        code, out, _ = await (await start(*WORKER, "sql", SAMPLE_DATABASE_URL="")).end()
        assert code == 0
        assert "CREATE TABLE audit" in out

    async def test_republishes(self, start: Start) -> None:
        code, out, _ = await (await start(*WORKER, "republish", "--since", "2026-05-01T00:00:00+08:00")).end()
        assert (code, out.splitlines()[-1]) == (0, "重新发布 0 条事件 · 0 events are published again")

    @pytest.mark.parametrize(
        "words",
        [("rebuild", "unknown"), ("rebuild",), ("republish", "--since", "2026-05-01"), ("dance",)],
    )
    def test_must_be_one_that_exists(
        self, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["worker", *words])
        with pytest.raises(SystemExit) as ended:
            worker_cli(Settings, "tests.shared.kernel", parts=parts, projections=())
        assert ended.value.code == 2
        assert "usage:" in capsys.readouterr().err
