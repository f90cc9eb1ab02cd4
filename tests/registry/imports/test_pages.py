"""The import wizard in a browser."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.commands.ending import fail_import
from services.registry.imports.pages import FAILURES
from services.registry.imports.tables import REGISTER_IMPORT
from shared.auth.roles import Role
from shared.ids import new_id
from shared.language import Named
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network, given_work, published
from tests.registry.imports.files import given_import, line, work_off, workbook
from tests.registry.persons import ZHANG_WEI

SHI_AN = "411329.411329104"
ROWS = [line(), line("999329195902260102"), line()]


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTheWizard:
    async def test_goes_from_the_template_to_the_result(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        template = await clerk.get("/registry/imports/template.xlsx")
        assert template.headers["content-disposition"].startswith("attachment")
        for dry_run, registered in (("true", 0), ("false", 1)):
            file = {"file": ("名册.xlsx", workbook(ROWS))}
            sent = await clerk.post("/registry/imports/new", files=file, data={"dry_run": dry_run})
            assert sent.status_code == 303
            path = sent.headers["location"]
            moving = (await clerk.get(path)).text
            assert "等待处理" in moving
            assert "有人在办理业务时导入放慢" in moving
            assert f"{path}/progress" in moving
            assert {path, "/registry/imports"} <= links_of(await clerk.get(f"{path}/progress"))
            await work_off(registry_engine)
            done = (await clerk.get(path)).text
            assert "已完成" in done
            assert "/progress" not in done
            ended = await clerk.get(f"{path}/progress", headers={"HX-Request": "true"})
            assert ended.headers["hx-refresh"] == "true"  # the rows below are shown as well
            assert ZHANG_WEI not in done
            assert len(await published(registry_engine, "veteran-registered")) == registered
            rejected = words_of(await clerk.get(f"{path}?verdict=rejected"))
            assert "不通过" in rejected
            assert "身份证号：身份证号校验位错误。" in rejected
            assert ("/registry/imports/new?dry_run=false&kind=registrations" in links_of(await clerk.get(path))) == (
                dry_run == "true"
            )
            result = await clerk.get(f"{path}/result.xlsx")
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(result.content)).get_sheet_by_index(0).to_python()
            assert [row[1:3] for row in sheet if row[1] == "不通过"] == [["不通过", "身份证号"]]
        assert "只校验" in (await clerk.get("/registry/imports")).text

    async def test_is_a_trial_first_and_for_good_where_its_result_leads(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        for_good = '<option value="false" selected>'
        assert for_good not in (await clerk.get("/registry/imports/new")).text
        assert for_good in (await clerk.get("/registry/imports/new?dry_run=false")).text

    @pytest.mark.parametrize("failure", FAILURES, ids=lambda each: each.code)
    async def test_says_why_it_stopped(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, failure: Named
    ) -> None:
        account_id = new_id()
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN, account_id=account_id)
        import_id = await given_import(registry_engine, ROWS, account_id=account_id)
        assert "未能完成的原因" not in (await clerk.get(f"/registry/imports/{import_id}")).text
        await fail_import(given_work(registry_engine), import_id, failure=failure.code)
        assert failure.zh in (await clerk.get(f"/registry/imports/{import_id}")).text

    async def test_says_at_once_what_is_wrong_with_a_file(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        none = await clerk.post("/registry/imports/new", files={"other": ("a", b"")}, data={"dry_run": "true"})
        assert none.status_code == 422
        no_workbook = await clerk.post("/registry/imports/new", files={"file": ("a.xlsx", b"PK\x03\x04")})
        assert no_workbook.status_code in {415, 422}
        assert 'role="alert"' in no_workbook.text

    async def test_takes_a_file_once_however_often_its_form_is_sent(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        content = workbook(ROWS)
        form = {"dry_run": "true", "idempotency_key": "of-this-form"}
        paths = set()
        for _ in range(2):
            sent = await clerk.post("/registry/imports/new", files={"file": ("名册.xlsx", content)}, data=form)
            paths.add(sent.headers["location"])
        assert len(paths) == 1
        async with registry_engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(REGISTER_IMPORT)) == 1
        other = workbook([line()])
        reused = await clerk.post("/registry/imports/new", files={"file": ("名册.xlsx", other)}, data=form)
        assert reused.status_code == 422
        assert "此前已提交" in reused.text
        assert "of-this-form" not in reused.text

    async def test_is_its_owners_alone(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        sent = await clerk.post("/registry/imports/new", files={"file": ("名册.xlsx", workbook(ROWS))})
        other = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert (await other.get(sent.headers["location"])).status_code == 404

    async def test_is_not_for_leaders(self, browser_of: BrowserOf) -> None:
        assert (await (await browser_of(Role.BUREAU_LEADER)).get("/registry/imports")).status_code == 403
