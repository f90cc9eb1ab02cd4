"""The receiver that stands in docs/subscribers, as it stands there."""

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx2
import msgspec
import pytest

from deploy.embedded.ports import LOOPBACK, free_port
from services.notifications.webhooks.domain import secret_of, signature
from shared.clock import machine_now
from shared.ids import new_id
from tests.embedded.given import ROOT
from tests.shared.wire import eventually

SECRET = secret_of(bytes(range(32)))
EXAMPLE = ROOT / "docs" / "subscribers" / "receive.py"


@pytest.fixture
def receiver() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    port = free_port()
    environment = {**os.environ, "WEBHOOK_SECRET": SECRET}
    words = [sys.executable, str(EXAMPLE), str(port)]
    program = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield f"http://{LOOPBACK}:{port}/", program
    finally:
        program.kill()
        program.wait()


class TestTheExample:
    async def test_takes_what_is_signed_once_and_nothing_else(
        self, receiver: tuple[str, "subprocess.Popen[str]"]
    ) -> None:
        url, program = receiver

        async def listens() -> bool:
            try:
                return httpx2.get(url, trust_env=False).status_code == 501
            except httpx2.ConnectError:
                return False

        await eventually(listens)
        event_id = new_id()
        body = msgspec.json.encode(
            {"id": str(event_id), "type": "cn.veterans.registry.veteran-deceased.v1", "data": {}}
        )
        signed = signature([SECRET], event_id, machine_now(), body)
        forged = signature([secret_of(bytes(32))], event_id, machine_now(), body)
        said = [
            httpx2.post(url, content=body, headers=headers, trust_env=False).status_code
            for headers in (forged, {}, signed, signed)
        ]
        assert said == [401, 401, 204, 204]
        program.kill()
        assert program.stdout is not None
        assert [line.split()[0] for line in program.stdout.read().splitlines()] == [str(event_id)]
