"""What the loader of the demo county makes of the rows that a door refuses."""

from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from deploy.demo import workbooks
from deploy.demo.client import Addresses, Client
from deploy.demo.workbooks import FIRST_ROW, hand_in, hand_in_by_some
from deploy.trouble import Trouble

ROWS = [{"编号": each, "依据": "纪实"} for each in ("甲", "乙", "丙")]


def verdict(number: int, code: str | None = None) -> dict[str, Any]:
    return {"number": number, "outcome": "refused" if code else "recorded", "code": code, "zh": "不行", "en": "no"}


async def handed_in(
    *answers: Sequence[dict[str, Any]], by: Callable[..., Awaitable[None]] = hand_in
) -> list[list[str]]:
    """What was sent each time, until all answers were given; after the last one nobody may send."""
    left, sent = list(answers), list[list[str]]()

    def answer(request: httpx2.Request) -> httpx2.Response:
        content = request.read()
        book = content[content.index(b"PK\x03\x04") : content.rindex(b"\r\n--")]
        _, *rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
        sent.append([str(row[0]) for row in rows])
        return httpx2.Response(200, json={"rows": left.pop(0)})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
        await by(Client(http, Addresses({"benefits": "http://benefits"}, {})), "benefits", "/x/workbooks", ROWS)
    assert not left
    return sent


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "RETRY_SECONDS", 0)


async def test_rows_that_ask_for_somebody_on_his_way_are_sent_again_alone() -> None:
    first, second, third = range(FIRST_ROW, FIRST_ROW + 3)
    late = "mediator-not-known-yet"
    assert await handed_in(
        [verdict(first, late), verdict(second, "entry-exists"), verdict(third, late)],
        [verdict(first), verdict(second, late)],
        [verdict(first)],
    ) == [["甲", "乙", "丙"], ["甲", "丙"], ["丙"]]


async def test_rows_are_sent_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SOME_ROWS", 2)
    two = [verdict(FIRST_ROW), verdict(FIRST_ROW + 1)]
    assert await handed_in(two, two[:1], by=hand_in_by_some) == [["甲", "乙"], ["丙"]]


async def test_rows_that_are_refused_otherwise_end_it() -> None:
    with pytest.raises(Trouble, match=r"1 .*3"):
        await handed_in([verdict(FIRST_ROW, "x-not-known-yet"), verdict(FIRST_ROW + 1, "row-invalid")])


async def test_rows_that_stay_on_their_way_end_it_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "ANSWER_SECONDS", -1)
    with pytest.raises(Trouble):
        await handed_in([verdict(FIRST_ROW, "x-not-known-yet")])
