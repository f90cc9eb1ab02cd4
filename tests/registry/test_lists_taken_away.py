"""Every list of registry holds in its workbook what it shows as a page: as many lines, filtered alike, masked."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

import httpx2
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.permissions import permission
from shared.auth.roles import Role
from tests.architecture.test_exports import Listed, taken_away
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_account
from tests.registry.persons import ZHANG_WEI, given_number
from tests.registry.test_links import given_county

WHY = {"purpose": "月度报表"}
# Nobody in that county asked for one, or came in the year before.
EMPTY = {"/registry/grants/emergencies"}
IN_CLEAR = re.compile(rf"张伟|张维|{ZHANG_WEI}|{given_number(0)[:14]}")


def asked(each: Listed) -> Iterator[Mapping[str, str]]:
    """Nothing, and every value of each filter that has words."""
    yield {}
    for column in each.export.sheet.filters:
        yield from ({column.name: str(value)} for value in column.words)


async def shown(browser: httpx2.AsyncClient, path: str, filters: Mapping[str, str]) -> int:
    answer = await browser.get(path, params={**filters, "limit": "200"})
    assert answer.status_code == 200, (path, filters)
    return sum(table.count("<tr>") for table in re.findall(r"<tbody>.*?</tbody>", answer.text, re.DOTALL))


async def taken(browser: httpx2.AsyncClient, path: str, filters: Mapping[str, str]) -> list[list[str]]:
    answer = await browser.post(f"{path}/export", data={**filters, **WHY})
    assert answer.status_code == 200, (path, filters, answer.text)
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    return [list(map(str, line)) for line in sheet.to_python()[3:]]


class TestEveryList:
    async def test_is_taken_away_as_it_is_shown(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        await given_county(registry_engine)
        clerks = {role: await browser_of(role) for role in (Role.CENTRE_STAFF, Role.SECURITY_ADMINISTRATOR)}
        station = await browser_of(Role.STATION_STAFF, "411329.411329105")
        empty = set()
        for each in taken_away("registry"):
            may = permission(each.export.permission)
            clerk = next(browser for role, browser in clerks.items() if role in may.roles)
            for filters in asked(each):
                lines = await taken(clerk, each.path, filters)
                assert len(lines) == await shown(clerk, each.path, filters), (each.path, filters)
                assert [cell for line in lines for cell in line if IN_CLEAR.search(cell)] == [], each.path
                empty |= set() if lines or filters else {each.path}
            if may.county or Role.STATION_STAFF not in may.roles:
                assert (await station.post(f"{each.path}/export", data=WHY)).status_code == 403, each.path
            else:
                assert len(await taken(station, each.path, {})) == await shown(station, each.path, {}), each.path
        assert empty == EMPTY

    async def test_is_marked_with_the_name_of_who_took_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF, account_id=account_id)
        answer = await clerk.post("/registry/persons/export", data=WHY)
        [[mark, *_], *_] = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert f"exported: 办事员 {account_id}, " in str(mark)
