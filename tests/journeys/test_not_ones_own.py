"""T30: a room clerk who looks for a veteran of another town is told that there is none, a system administrator that he
may not, at every door of the file; each leaves a line in the audit, and no list, search or file gives anything away."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.consents.commands import Given, record_consent
from services.registry.data_requests.commands import Asked, open_request
from services.registry.report_ins.commands import DocumentedReportIn, record_report_in
from shared.auth.roles import Role
from shared.http.browser import PageRoute
from tests.architecture.test_wiring import application
from tests.journeys.conftest import Somebody
from tests.registry.categories.given import applying
from tests.registry.families.given import relating
from tests.registry.given import CENTRE_CODE, KEYRING, given_network, given_work
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, ZHANG_WEI
from tests.registry.registrations.given import AGREES, centre, given_handed_in, room, saying, station
from tests.registry.report_ins.given import LONG_AGO

TODAY = date(2019, 4, 30)
WHY = {"purpose": "月度报表"}
HIDDEN = "out-of-scope"
NAMED = re.compile(r"张伟|张\*|9\*{4}2")  # in clear, and as lists show him


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    """Somebody of Waizi, of whom something stands in most lists."""
    await given_network(registry_engine)
    work = given_work(registry_engine)
    there = room(registry_engine, OTHER_ROOM_PATH)
    veteran_id = await given_handed_in(there, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM, mobile="19900001234")
    await saying(station(registry_engine, OTHER_ROOM_PATH.rpartition(".")[0]), veteran_id, AGREES)
    await saying(centre(registry_engine), veteran_id, AGREES)
    await applying(there, veteran_id)
    await relating(work, veteran_id)
    await record_report_in(work, veteran_id, DocumentedReportIn(LONG_AGO, "介绍信第7号"), keyring=KEYRING)
    await record_consent(work, veteran_id, Given("media", "written", TODAY, "同意书第1号"), keyring=KEYRING)
    await open_request(work, veteran_id, Asked("access", "person", TODAY, "申请书第1号"), keyring=KEYRING)
    return veteran_id


def reads(*, pages: bool) -> Iterator[tuple[str, bool]]:
    """What is read by GET and needs no other id than a person's; whether it needs that."""
    for context in iter_route_contexts(application("registry").routes):
        route, path = context.original_route, str(context.path)
        if isinstance(route, APIRoute) and isinstance(route, PageRoute) == pages and "GET" in (context.methods or ()):
            needed = set(re.findall(r"{(\w+)", path))
            needed |= {each.name for each in context.dependant.query_params if each.field_info.is_required()}
            if needed <= {"veteran_id"}:
                yield path, bool(needed)


def at_his(path: str, veteran: UUID) -> str:
    return re.sub(r"{veteran_id[^}]*}", str(veteran), path)


async def lines(engine: AsyncEngine) -> dict[str, int]:
    """How many lines of the audit tell of a refusal, by what was refused for."""
    async with engine.connect() as connection:
        found = "SELECT result, count(*) FROM audit WHERE result <> 'done' GROUP BY result"
        return {str(result): int(count) for result, count in await connection.execute(text(found))}


class TestAFileOfAnotherTown:
    async def test_is_nowhere_for_a_clerk_and_closed_to_an_administrator(
        self, registry_engine: AsyncEngine, somebody: Somebody, veteran: UUID
    ) -> None:
        clerk = await somebody((Role.ROOM_STAFF, ROOM_PATH))
        administrator = await somebody((Role.SYSTEM_ADMINISTRATOR, CENTRE_CODE))
        doors = [path for path, is_his in reads(pages=False) if is_his]
        assert len(doors) > 10
        for path in doors:
            at = at_his(path, veteran)
            hidden, closed = await clerk.get(at), await administrator.get(at)
            # What a room may do with no file at all is closed to it, not hidden.
            assert hidden.status_code in {404, 403}, (at, hidden.text)
            assert (hidden.status_code == 404) or hidden.json()["code"] == "not-allowed", (at, hidden.text)
            assert (closed.status_code, closed.json()["code"]) == (403, "not-allowed"), at
            assert not NAMED.search(hidden.text + closed.text), at
        told = await lines(registry_engine)
        assert sum(told.values()) == 2 * len(doors)
        assert told["not-allowed"] >= len(doors)

    async def test_is_in_no_list_search_or_workbook_of_others(
        self, registry_engine: AsyncEngine, somebody: Somebody, veteran: UUID
    ) -> None:
        clerk, his = await somebody((Role.ROOM_STAFF, ROOM_PATH)), await somebody((Role.ROOM_STAFF, OTHER_ROOM_PATH))
        shown = set()
        for path, is_his in reads(pages=False):
            if not is_his:
                assert str(veteran) not in (await clerk.get(path)).text, path
                shown |= {path} if str(veteran) in (await his.get(path)).text else set()
        assert {
            "/veterans",
            "/registrations",
            "/category-holdings",
            "/report-ins",
            "/consents",
            "/data-requests",
        } <= shown
        searches = (
            ("search", {"id_number": ZHANG_WEI}),
            ("search-many", {"id_numbers": [ZHANG_WEI]}),
            ("search-by-name", {"name": "张伟"}),
        )
        for at, asked in searches:
            assert str(veteran) not in (await clerk.post(f"/veterans/{at}", json=asked)).text, at
        for path in sorted(shown):
            answer = await clerk.post(f"{path}/exports", json=WHY)
            assert answer.status_code == 200, (path, answer.text)
            cells = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[3:]
            assert cells == [], path
        assert (await lines(registry_engine))[HIDDEN] == 2

    async def test_is_no_page(self, somebody: Somebody, veteran: UUID) -> None:
        clerk = await somebody((Role.ROOM_STAFF, ROOM_PATH))
        clerk.cookies.set("session", clerk.headers.pop("Authorization").removeprefix("Bearer "))
        clerk.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        for path, is_his in reads(pages=True):
            answer = await clerk.get(at_his(path, veteran))
            assert not NAMED.search(answer.text), path
            assert not is_his or answer.status_code in {403, 404}, path
