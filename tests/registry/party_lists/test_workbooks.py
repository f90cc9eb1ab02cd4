"""A workbook of Party organisations: the template names who has none; what is wrong with a row is said, and the others
are founded."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_party, published
from tests.workbooks import filled, hand_in, told

AT, PAGE = "/party-organisation-workbooks", "/registry/party-organisation-lists"
STATION, ROOM, OTHER = "411329104", "411329104210", "411329105"
DAY = {"成立日期": "2019-03-01"}
BRANCH = {"代码": f"{STATION}P", "名称": "施庵镇党支部", "类别": "党支部", "所在机构代码": STATION, **DAY}
GROUP = {"代码": f"{ROOM}P", "名称": "东杨营村党小组", "类别": "group", "所在机构代码": ROOM, **DAY}


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


def rows_in(template: bytes) -> Sequence[Sequence[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    return book.get_sheet_by_name(book.sheet_names[0]).to_python()[1:]


class TestAWorkbookOfPartyOrganisations:
    async def test_begins_with_who_has_none(self, client_for: ClientFor, engine: AsyncEngine) -> None:
        station = await client_for(Role.STATION_STAFF, f"411329.{STATION}")
        first, *others = rows_in((await station.get("/party-organisation-template.xlsx")).content)
        assert (first[0], first[2], first[3]) == (f"{STATION}P", "党支部", STATION)
        assert first[1].endswith("党支部")
        assert {(row[2], row[3][: len(STATION)]) for row in others} == {("党小组", STATION)}
        await given_party(engine, PartyKind.BRANCH, STATION)
        left = rows_in((await station.get("/party-organisation-template.xlsx")).content)
        assert len(left) == len(others)

    async def test_is_judged_as_a_whole_and_founded_row_by_row_branches_first(
        self, client_for: ClientFor, engine: AsyncEngine
    ) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        centre.headers["Idempotency-Key"] = "once"
        template = (await centre.get("/party-organisation-template.xlsx")).content
        rows: list[dict[str, Any]] = [
            GROUP,
            BRANCH,
            {**BRANCH, "代码": "twice-P"},
            {**GROUP, "代码": "of-a-station", "所在机构代码": OTHER},
            {**BRANCH, "代码": "?", "类别": "支部", "成立日期": "明天"},
        ]
        book = filled(template, rows)
        refused = [
            (4, "refused", "already-mirrored", []),
            (5, "refused", "party-organisation-invalid", ["mirror_of"]),
            (6, "refused", "row-invalid", ["kind", "established_on"]),
        ]
        trial = (await hand_in(centre, AT, book, dry_run=True)).json()
        assert told(trial) == [(2, "acceptable", None, []), (3, "acceptable", None, []), *refused]
        assert await published(engine, "party-branch-established") == []
        for outcome in ("recorded", "present"):
            done = (await hand_in(centre, AT, book, dry_run=False)).json()
            assert told(done) == [(2, outcome, None, []), (3, outcome, None, []), *refused]
        for name in ("party-branch-established", "party-group-established"):
            assert len(await published(engine, name)) == 1
        elsewhere = await client_for(Role.STATION_STAFF, f"411329.{OTHER}")
        [row] = told(
            (await hand_in(elsewhere, AT, filled(template, [{**GROUP, "代码": "other-P"}]), dry_run=True)).json()
        )
        assert row == (2, "refused", "out-of-scope", [])

    async def test_may_be_handed_in_by_nobody_else(self, client_for: ClientFor, engine: AsyncEngine) -> None:
        leader = await client_for(Role.BUREAU_LEADER)
        assert (await leader.get("/party-organisation-template.xlsx")).status_code == 403


class TestThePage:
    async def test_takes_it_and_says_what_became_of_each_row(self, browser_of: BrowserOf, engine: AsyncEngine) -> None:
        clerk = await browser_of(Role.STATION_STAFF, f"411329.{STATION}")
        assert PAGE in (await clerk.get("/registry/party")).text
        shown = (await clerk.get(PAGE)).text
        assert f"{PAGE}/template.xlsx" in shown
        assert "现有 2 个服务站、服务室还没有党组织" in shown
        template = (await clerk.get(f"{PAGE}/template.xlsx")).content
        book = filled(template, [BRANCH, {**GROUP, "成立日期": "2099-01-01"}])
        trial = (await hand_in(clerk, PAGE, book, dry_run=True)).text
        assert "1 行可以登记，1 行有误" in trial
        assert "成立日期：" in trial
        assert "已登记 1 行，1 行未登记" in (await hand_in(clerk, PAGE, book, dry_run=False)).text
        assert "已有，不变" in (await hand_in(clerk, PAGE, book, dry_run=False)).text
        await hand_in(clerk, PAGE, filled(template, [GROUP]), dry_run=False)
        assert "模板中没有待填的行" in (await clerk.get(PAGE)).text
