"""The list of persons taken away."""

from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_network
from tests.registry.persons import OTHER_ROOM, ZHANG_WEI, given_number, given_veteran

SHI_AN = "411329.411329104"
EXPORTS, PAGE = "/veterans/exports", "/registry/persons/export"
WHY = {"purpose": "向镇里报送走访名单"}
THERE: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


def lines_of(answer: httpx2.Response) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="persons.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[3:]


class TestAnExport:
    async def test_holds_the_lines_of_ones_units_masked(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        own = await given_veteran(registry_engine, mobile="13800138000", name="张小明")
        await given_veteran(registry_engine, id_number=given_number(7), **THERE)
        answer = await (await client_for(Role.STATION_STAFF, SHI_AN)).post(EXPORTS, json=WHY)
        [line] = lines_of(answer)
        assert line[:5] == [str(own), "张*明", "9****2", "男", "138****8000"]
        assert line[6:] == ["411329104210服务机构", "是", "2019-04-30"]
        for secret in (ZHANG_WEI, "13800138000", "张小明"):
            assert secret.encode() not in answer.content

    async def test_holds_what_was_asked_for_and_leaves_a_row_in_the_audit(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine, political_code="13")
        member = await given_veteran(registry_engine, id_number=given_number(7), **THERE)
        client = await client_for(Role.CENTRE_STAFF)
        wanted = {"unit": "411329105", "member": True, "on": "2019-04-30"}
        assert [line[0] for line in lines_of(await client.post(EXPORTS, json={**WHY, **wanted}))] == [str(member)]
        assert await audited(registry_engine, "export-persons") == [
            ("unit 411329105, member True, on 2019-04-30, rows 1", "done")
        ]
        async with registry_engine.connect() as connection:
            why = await connection.scalar(text("SELECT purpose FROM audit WHERE action = 'export-persons'"))
        assert why == WHY["purpose"]

    async def test_of_too_many_is_refused_and_recorded(
        self, client_for: ClientFor, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.export.taking.MOST_ROWS", 2)
        client = await client_for(Role.CENTRE_STAFF)
        for n in range(2):
            await given_veteran(registry_engine, id_number=given_number(n))
        assert len(lines_of(await client.post(EXPORTS, json=WHY))) == 2
        await given_veteran(registry_engine, id_number=given_number(2))
        refused = await client.post(EXPORTS, json=WHY)
        assert (refused.status_code, refused.json()["code"]) == (413, "list-too-long")
        assert "2" in refused.json()["detail"]
        assert await audited(registry_engine, "export-persons") == [("rows 2", "done"), ("", "list-too-long")]

    @pytest.mark.parametrize("purpose", [None, "", "x"])
    async def test_without_a_purpose_is_refused(self, client_for: ClientFor, purpose: str | None) -> None:
        refused = await (await client_for(Role.CENTRE_STAFF)).post(EXPORTS, json={"purpose": purpose})
        assert (refused.status_code, [each["field"] for each in refused.json()["fields"]]) == (422, ["purpose"])

    async def test_is_not_for_who_only_looks_nor_of_units_elsewhere(self, client_for: ClientFor) -> None:
        assert (await (await client_for(Role.AUDITOR)).post(EXPORTS, json=WHY)).status_code == 403
        station = await client_for(Role.STATION_STAFF, SHI_AN)
        for unit in ("411329105", "411329999"):
            refused = await station.post(EXPORTS, json={**WHY, "unit": unit})
            assert (refused.status_code, refused.json()["code"]) == (404, "org-unit-not-found")


class TestThePage:
    async def test_takes_the_filters_of_the_list_along(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        shown = await clerk.get("/registry/persons?unit=411329104&member=true")
        assert f'href="{PAGE}?unit=411329104&amp;member=true"' in shown.text
        asked = await clerk.get(f"{PAGE}?unit=411329104&member=true")
        assert "机构及其下级：411329104" in words_of(asked).replace(" ", "")
        assert 'type="hidden" name="member" value="true"' in asked.text
        refused = await clerk.post(PAGE, data={"unit": "411329104", "member": "true", "purpose": ""})
        assert (refused.status_code, 'id="e-purpose"' in refused.text) == (422, True)
        assert 'type="hidden" name="member" value="true"' in refused.text
        assert len(lines_of(await clerk.post(PAGE, data={"unit": "411329104", "member": "true", **WHY}))) == 1

    async def test_is_offered_to_who_may(self, browser_of: BrowserOf) -> None:
        auditor = await browser_of(Role.AUDITOR)
        assert PAGE not in (await auditor.get("/registry/persons")).text
        assert (await auditor.get(PAGE)).status_code == 403
