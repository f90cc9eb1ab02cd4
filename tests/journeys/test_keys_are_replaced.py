"""Every key and password of a running county replaced by the operator's command, while a clerk works."""

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from stdnum.iso7064 import mod_11_2

from deploy.demo.client import Client
from deploy.operator.keys import Kind, rotate
from tests.journeys.conftest import LoadedCounty

pytestmark = [pytest.mark.journey, pytest.mark.nightly]

ROOM = "411329104210"
WHY = {"purpose": "home-visit", "reason": "走访", "fields": ["id_number"]}


def invented(kind: Kind, serial: int) -> dict[str, Any]:
    """Somebody nobody else registers: the demo county's people are born from 1945 on."""
    body = f"999329193{list(Kind).index(kind)}0{1 + serial // 1000}17{serial % 1000:03}"
    return {
        "id_number": body + mod_11_2.calc_check_digit(body), "name": "王密", "domicile_code": ROOM,
        "org_code": ROOM, "registered_on": "2019-05-06", "synthetic": True,
    }  # fmt: skip


@pytest.fixture
def county(loaded_county: LoadedCounty) -> LoadedCounty:
    return loaded_county


class Clerk:
    """Registers people and looks them up, one after the other; counts the answers, none of which is asked for again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.statuses: Counter[int] = Counter()

    async def ask(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        client = self._client
        answer = await client.http.request(
            method, client.addresses.apis["registry"] + path, json=body, headers=client.bearer
        )
        self.statuses[answer.status_code] += 1
        return answer

    async def work(self, kind: Kind) -> None:
        for serial in range(1, 8000):
            registered = await self.ask("POST", "/veterans", invented(kind, serial))
            assert registered.status_code == 201, registered.text
            await self.ask("GET", f"/veterans/{registered.json()['veteran_id']}")
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("kind", list(Kind))
class TestAKeyOfARunningCounty:
    async def test_is_replaced_while_a_clerk_works(
        self, county: LoadedCounty, clerk: Client, monkeypatch: pytest.MonkeyPatch, kind: Kind
    ) -> None:
        monkeypatch.setattr("deploy.operator.keys.FOLLOWED_SECONDS", 3)
        somebody = invented(kind, 0)
        desk = Clerk(clerk)
        veteran_id = (await desk.ask("POST", "/veterans", somebody)).json()["veteran_id"]
        restarts = county.stack.restarts()
        working = asyncio.create_task(desk.work(kind))
        await asyncio.to_thread(rotate, kind, county.stack.site.home)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        shown = (await desk.ask("POST", f"/veterans/{veteran_id}/disclosures", WHY)).json()["values"]
        assert shown == {"id_number": somebody["id_number"]}
        again = (await desk.ask("POST", "/veterans", somebody)).status_code
        assert again == 409
        assert set(desk.statuses) == {200, 201, 409}
        assert desk.statuses[201] > 10
        assert county.stack.restarts() == restarts
