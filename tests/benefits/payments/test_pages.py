"""Entitlements in a browser: from the application that was approved to the end of what is paid."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM
from tests.benefits.payments.given import AID, PENSION, given_county_pays, given_veteran, granted
from tests.browsers import links_of, words_of
from tests.papers import words_on

LIST = "/benefits/payments/entitlements"


async def send(browser: httpx2.AsyncClient, path: str, version: Any = 1, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})


@pytest.fixture
async def veteran(benefits_engine: AsyncEngine) -> UUID:
    await given_county_pays(benefits_engine)
    return await given_veteran(benefits_engine)


async def test_it_is_suspended_resumed_and_ended_from_its_page(
    browser_of: BrowserOf, benefits_engine: AsyncEngine, veteran: UUID
) -> None:
    own = await granted(benefits_engine, veteran)
    centre, room = await browser_of(), await browser_of(Role.ROOM_STAFF, ROOM)
    at = f"{LIST}/{own}"
    file = await centre.get(f"/benefits/entitlements/of-person/{veteran}")
    assert f"{LIST}?person={veteran}" in links_of(file)
    listed = await centre.get(f"{LIST}?person={veteran}")
    assert at in links_of(listed)
    for words in ("参战补助", "650.00", "发放中"):
        assert words in words_of(listed)
    shown = await centre.get(at)
    application = next(link for link in links_of(shown) if link.startswith("/benefits/applications/"))
    assert f"{LIST}?person={veteran}" in "".join(links_of(await centre.get(application)))
    assert {f"{at}/{act}" for act in ("suspension", "end", "correction")} <= set(links_of(shown))
    assert f"{at}/resumption" not in links_of(shown)
    assert f"{at}/suspension" not in links_of(await room.get(at))
    assert "服刑" in words_of(await centre.get(f"{at}/suspension"))
    change = {"month": "2019-03", "reason_code": "serves-sentence", "document": "判决书"}
    wrong = await send(centre, f"{at}/suspension", **change)
    assert (wrong.status_code, "不能早于起发月份。" in words_of(wrong)) == (422, True)
    assert (await send(centre, f"{at}/suspension", **{**change, "month": "2019-06"})).status_code == 303
    assert (await send(centre, f"{at}/end", **{**change, "reason_code": "waived"})).status_code == 409
    assert "停发中" in words_of(await centre.get(at))
    resumed = {**change, "month": "2019-09", "reason_code": "sentence-served"}
    assert (await send(centre, f"{at}/resumption", 2, **resumed)).status_code == 303
    ended = {**change, "month": "2019-12", "reason_code": "waived"}
    assert (await send(centre, f"{at}/end", 3, **ended)).status_code == 303
    shown = await centre.get(at)
    assert set(links_of(shown)).isdisjoint({f"{at}/suspension", f"{at}/end"})
    for words in ("已终止", "决定终止", "2019-08", "本人放弃", "判决书"):
        assert words in words_of(shown)
    assert "待遇终止决定书" in words_on((await centre.get(f"{at}/letter.pdf")).content)
    assert "没有符合条件的待遇。" in words_of(await centre.get(f"{LIST}?state=paid"))


async def test_it_is_corrected_with_what_papers_prove(
    browser_of: BrowserOf, benefits_engine: AsyncEngine, veteran: UUID
) -> None:
    own = await granted(benefits_engine, veteran, PENSION)
    centre, at = await browser_of(), f"{LIST}/{own}"
    assert "残疾等级" in words_of(await centre.get(at))
    form = words_of(await centre.get(f"{at}/correction"))
    assert "残疾等级=" in form
    said = {"first_month": "2019-04", "last_month": "", "reason_code": "papers-found", "document": "残疾军人证"}
    wrong = await send(centre, f"{at}/correction", **said, facts="六级")
    assert (wrong.status_code, "六级" in wrong.text) == (422, True)
    proved = await send(centre, f"{at}/correction", **said, facts="残疾性质=因战；残疾等级=6级")
    assert proved.status_code == 303, proved.text
    for words in ("2,500.00", "有材料证明", "民发〔2019〕1号"):
        assert words in words_of(await centre.get(at))


async def test_how_much_is_given_once_is_decided(
    browser_of: BrowserOf, benefits_engine: AsyncEngine, veteran: UUID
) -> None:
    own = await granted(benefits_engine, veteran, AID)
    centre, at = await browser_of(), f"{LIST}/{own}"
    assert "核定金额" in words_of(await centre.get(at))
    said = {"first_month": "2019-04", "last_month": "2019-04", "reason_code": "mistyped", "document": "审批表"}
    wrong = await send(centre, f"{at}/correction", **said, fen="2000.505")
    assert (wrong.status_code, "元，最多两位小数" in words_of(wrong)) == (422, True)
    assert (await send(centre, f"{at}/correction", **said, fen="2000.50")).status_code == 303
    assert "2,000.50" in words_of(await centre.get(at))
    assert 'value="2000.50"' in (await centre.get(f"{at}/correction")).text
