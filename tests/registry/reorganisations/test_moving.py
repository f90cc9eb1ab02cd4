"""Units that are moved to another parent, in registry."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.database import METADATA
from services.registry.network.domain import OrgUnitChanged
from services.registry.network.queries import find_unit, units_on
from services.registry.party.domain import PartyKind, StationHasNoBranch
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.reorganisations.commands import move_org_unit, revoke_org_unit_move
from services.registry.reorganisations.domain import NoMove, ReturnBlocked
from services.registry.reorganisations.queries import PATHS
from services.registry.reorganisations.rules import OrgUnitMoveInvalid
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.database.ltree import LTREE
from shared.database.metadata import KERNEL
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import TODAY, audited, given_account, given_network, given_party, given_work, published

ON = date(2019, 4, 10)
PAPER = "新退〔2019〕9号"
ROOM, FROM, TO = "411329104210", "411329104", "411329105"
THERE = f"411329.{TO}.{ROOM}"


async def path_of(engine: AsyncEngine, code: str) -> str:
    async with engine.connect() as connection:
        unit = await find_unit(connection, code)
    assert unit is not None
    return unit.org_path


class TestThePaths:
    def test_are_all_those_that_any_table_has(self) -> None:
        """A table that holds paths and is not named here would be left behind by a unit that moves."""
        held = {
            f"{table.name}.{column.name}"
            for metadata in (METADATA, KERNEL)
            for table in metadata.tables.values()
            for column in table.columns
            if isinstance(column.type, LTREE) or column.name.endswith("_path")
        }
        learned = {f"moved_unit.{name}" for name in ("org_path", "from_path", "told_path")}
        assert {f"{column.table.name}.{column.name}" for column in PATHS} == held - learned


class TestMoveOrgUnit:
    async def test_takes_along_all_below_it_and_all_that_is_kept_by_its_path(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        account = await given_account(registry_engine)
        grant = text(
            "INSERT INTO access_grant (grant_id, account_id, role, org_path, valid_from)"
            " VALUES (gen_random_uuid(), :account, 'room-staff', '411329.411329U01.411329U01R01', now())"
        )
        async with registry_engine.begin() as connection:
            await connection.execute(grant, {"account": account})
        moved = await move_org_unit(
            given_work(registry_engine), "411329U01", parent_code=TO, moved_on=ON, document=PAPER
        )
        assert (moved.org_path, moved.version, moved.moved_on) == (f"411329.{TO}.411329U01", 2, ON)
        assert await path_of(registry_engine, "411329U01R01") == f"411329.{TO}.411329U01.411329U01R01"
        async with registry_engine.connect() as connection:
            granted = select(text("ltree2text(org_path)")).select_from(text("access_grant"))
            assert f"411329.{TO}.411329U01.411329U01R01" in set((await connection.execute(granted)).scalars())
        [(_, version, data)] = await published(registry_engine, "org-unit-moved")
        assert (version, data) == (
            2,
            {
                "org_code": "411329U01",
                "org_path": f"411329.{TO}.411329U01",
                "kind": "station",
                "from_path": "411329.411329U01",
                "from_parent_code": "411329",
                "to_parent_code": TO,
                "moved_on": "2019-04-10",
            },
        )
        assert await audited(registry_engine, "move-org-unit") == [("org-unit 411329U01", "done")]

    async def test_leaves_the_tree_of_the_days_before_as_it_was(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await move_org_unit(given_work(registry_engine), ROOM, parent_code=TO, moved_on=ON, document=PAPER)
        async with registry_engine.connect() as connection:
            for day, path in ((date(2019, 4, 9), f"411329.{FROM}.{ROOM}"), (ON, THERE)):
                units = units_on(day)
                held = select(units.c.org_path).where(units.c.org_code == ROOM)
                assert (await connection.execute(held)).scalar_one() == path

    async def test_puts_the_rooms_party_group_under_the_branch_of_the_new_station(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, FROM)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        work = given_work(registry_engine)
        with pytest.raises(StationHasNoBranch):
            await move_org_unit(work, ROOM, parent_code=TO, moved_on=ON, document=PAPER)
        branch = await given_party(registry_engine, PartyKind.BRANCH, TO)
        await move_org_unit(given_work(registry_engine), ROOM, parent_code=TO, moved_on=ON, document=PAPER)
        async with registry_engine.connect() as connection:
            held = PARTY_ORGANISATION.c
            group = select(held.parent_code, held.org_path).where(held.mirror_of == ROOM)
            assert (await connection.execute(group)).one() == (branch.party_org_code, THERE)

    @pytest.mark.parametrize(
        ("code", "to", "on", "broken"),
        [
            (ROOM, "411329", ON, ["parent-fits"]),
            (ROOM, FROM, ON, ["another-parent"]),
            (ROOM, "411329999", ON, ["parent-works"]),
            (ROOM, TO, date(2019, 3, 1), ["after-the-last"]),
            (ROOM, TO, date(2019, 5, 1), ["not-in-future"]),
            (FROM, ROOM, ON, ["parent-fits", "not-below-itself"]),
            ("411329", FROM, ON, ["parent-fits", "not-below-itself"]),
        ],
    )
    async def test_is_refused_with_every_broken_rule(
        self, registry_engine: AsyncEngine, code: str, to: str, on: date, broken: list[str]
    ) -> None:
        await given_network(registry_engine)
        with pytest.raises(OrgUnitMoveInvalid) as refused:
            await move_org_unit(given_work(registry_engine), code, parent_code=to, moved_on=on, document=PAPER)
        assert [fault.code for fault in refused.value.fields] == broken
        assert await published(registry_engine, "org-unit-moved") == []

    async def test_is_refused_below_one_that_stood_elsewhere_that_day(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await move_org_unit(given_work(registry_engine), "411329U01", parent_code=TO, moved_on=ON, document=PAPER)
        with pytest.raises(OrgUnitMoveInvalid) as refused:
            await move_org_unit(
                given_work(registry_engine), ROOM, parent_code="411329U01", moved_on=date(2019, 4, 9), document=PAPER
            )
        assert [fault.code for fault in refused.value.fields] == ["those-above-stand"]

    async def test_is_refused_to_whoever_acts_for_one_of_both_alone(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        for path in (f"411329.{FROM}", f"411329.{TO}"):
            work = given_work(registry_engine, Role.STATION_STAFF, path)
            with pytest.raises(OutOfScope):
                await move_org_unit(work, ROOM, parent_code=TO, moved_on=ON, document=PAPER)

    async def test_is_refused_to_who_decided_on_what_was_changed_since(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(OrgUnitChanged):
            await move_org_unit(given_work(registry_engine), ROOM, parent_code=TO, document=PAPER, version=7)


class TestRevokeOrgUnitMove:
    async def test_puts_it_back_as_if_it_had_not_moved(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await move_org_unit(given_work(registry_engine), ROOM, parent_code=TO, moved_on=ON, document=PAPER)
        back = await revoke_org_unit_move(given_work(registry_engine), ROOM, document=PAPER)
        assert (back.org_path, back.moved_on, back.version) == (f"411329.{FROM}.{ROOM}", None, 3)
        async with registry_engine.connect() as connection:
            units = units_on(TODAY)
            held = select(units.c.parent_code).where(units.c.org_code == ROOM)
            assert (await connection.execute(held)).scalar_one() == FROM
        [(_, version, data)] = await published(registry_engine, "org-unit-move-revoked")
        assert (version, data["from_path"], data["org_path"]) == (3, THERE, f"411329.{FROM}.{ROOM}")

    async def test_is_refused_where_it_never_moved_or_cannot_stand_again(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(NoMove):
            await revoke_org_unit_move(given_work(registry_engine), ROOM, document=PAPER)
        await move_org_unit(given_work(registry_engine), FROM, parent_code=TO, moved_on=ON, document=PAPER)
        await move_org_unit(
            given_work(registry_engine), ROOM, parent_code="411329U01", moved_on=date(2019, 4, 12), document=PAPER
        )
        async with registry_engine.begin() as connection:
            await connection.execute(text(f"UPDATE org_unit SET closed_on = '2019-04-20' WHERE org_code = '{FROM}'"))
        with pytest.raises(ReturnBlocked):
            await revoke_org_unit_move(given_work(registry_engine), ROOM, document=PAPER)

    async def test_is_refused_where_it_would_have_stood_below_itself(self, registry_engine: AsyncEngine) -> None:
        """The county's tree of any day has every unit."""
        await given_network(registry_engine)
        for code, parent, day in ((FROM, TO, 5), (FROM, "411329", 10), (TO, FROM, 12), (TO, "411329", 15)):
            on = date(2019, 4, day)
            await move_org_unit(given_work(registry_engine), code, parent_code=parent, moved_on=on, document=PAPER)
        with pytest.raises(ReturnBlocked):
            await revoke_org_unit_move(given_work(registry_engine), FROM, document=PAPER)
        for code in (TO, TO, FROM):
            await revoke_org_unit_move(given_work(registry_engine), code, document=PAPER)
        async with registry_engine.connect() as connection:
            units = units_on(date(2019, 4, 12))
            held = await connection.execute(select(units.c.org_path).where(units.c.org_code == FROM))
        assert held.scalar_one() == f"411329.{TO}.{FROM}"


class TestTheEdge:
    async def test_moves_and_takes_back(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        form = {"parent_code": TO, "moved_on": "2019-04-10", "document": PAPER, "version": 1}
        moved = await client.post(f"/org-units/{ROOM}/moves", json=form)
        assert (moved.status_code, moved.json()["path"]) == (200, THERE)
        then = (await client.get("/org-units", params={"unit": ROOM, "on": "2019-04-09"})).json()["items"]
        assert [unit["path"] for unit in then] == [f"411329.{FROM}.{ROOM}"]
        history = (await client.get(f"/org-units/{ROOM}/history")).json()
        assert [term["value"] for term in history["parents"]] == [FROM, TO]
        himself = await client.post(f"/org-units/{ROOM}/moves/revocation", json={"document": PAPER})
        assert (himself.status_code, himself.json()["code"]) == (403, "moved-by-oneself")
        other = await client_for(Role.CENTRE_STAFF)
        back = await other.post(f"/org-units/{ROOM}/moves/revocation", json={"document": PAPER})
        assert (back.status_code, back.json()["parent_code"]) == (200, FROM)

    async def test_shows_the_form_its_faults_and_the_history(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert "新上级机构" in (await clerk.get(f"/registry/network/{ROOM}/move")).text
        wrong = {"parent_code": "411329", "moved_on": "2019-04-10", "document": PAPER, "version": "1"}
        refused = await clerk.post(f"/registry/network/{ROOM}/move", data=wrong)
        assert refused.status_code == 422
        assert "服务室隶属服务站" in refused.text
        assert PAPER in refused.text
        moved = await clerk.post(f"/registry/network/{ROOM}/move", data={**wrong, "parent_code": TO})
        assert moved.status_code == 303
        shown = (await clerk.get(f"/registry/network/{ROOM}")).text
        assert f"上级机构：{TO}服务机构" in shown
        at, sent = f"/registry/network/{ROOM}/move/revocation", {"document": PAPER, "version": "2"}
        himself = await clerk.post(at, data=sent)
        assert (himself.status_code, "另一人" in himself.text) == (403, True)
        assert (await (await browser_of(Role.CENTRE_STAFF)).post(at, data=sent)).status_code == 303
