"""A workbook of units: what is wrong with a row is said, and the others are established."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_divisions, published
from tests.workbooks import filled, hand_in, told

AT = "/org-unit-workbooks"
DAY = {"设立日期": "2019-01-15"}
CENTRE = {
    "代码": "411329",
    "名称": "新野县退役军人服务中心",
    "层级": "服务中心",
    "设在": "县",
    "区划代码": "411329",
    **DAY,
}
STATION = {
    "代码": "411329104", "名称": "施庵镇退役军人服务站", "层级": "station", "设在": "township",
    "上级机构代码": "411329", "区划代码": 411329104, **DAY,
}  # fmt: skip
ROOM = {
    "代码": "411329104210", "名称": "东杨营村退役军人服务室", "层级": "服务室", "设在": "村、社区",
    "上级机构代码": "411329104", "区划代码": "411329104210", **DAY,
}  # fmt: skip
OUTSIDE = {**CENTRE, "代码": "411328", "区划代码": "411328"}


class TestAWorkbookOfUnits:
    async def test_is_judged_as_a_whole_and_established_row_by_row(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        centre = await client_for(Role.CENTRE_STAFF)
        template = (await centre.get("/org-unit-template.xlsx")).content
        rows: list[dict[str, Any]] = [
            {**ROOM, "上级机构代码": "411329999"},
            {**STATION, "代码": "411329999", "区划代码": "411329999"},
            STATION,
            {**ROOM, "代码": "411329104211", "层级": "服务点"},
            CENTRE,
            OUTSIDE,
        ]
        book = filled(template, rows)
        refused = [
            (2, "refused", "unit-above-refused", []),
            (3, "refused", "org-unit-invalid", ["division_code"]),
            (5, "refused", "row-invalid", ["kind"]),
            (7, "refused", "out-of-scope", []),
        ]
        trial = (await hand_in(centre, AT, book, dry_run=True)).json()
        assert (trial["recorded"], trial["refused"]) == (2, 4)
        [kind] = trial["rows"][3]["faults"]
        assert kind["zh"] == "不在代码表中；应为以下之一：服务中心、服务站、服务室。"
        assert told(trial) == sorted([*refused, (4, "acceptable", None, []), (6, "acceptable", None, [])])
        assert (await centre.get("/org-units")).json()["items"] == []
        done = (await hand_in(centre, AT, book, dry_run=False)).json()
        assert told(done) == sorted([*refused, (4, "recorded", None, []), (6, "recorded", None, [])])
        assert [unit["code"] for unit in (await centre.get("/org-units")).json()["items"]] == ["411329", "411329104"]
        mended = (await hand_in(centre, AT, filled(template, [ROOM, STATION]), dry_run=False)).json()
        assert told(mended) == [(2, "recorded", None, []), (3, "present", None, [])]
        other = (await hand_in(centre, AT, filled(template, [{**ROOM, "上级机构代码": "411329"}]), dry_run=True)).json()
        assert told(other) == [(2, "refused", "org-unit-invalid", ["parent_code"])]
        assert len(await published(registry_engine, "org-unit-established")) == 3

    async def test_that_is_sent_under_a_key_is_judged_row_by_row_each_time(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """As any program sends it that asks again when no answer came."""
        await given_divisions(registry_engine)
        centre = await client_for(Role.CENTRE_STAFF)
        book = filled((await centre.get("/org-unit-template.xlsx")).content, [CENTRE, OUTSIDE])
        centre.headers["Idempotency-Key"] = "once"
        for outcome in ("recorded", "present"):
            answer = await hand_in(centre, AT, book, dry_run=False)
            assert answer.status_code == 200, answer.text
            assert told(answer.json()) == [(2, outcome, None, []), (3, "refused", "out-of-scope", [])]
        assert len(await published(registry_engine, "org-unit-established")) == 1

    async def test_may_be_read_by_nobody_else(self, client_for: ClientFor) -> None:
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        assert (await station.get("/org-unit-template.xlsx")).status_code == 403


class TestThePage:
    async def test_takes_it_and_says_what_became_of_each_row(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert "/registry/org-unit-lists" in (await clerk.get("/registry/network")).text
        template = (await clerk.get("/registry/org-unit-lists/template.xlsx")).content
        book = filled(template, [CENTRE, {**STATION, "区划代码": "411329"}])
        trial = (await hand_in(clerk, "/registry/org-unit-lists", book, dry_run=True)).text
        assert "1 行可以登记，1 行有误" in trial
        assert "区划代码：" in trial
        done = (await hand_in(clerk, "/registry/org-unit-lists", book, dry_run=False)).text
        assert "已登记 1 行，1 行未登记" in done
        again = (await hand_in(clerk, "/registry/org-unit-lists", book, dry_run=False)).text
        assert "已有，不变" in again
