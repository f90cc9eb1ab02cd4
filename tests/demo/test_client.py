"""What the loader of the demo county says where a service refuses, and how long it asks again."""

import json
from typing import Any

import httpx2
import pytest

from deploy.demo.client import Addresses, Client, Refused
from deploy.trouble import Trouble

ADDRESSES = Addresses({"reporting": "http://reporting"}, {})
REBUILD = "阵地有1类事件曾被旧版本跳过，统计须先重建。"


def provisional(*codes: str) -> httpx2.Response:
    fields = [{"field": "for_publication", "code": code, "message": REBUILD} for code in codes]
    problem = {"code": "snapshot-provisional", "detail": "统计数据目前不完整。", "fields": fields}
    return httpx2.Response(409, json=problem)


async def frozen(*answers: httpx2.Response) -> Any:
    """What a client makes of these answers, one after the other; after the last one nobody may ask."""
    left = list(answers)
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: left.pop(0))) as http:
        return await Client(http, ADDRESSES).post("reporting", "/snapshots", {}, repeatable=True)


class TestFiguresThatAreNotComplete:
    async def test_are_asked_for_again_while_events_are_on_their_way(self) -> None:
        assert await frozen(provisional("lagging", "worker-silent"), httpx2.Response(201, json={"id": 1})) == {"id": 1}

    async def test_are_not_asked_for_again_where_somebody_has_to_rebuild_them(self) -> None:
        with pytest.raises(Refused) as refused:
            await frozen(provisional("lagging", "types-missed"))
        assert refused.value.code == "snapshot-provisional"


class TestARefusal:
    @pytest.mark.parametrize("language", ["zh", "en"])
    async def test_is_said_in_sentences(self, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VETERANS_LANGUAGE", language)
        with pytest.raises(Trouble) as trouble:
            await frozen(provisional("types-missed"))
        assert str(trouble.value).splitlines()[1:] == ["  " + REBUILD]
        first = str(trouble.value).splitlines()[0]
        assert "统计数据目前不完整。" in first
        assert "POST http://reporting/snapshots" in first
        assert "409" in first

    @pytest.mark.parametrize("body", ["", "no JSON", json.dumps([1]), json.dumps({"detail": None, "fields": 7})])
    async def test_that_is_no_problem_of_ours_is_shown_as_it_came(self, body: str) -> None:
        with pytest.raises(Refused) as refused:
            await frozen(httpx2.Response(500, text=body))
        assert refused.value.code == ""
        assert f"500{'：' + body if body else ''}" in refused.value.zh
