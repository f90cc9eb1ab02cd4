"""Fence: an address says what it takes, and takes nothing else (RFC 9110, 10.2.1 and 15.5.6). What an API says of
itself is made of its routes; people and Schemathesis (tests/attack/test_descriptions.py) read the same."""

import json
import re

import httpx2
import pytest

from shared.ids import new_id
from tests.architecture.test_wiring import application
from tests.architecture.tree import SERVICES

METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("service", SERVICES)
class TestAnAddress:
    async def test_answers_405_to_another_method_and_names_its_own(self, service: str) -> None:
        assert await answered_otherwise(service, others=1) == []

    @pytest.mark.nightly
    async def test_answers_405_to_all_other_methods(self, service: str) -> None:
        assert await answered_otherwise(service, others=len(METHODS)) == []

    async def test_is_described_where_everybody_reads_it(self, service: str) -> None:
        app = application(service)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
            served = await client.get("/openapi.json")
        await app.state.engine.dispose()
        assert (served.status_code, served.json()["openapi"][:3]) == (200, "3.1")
        assert served.json() == json.loads(json.dumps(app.openapi()))


async def answered_otherwise(service: str, *, others: int) -> list[tuple[str, str, int, set[str]]]:
    """What is not answered as it should be, of so many other methods at each address of the API."""
    app = application(service)
    wrong = []
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
        for path, item in app.openapi()["paths"].items():
            address = PARAMETER.sub(lambda name: str(new_id()) if name[1].endswith("_id") else "x", path)
            own = {method for method in item if method in METHODS}
            for method in [each for each in METHODS if each not in own][:others]:
                answer = await client.request(method.upper(), address)
                named = {each.strip().lower() for each in answer.headers.get("Allow", "").split(",")}
                if answer.status_code != 405 or named != own:
                    wrong.append((method, path, answer.status_code, named))
    await app.state.engine.dispose()
    return wrong
