"""Establishing, renaming and closing org units."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.network.commands import (
    establish_org_unit,
    rename_org_unit,
)
from services.registry.network.domain import (
    CentreExists,
    HostKind,
    OrgCodeTaken,
    OrgUnitInvalid,
    OrgUnitIsClosed,
    OrgUnitNotFound,
    OrgUnitOccupied,
    RenamingDateInvalid,
    UnitKind,
)
from services.registry.network.queries import Occupancy, find_unit, hold_active_units
from services.registry.network.rules import Proposal
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from tests.races import race, until_waiting
from tests.registry.closed import close_org_unit
from tests.registry.given import (
    SINCE,
    TODAY,
    audited,
    given_divisions,
    given_network,
    given_unit,
    given_work,
    published,
)

CENTRE = Proposal("411329", UnitKind.CENTRE, HostKind.COUNTY, "新野县服务中心", None, "411329", SINCE)
ROOM = Proposal("411329104211", UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", "411329104", "411329104211", SINCE)


async def closed_on(engine: AsyncEngine, code: str) -> date | None:
    async with engine.connect() as connection:
        unit = await find_unit(connection, code)
    assert unit is not None
    return unit.closed_on


class TestEstablishOrgUnit:
    async def test_publishes_each_unit_once_with_its_path(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        told = await published(registry_engine, "org-unit-established")
        assert [(version, data["org_path"]) for _, version, data in told] == [
            (1, "411329"),
            (1, "411329.411329104"),
            (1, "411329.411329104.411329104210"),
            (1, "411329.411329105"),
            (1, "411329.411329105.411329105200"),
            (1, "411329.411329U01"),
            (1, "411329.411329U01.411329U01R01"),
        ]
        assert told[6][2] == {
            "org_code": "411329U01R01",
            "org_path": "411329.411329U01.411329U01R01",
            "kind": "room",
            "host_kind": "county-direct-unit",
            "name": "411329U01R01服务机构",
            "parent_code": "411329U01",
            "division_code": None,
            "established_on": "2019-03-01",
        }

    async def test_leaves_an_audit_row(self, registry_engine: AsyncEngine) -> None:
        await given_divisions(registry_engine)
        await establish_org_unit(given_work(registry_engine), CENTRE)
        assert await audited(registry_engine, "establish-org-unit") == [("org-unit 411329", "done")]

    async def test_publishes_nothing_when_a_rule_is_broken(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        before = await published(registry_engine)
        with pytest.raises(OrgUnitInvalid):
            await establish_org_unit(given_work(registry_engine), replace(ROOM, parent_code="411329105"))
        assert await published(registry_engine) == before
        assert await audited(registry_engine, "establish-org-unit") == [
            *[(f"org-unit {data['org_code']}", "done") for _, _, data in before],
            ("org-unit 411329104211", "org-unit-invalid"),
        ]

    async def test_is_refused_for_a_division_that_is_not_known(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(OrgUnitInvalid) as refused:
            await establish_org_unit(given_work(registry_engine), CENTRE)
        assert [fault.code for fault in refused.value.fields] == ["division-named"]

    async def test_is_refused_outside_the_callers_part_of_the_network(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(OutOfScope):
            await establish_org_unit(
                given_work(registry_engine, Role.STATION_STAFF, "411329.411329105"), ROOM
            )  # fmt: skip
        unit = await establish_org_unit(given_work(registry_engine, Role.STATION_STAFF, "411329.411329104"), ROOM)
        assert unit.org_path == "411329.411329104.411329104211"

    async def test_is_refused_for_a_code_in_use_even_by_a_closed_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), "411329104210")
        again = replace(ROOM, org_code="411329104210", division_code="411329104210")
        with pytest.raises(OrgCodeTaken):
            await establish_org_unit(given_work(registry_engine), again)

    async def test_is_refused_to_one_of_two_who_use_one_code_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        establishments = (establish_org_unit(given_work(registry_engine), ROOM) for _ in range(4))
        outcomes = await race(registry_engine, "org_unit", establishments)
        assert [isinstance(outcome, OrgCodeTaken) for outcome in outcomes].count(True) == 3
        told = await published(registry_engine, "org-unit-established")
        assert [data["org_code"] for _, _, data in told].count("411329104211") == 1

    async def test_is_refused_for_a_second_centre(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("INSERT INTO division VALUES ('411328', '唐河县', NULL, 'county')"))
        other = replace(CENTRE, org_code="411328", division_code="411328")
        with pytest.raises(CentreExists):
            await establish_org_unit(given_work(registry_engine, path="411328"), other)


class TestRenameOrgUnit:
    async def test_publishes_the_new_name(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await rename_org_unit(given_work(registry_engine), "411329104", name="施庵镇服务站", renamed_on=TODAY)
        assert await published(registry_engine, "org-unit-renamed") == [
            (
                "org-unit-renamed",
                2,
                {
                    "org_code": "411329104",
                    "org_path": "411329.411329104",
                    "kind": "station",
                    "name": "施庵镇服务站",
                    "renamed_on": "2019-04-30",
                },
            )
        ]

    async def test_is_refused_for_a_day_before_the_last_rename_and_tells_nobody(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await rename_org_unit(given_work(registry_engine), "411329104", name="甲", renamed_on=date(2019, 4, 2))
        with pytest.raises(RenamingDateInvalid):
            await rename_org_unit(given_work(registry_engine), "411329104", name="乙", renamed_on=date(2019, 4, 1))
        await rename_org_unit(given_work(registry_engine), "411329104", name="丙", renamed_on=date(2019, 4, 2))
        assert [data["name"] for _, _, data in await published(registry_engine, "org-unit-renamed")] == ["甲", "丙"]

    async def test_publishes_nothing_for_the_name_it_has(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        unit = await rename_org_unit(given_work(registry_engine), "411329104", name="411329104服务机构")
        assert unit.version == 1
        assert await published(registry_engine, "org-unit-renamed") == []

    async def test_numbers_events_without_gaps_when_many_rename_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        renamings = (rename_org_unit(given_work(registry_engine), "411329104", name=f"名称{n}") for n in range(8))
        await race(registry_engine, "org_unit", renamings)
        versions = [version for _, version, _ in await published(registry_engine, "org-unit-renamed")]
        assert versions == list(range(2, 10))

    async def test_is_refused_for_an_unknown_unit_and_outside_the_callers_scope(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        with pytest.raises(OrgUnitNotFound):
            await rename_org_unit(given_work(registry_engine), "411329107", name="溧河铺镇服务站")
        with pytest.raises(OutOfScope):
            await rename_org_unit(given_work(registry_engine, path="411329.411329105"), "411329104", name="名称")


class TestACodeThatIsClosed:
    async def test_publishes_the_closure(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), "411329104210", closed_on=TODAY)
        assert await closed_on(registry_engine, "411329104210") == TODAY
        [(_, version, data)] = await published(registry_engine, "org-unit-closed")
        assert (version, data["org_path"], data["closed_on"]) == (2, "411329.411329104.411329104210", "2019-04-30")

    async def test_is_refused_while_rooms_stand_under_a_station(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), "411329104")
        [fault] = refused.value.fields
        assert (fault.code, fault.zh, fault.en) == (
            "active-children",
            "还有 1 个未撤销的下级机构。",
            "Active units under it: 1.",
        )
        await close_org_unit(given_work(registry_engine), "411329104210")
        await close_org_unit(given_work(registry_engine), "411329104")
        assert await closed_on(registry_engine, "411329104") == TODAY

    async def test_is_refused_while_another_room_says_so(self, registry_engine: AsyncEngine) -> None:
        async def three(connection: AsyncConnection, org_code: str) -> int:
            return 3 if org_code == "411329104210" else 0

        await given_network(registry_engine)
        occupancy = Occupancy("active-veterans", "还有 {count} 名在册人员。", "{count} veterans.", three)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), "411329104210", occupancies=(occupancy,))
        assert [fault.zh for fault in refused.value.fields] == ["还有 3 名在册人员。"]

    async def test_is_refused_a_second_time(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), "411329104210")
        with pytest.raises(OrgUnitIsClosed):
            await close_org_unit(given_work(registry_engine), "411329104210")

    async def test_waits_for_whoever_writes_to_the_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        arrived: list[str] = []

        async def count(connection: AsyncConnection, org_code: str) -> int:
            return len(arrived)

        async with registry_engine.begin() as connection:
            held = await hold_active_units(connection, ["411329104210", "411329104", "411329104999"])
            occupancy = Occupancy("active-veterans", "{count}", "{count}", count)
            closing = asyncio.create_task(
                close_org_unit(given_work(registry_engine), "411329104210", occupancies=(occupancy,))
            )
            await until_waiting(connection, [closing])
            assert not closing.done()
            arrived.append("a veteran")
        assert held.keys() == {"411329104", "411329104210"}
        with pytest.raises(OrgUnitOccupied):
            await closing

    async def test_leaves_no_room_under_a_station_that_closes_at_the_same_moment(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        await given_unit(registry_engine, "411329", UnitKind.CENTRE, HostKind.COUNTY)
        await given_unit(registry_engine, "411329104", UnitKind.STATION, HostKind.TOWNSHIP, "411329")
        closing = close_org_unit(given_work(registry_engine), "411329104")
        outcomes = await race(
            registry_engine, "org_unit", [closing, establish_org_unit(given_work(registry_engine), ROOM)]
        )
        assert [isinstance(outcome, Exception) for outcome in outcomes].count(True) == 1
        assert isinstance(outcomes[0], OrgUnitOccupied) or isinstance(outcomes[1], OrgUnitInvalid)
