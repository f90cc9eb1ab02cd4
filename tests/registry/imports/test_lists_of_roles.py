"""Lists of social roles: each row is the single act, or says why not."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.parameters import ImportKind
from tests.registry.given import given_network, published
from tests.registry.imports.lists import ACCEPTED, DUPLICATE, REGISTERED, Cells, done_with, everything, rejected
from tests.registry.persons import ROOM, UNIT_ROOM, given_number, given_veteran

ROLES = ImportKind.ROLES
TERM: Cells = {"身份类别": "矛盾纠纷调解员", "任职日期": "2019-03-01", "任职依据": "调解委员会名册"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    for serial in range(3):
        await given_veteran(registry_engine, id_number=given_number(serial), **REGISTERED)


def term(serial: int, **changes: str) -> Cells:
    return {**TERM, "身份证号": given_number(serial), **changes}


class TestAListOfRoles:
    async def test_records_terms_as_one_by_one_and_says_of_each_other_row_why_not(
        self, registry_engine: AsyncEngine
    ) -> None:
        rows = [
            term(0),
            term(0),
            term(0, 任职日期="2019-03-02"),
            term(1, 身份类别="村级后备干部", 计入机构代码=UNIT_ROOM),
            term(1, 身份类别="村长"),
            term(1, 任职日期="2099-03-01"),
            term(2, 任职依据=""),
            term(7),
            term(2, 计入机构代码=ROOM),
        ]
        assert await done_with(registry_engine, ROLES, *rows) == [
            ACCEPTED,
            DUPLICATE,
            rejected("row", "contradicts-row"),
            rejected("row", "not-a-village"),
            rejected("kind", "not-in-code-set"),
            rejected("assumed_on", "role-date-invalid"),
            rejected("source", "required"),
            rejected("id_number", "veteran-not-found"),
            ACCEPTED,
        ]
        assert len(await published(registry_engine, "social-role-assumed")) == 2
        assert await done_with(registry_engine, ROLES, term(0), term(2, 任职日期="2019-03-02")) == [
            DUPLICATE,
            rejected("row", "role-already-held"),
        ]

    async def test_names_what_an_entrepreneur_runs(self, registry_engine: AsyncEngine) -> None:
        runs = {"身份类别": "自主创业者", "企业名称": "新野县面粉厂", "统一社会信用代码": "91411329MA40ABCD0R"}
        assert await done_with(
            registry_engine,
            ROLES,
            term(0, **runs),
            term(1, **{**runs, "统一社会信用代码": "91411329MA40ABCD0A"}),
            term(2, 企业名称="新野县面粉厂"),
        ) == [ACCEPTED, rejected("enterprise_code", "credit-code"), rejected("enterprise_name", "of-an-entrepreneur")]

    async def test_does_nothing_in_a_trial(self, registry_engine: AsyncEngine) -> None:
        before = await everything(registry_engine)
        assert await done_with(registry_engine, ROLES, term(0), term(9), dry_run=True) == [
            ACCEPTED,
            rejected("id_number", "veteran-not-found"),
        ]
        assert await everything(registry_engine) == before
