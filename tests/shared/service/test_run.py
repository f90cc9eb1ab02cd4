"""An API as a process: starts only when configured, finishes what is under way, and is gone within ten seconds."""

import asyncio
import json
import signal
import time
from email.utils import parsedate_to_datetime

import httpx2
import pytest

from shared import garbage
from tests.shared.processes import Start

API = ("-m", "tests.shared.http.sample")
BUILT = """
import gc
from shared.service.run import run_api
from tests.shared.http.sample import Settings

def build(settings):
    raise SystemExit(str(gc.get_threshold()))

run_api(build, Settings)
"""


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

    async def test_answers_what_comes_over_an_open_connection_and_says_that_it_was_the_last(self, start: Start) -> None:
        api = await (await start(*API)).until_alive()
        async with httpx2.AsyncClient(base_url=api.url) as client:
            assert "connection" not in (await client.get("/healthz")).headers
            api.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
            last = await client.get("/healthz")
            assert (last.json(), last.headers["connection"]) == ({"alive": True}, "close")
            with pytest.raises(httpx2.ConnectError):
                await client.get("/healthz")
            assert (await api.end())[0] == 0

    async def test_does_not_look_for_garbage_all_the_time_while_it_is_built(self, start: Start) -> None:
        code, _, err = await (await start("-c", BUILT)).end()
        assert (code, err.strip()) == (1, str((garbage.YOUNG, garbage.MIDDLE, garbage.ALL)))

    async def test_dates_its_answers(self, start: Start) -> None:
        api = await (await start(*API)).until_alive()
        async with httpx2.AsyncClient(base_url=api.url) as client:
            for _ in range(3):
                before = int(time.time())
                dated = parsedate_to_datetime((await client.get("/healthz")).headers["date"]).timestamp()
                assert before - 2 <= dated <= time.time()  # the server looks at its clock once a second
                await asyncio.sleep(1.1)

    async def test_keeps_a_connection_longer_than_clients_do(self, start: Start) -> None:
        api = await (await start(*API)).until_alive()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(api.url.rsplit(":", 1)[1]))
        for pause in (5.5, 0.0):  # httpx forgets a connection after five seconds
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: sample\r\n\r\n")
            assert (await reader.readuntil(b'{"alive":true}')).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(pause)
        writer.close()

    async def test_does_not_wait_long_for_a_connection_that_nobody_uses(self, start: Start) -> None:
        api = await (await start(*API)).until_alive()
        async with httpx2.AsyncClient(base_url=api.url) as client:
            await client.get("/healthz")
            api.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(9):
                assert (await api.end())[0] == 0

    async def test_fails_when_its_port_is_taken(self, start: Start) -> None:
        first = await (await start(*API)).until_alive()
        second = await start(*API, SAMPLE_HTTP_PORT=first.url.rsplit(":", 1)[1])
        code, out, _ = await second.end()
        assert code == 3
        assert "address already in use" in out

    async def test_ends_with_78_and_a_sentence_when_it_is_not_configured(self, start: Start) -> None:
        code, out, err = await (await start(*API, VETERANS_JWKS_URL="")).end()
        assert (code, out) == (78, "")
        assert "VETERANS_JWKS_URL: missing or empty" in err
