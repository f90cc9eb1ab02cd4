"""Overpayments in a browser."""

from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.payments.commands.changing import Change, end_entitlement
from services.benefits.payments.domain.months import Month
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.payments.given import COMBAT, NAMES, given_county_pays, given_veteran, granted
from tests.browsers import links_of, words_of
from tests.given import given_work

LIST, BATCHES = "/benefits/payments/overpayments", "/benefits/payments/batches"
LAST = Month.of(local_date(now())).later(-1)


async def send(browser: httpx2.AsyncClient, path: str, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), **said})


async def test_it_goes_from_what_was_found_to_what_came_back(
    browser_of: BrowserOf, benefits_engine: AsyncEngine
) -> None:
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    await given_county_pays(benefits_engine)
    own = await granted(benefits_engine, await given_veteran(benefits_engine))
    made = await send(centre, f"{BATCHES}/new", month=str(LAST), document="发放表")
    assert (await send(leader, f"{made.headers['location']}/release")).status_code == 303
    change = Change(LAST.later(-1), "condition-not-met", "核查通知")
    await end_entitlement(given_work(benefits_engine), own, change)
    assert LIST in links_of(await centre.get(BATCHES))
    assert f"{LIST}/found" in links_of(await centre.get(LIST))
    assert f"{LIST}/found" not in links_of(await leader.get(LIST))
    found = await centre.get(f"{LIST}/found")
    assert ("650.00" in words_of(found), str(LAST) in words_of(found)) == (True, True)
    form = f"{LIST}/found/{own}"
    assert form in links_of(found)
    for page in (found, await centre.get(form)):
        assert f"{NAMES[COMBAT]} {LAST}" in words_of(page)
    asked = await send(centre, form, document="追缴通知")
    assert asked.status_code == 303, asked.text
    at = asked.headers["location"]
    assert (await centre.get(form)).status_code == 409
    assert "没有多发的待遇。" in words_of(await centre.get(f"{LIST}/found"))
    shown = await centre.get(at)
    assert {f"{at}/recovery", f"{at}/withdrawal"} <= set(links_of(shown))
    for page in (shown, await centre.get(f"{at}/withdrawal"), await centre.get(LIST)):
        assert NAMES[COMBAT] in words_of(page)
    assert f"{at}/write-off" in links_of(await leader.get(at))
    assert (await leader.get(f"{at}/write-off")).status_code == 200
    money = {"way_code": "by-person", "recovered_on": "2026-01-05", "document": "收据", "version": "1"}
    assert "本人退回" in words_of(await centre.get(f"{at}/recovery"))
    more = await send(centre, f"{at}/recovery", yuan="651", **money)
    assert (more.status_code, "超过尚未追回的金额。" in words_of(more)) == (422, True)
    assert (await send(centre, f"{at}/recovery", yuan="50", **money)).status_code == 303
    shown = await centre.get(at)
    wrong = next(link for link in links_of(shown) if link.endswith("/revocation"))
    assert (await centre.get(wrong)).status_code == 200
    assert (await send(centre, wrong, reason="登错", version="2")).status_code == 303
    assert "已更正" in words_of(await centre.get(at))
    assert (await send(leader, f"{at}/write-off", document="批示", version="3")).status_code == 303
    assert "不再追回" in words_of(await leader.get(f"{LIST}?state=written-off"))
    assert "No such" not in words_of(await centre.get(at, headers={"accept-language": "en"}))
