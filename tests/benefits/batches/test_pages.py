"""Batches of payments in a browser."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.batches import pages, queries
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.payments.given import COMBAT, NAMES, given_county_pays, given_veteran, granted
from tests.browsers import links_of, words_of

LIST = "/benefits/payments/batches"


async def send(browser: httpx2.AsyncClient, path: str, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), **said})


@pytest.fixture
async def entitlement(benefits_engine: AsyncEngine) -> UUID:
    await given_county_pays(benefits_engine)
    return await granted(benefits_engine, await given_veteran(benefits_engine))


async def test_a_batch_goes_from_its_proposal_to_its_results(browser_of: BrowserOf, entitlement: UUID) -> None:
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    assert LIST in links_of(await centre.get("/benefits/payments/entitlements"))
    assert f"{LIST}/new" in links_of(await centre.get(LIST))
    assert "截至该月应发未发" in words_of(await centre.get(f"{LIST}/new"))
    early = await send(centre, f"{LIST}/new", month="2019-03", document="发放表")
    assert (early.status_code, "截至该月没有应发未发的待遇。" in words_of(early)) == (409, True)
    made = await send(centre, f"{LIST}/new", month="2019-05", document="发放表")
    assert made.status_code == 303, made.text
    at = made.headers["location"]
    own = await centre.get(at)
    assert f"{at}/withdrawal" in links_of(own)
    assert f"{at}/release" not in links_of(own)
    shown = await leader.get(at)
    assert {f"{at}/release", f"{at}/refusal"} <= set(links_of(shown))
    assert "1,200.00" in words_of(shown)
    assert at in links_of(await leader.get(f"{LIST}?mine=true"))
    lines = f"/benefits/payments/lines?batch={at.rpartition('/')[2]}"
    assert "导出" not in words_of(await centre.get(lines))
    assert "1,200.00" in words_of(await leader.get(f"{at}/release"))
    assert (await send(leader, f"{at}/release")).status_code == 303
    shown = await centre.get(at)
    for words in ("已放行", "待反馈"):
        assert words in words_of(shown)
    assert lines in links_of(shown)
    listed = await centre.get(lines)
    assert "导出" in words_of(listed)
    assert NAMES[COMBAT] in words_of(listed)
    assert lines in links_of(await centre.get(f"{lines}&result=paid"))
    form = next(link for link in links_of(listed) if link.endswith("/result"))
    for words in (f"{NAMES[COMBAT]} 2019-", "账户已销户或者冻结"):
        assert words in words_of(await centre.get(form))
    said = {"on": "2019-06-02", "document": "代发回盘"}
    lacking = await send(centre, form, outcome="failed", reason_code="", **said)
    assert (lacking.status_code, "发放失败的须写明原因。" in words_of(lacking)) == (422, True)
    assert (await send(centre, form, outcome="failed", reason_code="account-closed", **said)).status_code == 303
    assert f"{at}/results" in links_of(shown)
    assert f"{at}/results/template.xlsx" in links_of(await centre.get(f"{at}/results"))
    template = (await centre.get(f"{at}/results/template.xlsx")).content
    handed = await centre.post(f"{at}/results", files={"file": ("results.xlsx", template)}, data={"dry_run": "true"})
    assert (handed.status_code, "必填" in words_of(handed)) == (200, True)
    missing = await centre.post(f"{at}/results", data={"dry_run": "true"})
    assert missing.status_code == 422
    assert "账户已销户或者冻结" in words_of(await centre.get(f"{lines}&result=failed"))
    assert "结果日期" in words_of(await centre.get(f"{at}/rest"))
    assert (await send(centre, f"{at}/rest", **said)).status_code == 303
    after = words_of(await centre.get(at))
    for words in ("已发放", "发放失败", "600.00"):
        assert words in after
    assert "没有符合条件的发放。" in words_of(await centre.get(f"{lines}&result=open"))


async def test_what_is_taken_away_is_in_clear_and_in_parts(
    browser_of: BrowserOf, entitlement: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    at = (await send(centre, f"{LIST}/new", month="2019-05", document="发放表")).headers["location"]
    assert (await send(leader, f"{at}/release")).status_code == 303
    lines = f"/benefits/payments/lines?batch={at.rpartition('/')[2]}"
    taken = words_of(await centre.get(lines.replace("/lines", "/lines/export")))
    assert ("账号等个人信息不遮盖" in taken, "一样脱敏" in taken) == (True, False)
    assert "第 1 份" not in words_of(await centre.get(lines))
    for module in (pages, queries):
        monkeypatch.setattr(module, "PART_ROWS", 1)
    parted = await centre.get(f"{lines}&part=2")
    assert ("第 2 份" in words_of(parted), "第 3 份" in words_of(parted)) == (True, False)
    assert len([link for link in links_of(parted) if link.endswith("/result")]) == 1


async def test_a_batch_is_refused_or_taken_back(browser_of: BrowserOf, entitlement: UUID) -> None:
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    for browser, end, words in ((leader, "refusal", "已驳回"), (centre, "withdrawal", "已撤回")):
        at = (await send(centre, f"{LIST}/new", month="2019-05", document="发放表")).headers["location"]
        assert "原因" in words_of(await browser.get(f"{at}/{end}"))
        assert (await send(browser, f"{at}/{end}", reason="月份有误")).status_code == 303
        shown = words_of(await browser.get(at))
        for said in (words, "月份有误"):
            assert said in shown
    assert "没有符合条件的批次。" in words_of(await centre.get(f"{LIST}?is_open=true"))
