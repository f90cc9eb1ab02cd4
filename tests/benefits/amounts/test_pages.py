"""Tables of amounts in a browser."""

from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.browsers import links_of, words_of


async def test_an_amount_is_set_seen_and_withdrawn(browser_of: BrowserOf) -> None:
    browser = await browser_of(Role.CENTRE_STAFF)
    assert "/benefits/amounts" in links_of(await browser.get("/benefits/programmes"))
    said = {"table": "hardship-line", "since": "2019-01-01", "value": "600", "source": "县困难帮扶办法"}
    made = await browser.post("/benefits/amounts/new", data={**said, "idempotency_key": str(new_id())})
    assert made.status_code == 303, made.text
    listed = await browser.get(made.headers["location"])
    assert "600.00" in words_of(listed)
    [path] = [link for link in links_of(listed) if link.endswith("/withdrawal")]
    assert "县困难帮扶办法" in words_of(await browser.get(path))
    gone = await browser.post(path, data={"reason": "录入有误", "idempotency_key": str(new_id())})
    assert gone.status_code == 303
    assert "尚未设定标准。" in words_of(await browser.get("/benefits/amounts"))
    assert "已撤回" in words_of(await browser.get("/benefits/amounts?withdrawn=true"))


async def test_a_share_is_written_in_per_cent(browser_of: BrowserOf) -> None:
    browser = await browser_of(Role.CENTRE_STAFF)
    said = {"table": "nursing-share", "key": "war/3", "since": "2019-01-01", "source": "民发〔2006〕183号"}
    for value, status in (("20.55", 422), ("20.5", 303)):
        sent = {**said, "value": value, "idempotency_key": str(new_id())}
        assert (await browser.post("/benefits/amounts/new", data=sent)).status_code == status
    assert "20.5%" in words_of(await browser.get("/benefits/amounts"))
