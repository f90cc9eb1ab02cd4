"""An API as a process: starts only when configured, finishes what is under way, and is gone within ten seconds."""

import asyncio
import json
import signal

import pytest

from tests.shared.processes import Start

API = ("-m", "tests.shared.http.sample")


class TestAnApiProcess:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_finishes_what_is_under_way_and_ends_with_0(self, start: Start, number: int) -> None:
        api = await (await start(*API)).until_alive()
        under_way = asyncio.create_task(api.get("/things/slow"))
        await asyncio.sleep(0.2)
        api.process.send_signal(number)
        assert (await under_way).json() == "done"
        code, out, err = await api.end()
        assert (code, err) == (0, "")
        assert {json.loads(line)["service"] for line in out.splitlines()} == {"sample-api"}

    async def test_fails_when_its_port_is_taken(self, start: Start) -> None:
        first = await (await start(*API)).until_alive()
        second = await start(*API, SAMPLE_HTTP_PORT=first.url.rsplit(":", 1)[1])
        code, out, _ = await second.end()
        assert code == 3
        assert "address already in use" in out

    async def test_ends_with_78_and_a_sentence_when_it_is_not_configured(self, start: Start) -> None:
        code, out, err = await (await start(*API, SAMPLE_JWKS_URL="")).end()
        assert (code, out) == (78, "")
        assert "SAMPLE_JWKS_URL: missing or empty" in err
