"""A worker starts only when configured, says how it is, drains on SIGTERM, and is gone within ten seconds."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from shared.worker import worker_cli
from tests.given import loopback_url
from tests.shared.worker.sample import Settings, parts


@dataclass
class Running:
    process: asyncio.subprocess.Process
    url: str

    async def get(self, path: str) -> httpx2.Response:
        async with httpx2.AsyncClient(verify=False) as client:
            return await client.get(self.url + path)

    async def until_alive(self) -> "Running":
        for _ in range(200):
            try:
                await self.get("/healthz")
            except httpx2.HTTPError:
                await asyncio.sleep(0.05)
            else:
                return self
        raise AssertionError("the worker does not answer")

    async def end(self) -> tuple[int | None, str, str]:
        """Its exit code, what it logged and what it said on standard error."""
        out, err = await self.process.communicate()
        return self.process.returncode, out.decode(), err.decode()


Start = Callable[..., Awaitable[Running]]


@pytest_asyncio.fixture
async def start(postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[Start]:
    """`start(*words, VARIABLE=value)`: the sample worker as a process of its own."""
    started: list[asyncio.subprocess.Process] = []

    async def make(*words: str, **variables: str) -> Running:
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "SAMPLE_DATABASE_URL": loopback_url(postgres, "kernel"),
            "SAMPLE_MIGRATION_URL": postgres.admin_url("kernel"),
            "SAMPLE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
            "SAMPLE_HTTP_PORT": "8101",
            "SAMPLE_WORKER_PORT": str(port),
            "SAMPLE_TOKEN_ISSUER": "http://127.0.0.1:9",
            "SAMPLE_JWKS_URL": "http://127.0.0.1:9",
            **variables,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.shared.worker.sample", *words,
            env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return Running(process, f"http://127.0.0.1:{port}")

    yield make
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


class TestAWorker:
    async def test_says_that_it_lives_and_is_ready(self, start: Start) -> None:
        worker = await (await start()).until_alive()
        ready = await worker.get("/readyz")
        assert ready.status_code == 200
        assert [(check["name"], check["ok"]) for check in ready.json()["checks"]] == [
            ("database", True),
            ("migrations", True),
            ("busy", True),
            ("busy", True),
        ]
        assert b"process_resident_memory_bytes" in (await worker.get("/metrics")).content

    async def test_adds_up_what_its_parts_have_under_way(self, start: Start) -> None:
        worker = await (await start()).until_alive()
        assert (await worker.get("/flow")).json() == {"outbox_pending": 4, "parked_keys": 2}

    async def test_admits_that_it_does_not_know_what_is_under_way(self, start: Start) -> None:
        worker = await (await start(SAMPLE_BEHAVIOUR="blind")).until_alive()
        answer = await worker.get("/flow")
        assert (answer.status_code, answer.json()) == (503, {"unknown": "OSError"})

    async def test_is_not_ready_when_a_part_is_not(self, start: Start) -> None:
        worker = await (await start(SAMPLE_BEHAVIOUR="unready")).until_alive()
        assert (await worker.get("/readyz")).status_code == 503

    async def test_is_alive_but_not_ready_without_its_database(self, start: Start) -> None:
        worker = await (await start(SAMPLE_DATABASE_URL="postgresql://a:b@127.0.0.1:9/c")).until_alive()
        ready = await worker.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"][0] == {
            "name": "database",
            "ok": False,
            "detail": "not reachable: ConnectionRefusedError",
        }


class TestASignal:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_ends_it_with_0(self, start: Start, number: int) -> None:
        worker = await (await start()).until_alive()
        worker.process.send_signal(number)
        code, _, err = await worker.end()
        assert (code, err) == (0, "")

    async def test_ends_it_in_time_whatever_its_parts_do(self, start: Start) -> None:
        """`blocks` holds up the event loop itself: only the last resort, a thread, can end that."""

        async def ended(behaviour: str) -> int | None:
            worker = await (await start(SAMPLE_BEHAVIOUR=behaviour)).until_alive()
            worker.process.send_signal(signal.SIGTERM)
            return (await asyncio.wait_for(worker.end(), 15))[0]

        behaviours = ("never-ends", "blocks", "fails-late")
        assert await asyncio.gather(*(ended(behaviour) for behaviour in behaviours)) == [0, 1, 1]


class TestAPartThatEndsEarly:
    @pytest.mark.parametrize("behaviour", ["raises", "returns"])
    async def test_ends_the_worker_with_1_and_a_reason(self, start: Start, behaviour: str) -> None:
        code, out, _ = await (await start(SAMPLE_BEHAVIOUR=behaviour)).end()
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
        code, out, err = await (await start(*words, SAMPLE_DATABASE_URL="")).end()
        assert (code, out) == (78, "")
        assert "SAMPLE_DATABASE_URL: missing or empty" in err

    async def test_stops_a_migration_without_its_role(self, start: Start) -> None:
        code, _, err = await (await start("migrate", SAMPLE_MIGRATION_URL="")).end()
        assert code == 78
        assert "SAMPLE_MIGRATION_URL is missing" in err


class TestAnErrand:
    async def test_migrates(self, start: Start) -> None:
        assert (await (await start("migrate")).end())[0] == 0

    async def test_prints_the_migrations(self, start: Start) -> None:
        code, out, _ = await (await start("sql", SAMPLE_DATABASE_URL="")).end()
        assert code == 0
        assert "CREATE TABLE audit" in out

    async def test_republishes(self, start: Start) -> None:
        code, out, _ = await (await start("republish", "--since", "2026-05-01T00:00:00+08:00")).end()
        assert (code, out.splitlines()[-1]) == (0, "0")

    @pytest.mark.parametrize(
        "words",
        [("rebuild", "unknown"), ("rebuild",), ("republish",), ("republish", "--since", "2026-05-01"), ("dance",)],
    )
    def test_must_be_one_that_exists(
        self, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["worker", *words])
        with pytest.raises(SystemExit) as ended:
            worker_cli(Settings, "tests.shared.kernel", parts=parts, projections=())
        assert ended.value.code == 2
        assert "usage:" in capsys.readouterr().err
