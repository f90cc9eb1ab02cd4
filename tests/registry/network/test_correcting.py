"""What was recorded wrongly of a unit is put right; the tree of a day has the names of that day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.commands import correct_org_unit, rename_org_unit
from services.registry.network.domain import Aspect, HostKind, OrgUnit, OrgUnitCorrectionInvalid, Term
from services.registry.network.queries import list_terms, units_on
from services.registry.network.rules import Corrected
from services.registry.party.domain import PartyKind
from services.registry.reorganisations.commands import move_org_unit
from shared.auth.roles import Role
from tests.registry.closed import close_org_unit
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import SINCE, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM, ROOM, codes_of


async def correcting(engine: AsyncEngine, org_code: str, said: Corrected) -> OrgUnit:
    return await correct_org_unit(given_work(engine), org_code, said, document="新退〔2019〕7号")


class TestCorrectOrgUnit:
    def right(self, **changed: object) -> Corrected:
        said = Corrected(SINCE, HostKind.TOWNSHIP, "411329104", (Term(SINCE, "甲"),))
        return replace(said, **changed)  # type: ignore[arg-type]

    async def test_says_of_every_day_what_it_is_called(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await rename_org_unit(given_work(registry_engine), "411329104", name="乙", renamed_on=date(2019, 4, 2))
        names = (Term(SINCE, "甲"), Term(date(2019, 4, 10), "乙"))
        unit = await correct_org_unit(
            given_work(registry_engine), "411329104", self.right(names=names), document="新退〔2019〕7号"
        )
        assert (unit.name, unit.renamed_on, unit.version) == ("乙", date(2019, 4, 10), 3)
        [(_, version, data)] = await published(registry_engine, "org-unit-corrected")
        assert (version, data["names"]) == (
            3,
            [
                {"name": "甲", "since": None},
                {"name": "甲", "since": "2019-04-02"},
                {"name": "乙", "since": "2019-04-10"},
            ],
        )
        async with registry_engine.connect() as connection:
            assert await list_terms(connection, "411329104", Aspect.NAME) == list(names)

    async def test_moves_the_day_of_establishment_and_with_it_first_name_and_place(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        day = date(2019, 2, 1)
        right = self.right(established_on=day, names=(Term(day, "甲"),))
        await correct_org_unit(given_work(registry_engine), "411329104", right, document="新退〔2019〕7号")
        async with registry_engine.connect() as connection:
            assert await list_terms(connection, "411329104", Aspect.PARENT) == [Term(day, "411329")]
        [(_, _, data)] = await published(registry_engine, "org-unit-corrected")
        assert (data["established_on"], data["established_on_before"]) == ("2019-02-01", "2019-03-01")

    async def test_changes_nothing_where_nothing_was_wrong(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        right = self.right(names=(Term(SINCE, "411329104服务机构"),))
        unit = await correct_org_unit(given_work(registry_engine), "411329104", right, document="新退〔2019〕7号")
        assert (unit.version, await published(registry_engine, "org-unit-corrected")) == (1, [])

    async def test_is_refused_with_every_broken_rule(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        wrong = Corrected(
            date(2019, 3, 9), HostKind.VILLAGE, None, (Term(date(2019, 3, 9), "甲"), Term(date(2099, 1, 1), "乙"))
        )
        with pytest.raises(OrgUnitCorrectionInvalid) as refused:
            await correct_org_unit(given_work(registry_engine), "411329104", wrong, document="新退〔2019〕7号")
        assert codes_of(refused.value) == {
            "host_kind": "host-fits-kind",
            "established_on": "before-those-below",
            "names.1.since": "not-in-future",
        }

    async def test_in_the_future_is_refused_at_the_day_that_is(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        ahead = date(2019, 5, 2)
        for first, later, named in ((ahead, (), "established_on"), (SINCE, (Term(ahead, "乙"),), "names.1.since")):
            wrong = Corrected(first, HostKind.VILLAGE, ROOM, (Term(first, "甲"), *later))
            with pytest.raises(OrgUnitCorrectionInvalid) as refused:
                await correcting(registry_engine, ROOM, wrong)
            assert codes_of(refused.value) == {named: "not-in-future"}

    async def test_is_refused_past_what_stands_under_it(self, registry_engine: AsyncEngine) -> None:
        """The day is the first on which a unit stood there, whether it does today or not."""
        await given_network(registry_engine)
        work = given_work(registry_engine)
        later, first = date(2019, 3, 20), date(2019, 3, 10)
        await correcting(registry_engine, ROOM, Corrected(first, HostKind.VILLAGE, ROOM, (Term(first, "甲"),)))
        await move_org_unit(work, ROOM, parent_code="411329105", moved_on=later, document="新退〔2019〕7号")
        with pytest.raises(OrgUnitCorrectionInvalid) as refused:
            await correcting(registry_engine, "411329104", self.right_since(later))
        assert codes_of(refused.value) == {"established_on": "before-those-below"}
        unit = await correcting(registry_engine, "411329104", self.right_since(first))
        assert unit.established_on == first

    async def test_is_refused_past_the_party_organisation_beside_it(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        """Unless that never was; a day that is no later than the recorded one stays."""
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        group, day = await given_party(registry_engine, PartyKind.GROUP, ROOM, on=date(2019, 3, 10)), "2019-03-11"
        client, clerk = await client_for(Role.CENTRE_STAFF), await browser_of(Role.CENTRE_STAFF)
        said: dict[str, Any] = {"host_kind": "village", "division_code": ROOM, "document": "更正说明"}
        sent = {**said, "established_on": day, "names": [{"name": "甲"}]}
        refused = await client.post(f"/org-units/{ROOM}/correction", json=sent)
        assert [fault["code"] for fault in refused.json()["fields"]] == ["before-its-party"]
        page = await clerk.post(
            f"/registry/network/{ROOM}/correction",
            data={**said, "established_on": day, "names.0.name": "甲", "version": "1"},
        )
        assert (page.status_code, "不能晚于对应的党组织成立之日" in page.text) == (422, True), page.text
        code, reason = group.party_org_code, "entered-in-error"
        ended = {"dissolved_on": "2019-04-01", "reason": reason, "document": "更正说明"}
        assert (await client.post(f"/party-organisations/{code}/dissolution", json=ended)).is_success
        assert (await client.post(f"/org-units/{ROOM}/correction", json=sent)).is_success

    async def test_leaves_out_what_never_stood_under_it(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), ROOM, closed_on=SINCE)
        unit = await correcting(registry_engine, "411329104", self.right_since(date(2019, 3, 20)))
        assert unit.established_on == date(2019, 3, 20)

    def right_since(self, day: date) -> Corrected:
        return self.right(established_on=day, names=(Term(day, "甲"),))

    async def test_takes_no_division_from_a_unit_of_others(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        right = Corrected(SINCE, HostKind.VILLAGE, OTHER_ROOM, (Term(SINCE, "甲"),))
        station = given_work(registry_engine, Role.STATION_STAFF, "411329.411329104")
        with pytest.raises(OrgUnitCorrectionInvalid) as refused:
            await correct_org_unit(station, ROOM, right, document="新退〔2019〕7号")
        assert [fault.code for fault in refused.value.fields] == ["division-free"]
        centre = given_work(registry_engine)  # it acts for both, and puts the other right as well
        unit = await correct_org_unit(centre, ROOM, right, document="新退〔2019〕7号")
        assert unit.division_code == OTHER_ROOM


class TestTheTreeOfADay:
    async def test_has_the_names_of_that_day(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await rename_org_unit(given_work(registry_engine), "411329104", name="乙", renamed_on=date(2019, 4, 2))
        async with registry_engine.connect() as connection:
            for day, name in ((date(2019, 4, 1), "411329104服务机构"), (date(2019, 4, 2), "乙")):
                held = units_on(day)
                rows = (await connection.execute(select(held.c.name, held.c.org_path).order_by(held.c.org_code))).all()
                assert (rows[1].name, rows[2].org_path) == (name, "411329.411329104.411329104210")
            assert not (await connection.execute(select(units_on(date(2019, 2, 1))))).all()
