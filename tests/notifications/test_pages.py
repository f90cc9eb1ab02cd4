"""Messages as people read them, and how a person may be reached."""

from collections.abc import Awaitable, Callable
from datetime import date
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.projection import PERSONS
from services.notifications.templates.parameters import PURPOSES
from shared.auth.roles import Role
from shared.ids import new_id
from shared.web.problems import MOST_TRIES
from tests.browsers import as_browser, crawled, links_of, words_of
from tests.given import CENTRE
from tests.lives import veteran_deceased
from tests.notifications.given import (
    MOBILE,
    OTHER_STATION,
    ROOM,
    STATION,
    TEXT,
    given_delivered,
    given_owed,
    given_person,
    given_reachable,
)

BrowserOf = Callable[..., Awaitable[httpx2.AsyncClient]]
PART = {"HX-Request": "true"}


@pytest.fixture
def browser_of(by: Callable[..., Any]) -> BrowserOf:
    async def make(role: Role = Role.CENTRE_STAFF, path: str = CENTRE) -> httpx2.AsyncClient:
        return as_browser(await by(role, path))

    return make


class TestAPersonWhoHasDied:
    async def test_is_said_to_be_sent_nothing_and_no_number_is_asked_for(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person, browser = await given_reachable(notifications_engine), await browser_of(Role.STATION_STAFF, STATION)
        page = f"/notifications/persons/{person}"
        assert f"{page}/mobile" in links_of(await browser.get(page))
        async with notifications_engine.begin() as connection:
            died = given_delivered(veteran_deceased(ROOM, date(2019, 4, 1), person_id=person))
            await PERSONS.apply(connection, [died])
        shown = await browser.get(page)
        assert f"{page}/mobile" not in links_of(shown)
        assert "不再发送" in words_of(shown)


class TestMessages:
    async def test_are_listed_and_lead_to_their_cause_and_end(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person = await given_reachable(notifications_engine)
        message = await given_owed(notifications_engine, person)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        listed = await browser.get("/notifications/messages")
        assert f"/notifications/messages/{message}" in links_of(listed)
        assert "案件办结" in words_of(listed)
        assert "待发送" in words_of(listed)
        shown = words_of(await browser.get(f"/notifications/messages/{message}"))
        assert "已尝试 0 次" in shown
        assert "个人信息保护法第十三条" in shown
        assert TEXT in shown

    async def test_whose_text_is_gone_are_told_without_it(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        message = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE notification_request SET facts = '{}'"))
        shown = await (await browser_of()).get(f"/notifications/messages/{message}")
        assert shown.status_code == 200
        assert "内容：" not in words_of(shown)

    async def test_that_failed_are_told_on_the_first_page_of_who_follows_them(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        browser = await browser_of()
        assert "没有未能送达的告知。" in words_of(await browser.get("/notifications/due"))
        message = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE delivery SET state = 'failed', reason = 'gateway-refused'"))
        part = await browser.get("/notifications/due", headers=PART)
        assert f"/notifications/messages/{message}" in links_of(part)
        assert "短信网关拒绝发送" in part.text

    async def test_that_were_not_sent_are_counted_there_and_open_to_their_list(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        browser = await browser_of(Role.STATION_STAFF, STATION)
        assert "未发送" not in words_of(await browser.get("/notifications/due"))
        message = await given_owed(notifications_engine, await given_person(notifications_engine))
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE delivery SET state = 'suppressed', reason = 'no-contact-point'"))
        first_page = await browser.get("/notifications/due")
        assert "未发送 1 条" in words_of(first_page)
        assert "/notifications/messages?state=suppressed" in links_of(first_page)
        listed = await browser.get("/notifications/messages?state=suppressed")
        assert f"/notifications/messages/{message}" in links_of(listed)
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        assert "未发送" not in words_of(await elsewhere.get("/notifications/due"))
        async with notifications_engine.begin() as connection:  # what is no news nobody has to tell otherwise
            await connection.execute(text("UPDATE notification_request SET is_past = true"))
        assert "未发送" not in words_of(await browser.get("/notifications/due"))

    async def test_of_other_units_are_not_there(self, browser_of: BrowserOf, notifications_engine: AsyncEngine) -> None:
        message = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        browser = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        assert "没有告知记录。" in words_of(await browser.get("/notifications/messages?state="))
        for notification_id in (message, new_id()):
            assert (await browser.get(f"/notifications/messages/{notification_id}")).status_code == 404

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.VETERAN, Role.MEDIATOR])
    async def test_are_not_for(self, browser_of: BrowserOf, role: Role) -> None:
        assert (await (await browser_of(role)).get("/notifications/messages")).status_code == 403


class TestAPerson:
    async def test_has_a_number_that_is_shown_masked_and_can_be_revoked(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person = await given_person(notifications_engine)
        browser, path = await browser_of(Role.ROOM_STAFF, ROOM), f"/notifications/persons/{person}"
        sent = {"value": MOBILE, "verification": "in-person", "idempotency_key": "k-1"}
        for _ in range(2):
            assert (await browser.post(f"{path}/mobile", data=sent)).headers["location"] == path
        shown = await browser.get(path)
        assert "138****8000" in shown.text
        assert MOBILE not in shown.text
        assert (await browser.post(f"{path}/sms/revocation", data={"idempotency_key": "k-2"})).status_code == 303
        assert "已撤销" in words_of(await browser.get(path))

    async def test_opts_out_of_a_purpose_and_in_again(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person = await given_person(notifications_engine)
        browser, path = await browser_of(), f"/notifications/persons/{person}"
        purpose = next(iter(PURPOSES))
        assert "已退订" not in (await browser.get(path)).text
        for end, badge in (("", "已退订"), ("/removal", "接收")):
            sent = await browser.post(f"{path}/opt-outs/{purpose}{end}", data={"idempotency_key": f"k{end}"})
            assert (sent.status_code, sent.headers["location"]) == (303, path)
            assert f"{PURPOSES[purpose].zh} {badge}" in words_of(await browser.get(path))
        assert (
            await browser.post(f"{path}/opt-outs/no-such-purpose", data={"idempotency_key": "k"})
        ).status_code == 422

    async def test_is_refused_a_number_that_is_none(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person = await given_person(notifications_engine)
        refused = await (await browser_of()).post(f"/notifications/persons/{person}/mobile", data={"value": "12345"})
        assert refused.status_code == 422
        assert "不是有效的中国大陆手机号。" in refused.text
        assert 'id="e-value"' in refused.text

    async def test_just_registered_is_waited_for_by_the_part_that_asks_and_not_for_ever(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        browser, path = await browser_of(Role.ROOM_STAFF, ROOM), f"/notifications/persons/{new_id()}"
        for tries in range(MOST_TRIES):
            asked = f"{path}?tries={tries}" if tries else path
            waiting = await browser.get(asked, headers=PART)
            assert (waiting.status_code, "正在同步，请稍候。" in waiting.text) == (200, True)
            assert f'hx-get="{path}?tries={tries + 1}" hx-trigger="load delay:2s"' in waiting.text
        for asked, headers in ((f"{path}?tries={MOST_TRIES}", PART), (f"{path}?tries=x", PART), (path, {})):
            refused = await browser.get(asked, headers=headers)
            assert (refused.status_code, "person-not-known-yet" in refused.text) == (409, True)

    async def test_of_another_unit_leaves_no_trace_on_a_page(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        person = await given_reachable(notifications_engine)
        browser = await browser_of(Role.AUDITOR)
        refused = await browser.get(f"/notifications/persons/{person}", headers=PART)
        assert (refused.status_code, refused.headers["hx-reswap"]) == (403, "delete")

    async def test_follows_every_link(self, browser_of: BrowserOf, notifications_engine: AsyncEngine) -> None:
        person = await given_reachable(notifications_engine)
        await given_owed(notifications_engine, person)
        browser = await browser_of(Role.ROOM_STAFF, ROOM)
        for start in ("/notifications/messages", f"/notifications/persons/{person}"):
            opened = await crawled(browser, start, below="/notifications/")
            assert {path: status for path, status in opened.items() if status != 200} == {}


class TestMessagesTakenAway:
    async def test_have_no_text_and_are_recorded(
        self, browser_of: BrowserOf, notifications_engine: AsyncEngine
    ) -> None:
        message = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        browser = await browser_of(Role.STATION_STAFF, STATION)
        assert "/notifications/messages/export?state=pending" in links_of(
            await browser.get("/notifications/messages?state=pending")
        )
        taken = await browser.post("/notifications/messages/export", data={"purpose": "月度报表", "state": "pending"})
        *_, line = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert line[0] == str(message)
        assert line[3] == "案件办结"
        assert line[5] == "待发送"
        assert TEXT.encode() not in taken.content
        async with notifications_engine.connect() as connection:
            found = await connection.execute(text("SELECT subject FROM audit WHERE action = 'export-messages'"))
            assert [row.subject for row in found] == ["state pending, rows 1"]
