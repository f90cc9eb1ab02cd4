"""Lists of acts by HTTP and in a browser: from the template to the result."""

import io

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.parameters import SHEETS, ImportKind
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, published
from tests.registry.imports.files import count, work_off, workbook
from tests.registry.imports.lists import REGISTERED, Cells, correction, death, move, sheet_of
from tests.registry.persons import ROOM_PATH, ZHANG_WEI, given_number, given_veteran

SHI_AN = "411329.411329104"
LISTS = (ImportKind.DEATHS, ImportKind.RELOCATIONS, ImportKind.CORRECTIONS)
ROWS = {ImportKind.DEATHS: death(), ImportKind.RELOCATIONS: move(), ImportKind.CORRECTIONS: correction()}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


def file_of(kind: ImportKind, *rows: Cells) -> bytes:
    headers, cells = sheet_of(kind, rows)
    return workbook(cells, headers)


async def hand_in(client: httpx2.AsyncClient, content: bytes, kind: str) -> httpx2.Response:
    return await client.post("/imports", files={"file": ("名册.xlsx", content)}, data={"kind": kind})


class TestAListByHttp:
    @pytest.mark.parametrize("kind", LISTS)
    async def test_has_a_template_that_is_taken_once_it_is_filled_in(
        self, client_for: ClientFor, registry_engine: AsyncEngine, kind: ImportKind
    ) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        client = await client_for(Role.CENTRE_STAFF)
        template = await client.get("/imports/template.xlsx", params={"kind": kind})
        assert f"{kind}-template.xlsx" in template.headers["content-disposition"]
        book = CalamineWorkbook.from_filelike(io.BytesIO(template.content))
        headers = [str(header) for header in book.get_sheet_by_index(0).to_python()[0]]
        assert len(book.get_sheet_by_name("填表说明").to_python()) == len(headers) + 1
        filled = workbook([[ROWS[kind].get(header, "") for header in headers]], headers)
        answer = await hand_in(client, filled, kind)
        await work_off(registry_engine)
        found = (await client.get(f"/imports/{answer.json()['import_id']}")).json()
        assert (found["kind"], found["state"], found["accepted_count"], found["rows_done"]) == (kind, "done", 1, 1)

    def test_spells_no_header_in_two_ways_that_mean_two_things(self) -> None:
        for sheet in SHEETS.values():
            spellings = [spelling for column in sheet.columns for spelling in (column.header, *column.also)]
            assert len(spellings) == len(set(spellings)), sheet.kind

    async def test_gives_its_verdicts_as_a_workbook(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        await given_veteran(registry_engine, id_number=given_number(1), **REGISTERED)
        client = await client_for(Role.STATION_STAFF, SHI_AN)
        rows = [death(), death(), death(身份证号=given_number(1), 姓名="=1+1"), death(身份证号=given_number(2))]
        sent = await hand_in(client, file_of(ImportKind.DEATHS, *rows), "deaths")
        await work_off(registry_engine)
        result = await client.get(f"/imports/{sent.json()['import_id']}/result.xlsx")
        assert CalamineWorkbook.from_filelike(io.BytesIO(result.content)).get_sheet_by_index(0).to_python() == [
            ["行号", "结论", "列", "规则", "说明"],
            ["2", "通过", "", "", ""],
            ["3", "重复", "", "", "与第2行相同"],
            ["4", "不通过", "姓名", "characters", "含有不允许的字符。"],
            ["5", "不通过", "身份证号", "veteran-not-found", "没有这名退役军人的登记。"],
        ]
        again = await hand_in(client, file_of(ImportKind.DEATHS, rows[0]), "deaths")
        await work_off(registry_engine)
        result = await client.get(f"/imports/{again.json()['import_id']}/result.xlsx")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(result.content)).get_sheet_by_index(0).to_python()
        assert sheet[1] == ["2", "重复", "", "", "此前已办理"]

    async def test_is_refused_with_columns_of_another_kind_or_of_none(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        other = await hand_in(client, file_of(ImportKind.DEATHS, death()), "relocations")
        assert (other.status_code, other.json()["code"]) == (422, "headers-wrong")
        missing = {fault["field"] for fault in other.json()["fields"] if fault["code"] == "missing-header"}
        assert missing == {"迁移类别", "迁入区划代码或名称", "迁移日期"}
        nobody = workbook([[1, 2, 3]], ["死亡日期", "证明材料", "文号"])
        assert (await hand_in(client, nobody, "deaths")).json()["fields"][0]["field"] == "身份证号"
        twice = workbook([[1] * 5], ["身份证号", "死亡日期", "去世日期", "证明材料", "文号"])
        assert (await hand_in(client, twice, "deaths")).json()["fields"][0]["code"] == "repeated-header"
        assert (await hand_in(client, nobody, "births")).json()["code"] == "file-missing"

    async def test_is_refused_to_who_may_not_do_one_such_act(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await hand_in(room, file_of(ImportKind.DEATHS, death()), "deaths")
        assert (refused.status_code, refused.json()["code"]) == (403, "import-kind-not-allowed")
        assert await count(registry_engine, "import_chunk") == 0


class TestTheWizardOfLists:
    async def test_goes_from_the_kind_to_the_result(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert "/registry/imports/template.xlsx?kind=deaths" in links_of(await clerk.get("/registry/imports"))
        content = file_of(ImportKind.DEATHS, death(), death(身份证号=given_number(5), 姓名="李四"))
        for dry_run, dead in (("true", 0), ("false", 1)):
            form = {"dry_run": dry_run, "kind": "deaths"}
            sent = await clerk.post("/registry/imports/new", files={"file": ("名册.xlsx", content)}, data=form)
            path = sent.headers["location"]
            await work_off(registry_engine)
            page = await clerk.get(path)
            assert "死亡登记" in words_of(page)
            assert "身份证号：没有这名退役军人的登记。" in words_of(page)
            assert (f"/registry/persons/{veteran_id}" in links_of(page)) == (dry_run == "false")
            assert ZHANG_WEI not in page.text
            assert len(await published(registry_engine, "veteran-deceased")) == dead
            for_good = "/registry/imports/new?dry_run=false&kind=deaths"
            assert (for_good in links_of(page)) == (dry_run == "true")
        chosen = (await clerk.get(for_good)).text
        assert '<option value="deaths" selected>' in chosen

    async def test_offers_a_room_what_it_may_do(self, browser_of: BrowserOf) -> None:
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        page = (await room.get("/registry/imports/new")).text
        assert 'value="registrations"' in page
        assert 'value="deaths"' not in page
        form = {"dry_run": "true", "kind": "deaths"}
        content = file_of(ImportKind.DEATHS, death())
        refused = await room.post("/registry/imports/new", files={"file": ("a.xlsx", content)}, data=form)
        assert refused.status_code == 403
        assert "您不能导入此类名册" in refused.text
