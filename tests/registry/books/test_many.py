"""Many entries of a book in a workbook: judged, then recorded, row by row."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.books.schemas import COUNTY
from shared.auth.roles import Role
from shared.books.batches import layout_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, published
from tests.workbooks import filled, hand_in, header_of, told

AT = "/staff-posts"
STATION = "411329.411329104"
POST = {
    "机构代码": "411329",
    "工作人员编号": "XY-101",
    "岗位": "经办人员",
    "安排日期": "2019年3月1日",
    "依据": "转隶方案",
}


@pytest.fixture(autouse=True)
async def _network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


# What a browser sends of a form in which no file was chosen.
IN_PARTS = {"Content-Type": "multipart/form-data; boundary=part"}
NONE_CHOSEN = (
    b'--part\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n\r\n--part--\r\n"
)


class TestAWorkbookOfStaff:
    async def test_is_judged_row_by_row_and_then_recorded_once(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        template = (await centre.get(f"{AT}/template.xlsx")).content
        rows: list[dict[str, Any]] = [
            POST,
            {**POST, "工作人员编号": "XY-102", "安排日期": 43525},
            {**POST, "工作人员编号": "13812345678"},
            {**POST, "工作人员编号": "XY-103", "岗位": "厨师", "依据": None},
            {**POST, "工作人员编号": "XY-104", "机构代码": "411329999"},
            POST,
            {**POST, "工作人员编号": "XY-105", "安排日期": "2099-01-01"},
        ]
        book = filled(template, rows)
        expected = [
            (4, "refused", "row-invalid", ["staff_number"]),
            (5, "refused", "row-invalid", ["post", "document"]),
            (6, "refused", "org-unit-not-found", []),
            (7, "refused", "row-repeated", []),
            (8, "refused", "entry-invalid", ["planned_on"]),
        ]
        trial = (await hand_in(centre, f"{AT}/workbooks", book, dry_run=True)).json()
        assert told(trial) == [
            (2, "acceptable", None, []), (3, "refused", "row-invalid", ["planned_on"]), *expected,
        ]  # fmt: skip
        assert await published(registry_engine, "staff-post-planned") == []
        done = (await hand_in(centre, f"{AT}/workbooks", book, dry_run=False)).json()
        assert done["rows"][0]["outcome"] == "recorded"
        assert (await centre.get(f"{AT}/{done['rows'][0]['entry_id']}")).json()["staff_number"] == "XY-101"
        again = (await hand_in(centre, f"{AT}/workbooks", book, dry_run=False)).json()
        assert told(again)[0] == (2, "refused", "entry-exists", [])
        assert len(await published(registry_engine, "staff-post-planned")) == 1

    async def test_records_those_in_post_with_the_days_of_their_transfer_and_arrival(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        transferred = {**POST, "工作人员编号": "XY-102", "转隶日期": "2019-03-04"}
        arrived = {**POST, "工作人员编号": "XY-103", "到岗日期": "2019-03-05"}
        rows = [
            {**transferred, "工作人员编号": "XY-101", "到岗日期": "2019-03-05"},
            transferred,
            arrived,
            {**transferred, "工作人员编号": "XY-104", "到岗日期": "2019-03-03"},
        ]
        book = filled((await centre.get(f"{AT}/template.xlsx")).content, rows)
        for dry_run, outcome in ((True, "acceptable"), (False, "recorded")):
            answer = (await hand_in(centre, f"{AT}/workbooks", book, dry_run=dry_run)).json()
            *good, wrong = told(answer)
            assert [each[1] for each in good] == [outcome] * 3, answer
            assert wrong == (5, "refused", "entry-invalid", ["in_post_on"]), answer
        posts = {each["staff_number"]: each for each in (await centre.get(AT)).json()["items"]}
        assert {number: (post["state"], post["version"]) for number, post in posts.items()} == {
            "XY-101": ("in-post", 3),
            "XY-102": ("transferred", 2),
            "XY-103": ("in-post", 2),
        }
        assert len(await published(registry_engine, "staff-in-post")) == 2
        again = (await hand_in(centre, f"{AT}/workbooks", book, dry_run=False)).json()
        assert {each[2] for each in told(again)[:3]} == {"entry-exists"}

    async def test_says_what_is_wrong_with_the_file(self, client_for: ClientFor) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        book = filled((await centre.get(f"{AT}/template.xlsx")).content, [POST])
        wrong = await hand_in(centre, f"{AT}/workbooks", book, dry_run=True, extra="x" * 10)
        assert wrong.status_code == 200, wrong.text
        other = filled((await centre.get("/funds/template.xlsx")).content, [])
        for content, code in ((b"no workbook \xff\xff", "not-a-spreadsheet"), (other, "headers-wrong")):
            assert (await hand_in(centre, f"{AT}/workbooks", content, dry_run=True)).json()["code"] == code
        unsure = await centre.post(f"{AT}/workbooks", files={"file": ("rows.xlsx", book)}, data={"dry_run": "maybe"})
        assert (unsure.status_code, unsure.json()["code"]) == (422, "workbook-missing")
        assert (await centre.post(f"{AT}/workbooks", data={"dry_run": "true"})).json()["code"] == "workbook-missing"
        none_chosen = await centre.post(f"{AT}/workbooks", content=NONE_CHOSEN, headers=IN_PARTS)
        assert (none_chosen.status_code, none_chosen.json()["code"]) == (422, "workbook-missing")

    async def test_is_for_who_keeps_the_book(self, client_for: ClientFor) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        book = filled((await centre.get(f"{AT}/template.xlsx")).content, [POST])
        for role in (Role.STATION_STAFF, Role.BUREAU_LEADER):
            client = await client_for(role, STATION if role is Role.STATION_STAFF else "411329")
            assert (await hand_in(client, f"{AT}/workbooks", book, dry_run=True)).status_code == 403
            assert (await client.get(f"{AT}/template.xlsx")).status_code == 403


class TestEveryBookThatStandsUnderNothing:
    @pytest.mark.parametrize("book", COUNTY.with_workbooks, ids=lambda book: book.sheet.name)
    async def test_has_its_form_as_a_workbook(self, client_for: ClientFor, book) -> None:  # type: ignore[no-untyped-def]
        centre = await client_for(Role.CENTRE_STAFF)
        template = await centre.get(f"{book.at}/template.xlsx")
        assert template.status_code == 200
        assert len(header_of(template.content)) == len(book.form.model_fields) == len(layout_of(book).columns)


class TestThePage:
    async def test_takes_a_workbook_and_says_what_became_of_each_row(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert "/registry/staff-posts/many" in (await clerk.get("/registry/staff-posts")).text
        assert "下载模板" in (await clerk.get("/registry/staff-posts/many")).text
        template = (await clerk.get("/registry/staff-posts/many/template.xlsx")).content
        book = filled(template, [POST, {**POST, "工作人员编号": "XY-102", "岗位": "厨师"}])
        trial = await hand_in(clerk, "/registry/staff-posts/many", book, dry_run=True)
        for words in ("1 行可以登记，1 行有误", "岗位：", "不在代码表中"):
            assert words in trial.text, trial.text
        done = await hand_in(clerk, "/registry/staff-posts/many", book, dry_run=False)
        assert "已登记 1 行，1 行未登记" in done.text
        wrong = await hand_in(clerk, "/registry/staff-posts/many", b"nothing \xff", dry_run=True)
        assert (wrong.status_code, "不是 XLSX" in wrong.text) == (415, True)


FUND = {
    "机构代码": "411329",
    "年度": "2019",
    "用途": "日常工作经费",
    "金额": "5000.50",
    "拨付日期": "2019-03-01",
    "依据": "拨款文件",
}


class TestTheSameWorkbook:
    async def test_sent_twice_at_one_instant_is_recorded_once(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """No index refuses a second allocation like the first: the second waits, and finds what the first says."""
        centre = await client_for(Role.CENTRE_STAFF)
        book = filled((await centre.get("/funds/template.xlsx")).content, [FUND])
        both = [hand_in(centre, "/funds/workbooks", book, dry_run=False) for _ in range(2)]
        answers = [told(each.json()) for each in await race(registry_engine, "fund", both)]
        assert sorted(row[1] for [row] in answers) == ["recorded", "refused"], answers
        assert len(await published(registry_engine, "fund-allocated")) == 1


class TestATrial:
    async def test_finds_what_a_row_before_it_takes(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        """Which an index alone says: the rows are not the same, but both are about one member of the staff."""
        centre = await client_for(Role.CENTRE_STAFF)
        template = (await centre.get(f"{AT}/template.xlsx")).content
        book = filled(template, [POST, {**POST, "机构代码": "411329104"}, {**POST, "工作人员编号": "XY-102"}])
        trial, done = [
            told((await hand_in(centre, f"{AT}/workbooks", book, dry_run=dry_run)).json()) for dry_run in (True, False)
        ]
        assert [row[1] for row in trial] == ["acceptable", "refused", "acceptable"]
        assert trial[1] == done[1] == (3, "refused", "entry-exists", [])
        assert len(await published(registry_engine, "staff-post-planned")) == 2
