"""Establishing Party organisations."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import OrgUnitNotFound
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import (
    AlreadyMirrored,
    PartyKind,
    PartyOrganisationInvalid,
    PartyOrgCodeTaken,
    ProposedOrganisation,
    StationHasNoBranch,
)
from services.registry.party.queries import judge_mirrors
from services.registry.party.rules import Verdict
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from tests.races import race
from tests.registry.given import SINCE, audited, given_network, given_party, given_work, published

BRANCH = ProposedOrganisation("411329104-DZB", PartyKind.BRANCH, "施庵镇服务站党支部", "411329104", SINCE)
GROUP = ProposedOrganisation("411329104210-DXZ", PartyKind.GROUP, "东杨营村党小组", "411329104210", SINCE)


async def verdicts(engine: AsyncEngine, path: str = "411329") -> list[Verdict]:
    caller = given_work(engine, Role.AUDITOR, path).caller
    async with engine.connect() as connection:
        return await judge_mirrors(connection, caller)


class TestEstablishPartyOrganisation:
    async def test_publishes_branch_and_group(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await establish_party_organisation(given_work(registry_engine), BRANCH)
        await establish_party_organisation(given_work(registry_engine), GROUP)
        assert [event for event in await published(registry_engine) if event[0].startswith("party")] == [
            (
                "party-branch-established",
                1,
                {
                    "party_org_code": "411329104-DZB",
                    "name": "施庵镇服务站党支部",
                    "mirror_of": "411329104",
                    "org_path": "411329.411329104",
                    "established_on": "2019-03-01",
                },
            ),
            (
                "party-group-established",
                1,
                {
                    "party_org_code": "411329104210-DXZ",
                    "name": "东杨营村党小组",
                    "mirror_of": "411329104210",
                    "org_path": "411329.411329104.411329104210",
                    "parent_code": "411329104-DZB",
                    "established_on": "2019-03-01",
                },
            ),
        ]

    async def test_is_refused_for_a_group_before_the_stations_branch(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(StationHasNoBranch) as refused:
            await establish_party_organisation(given_work(registry_engine), GROUP)
        assert refused.value.facts == {"station_code": "411329104"}
        assert await audited(registry_engine, "establish-party-organisation") == [
            ("party-organisation 411329104210-DXZ", "station-has-no-branch")
        ]

    async def test_is_refused_for_a_branch_beside_a_room(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(PartyOrganisationInvalid):
            await establish_party_organisation(given_work(registry_engine), replace(BRANCH, mirror_of="411329104210"))

    async def test_is_refused_for_a_second_branch_and_a_used_code(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await establish_party_organisation(given_work(registry_engine), BRANCH)
        with pytest.raises(AlreadyMirrored):
            await establish_party_organisation(
                given_work(registry_engine), replace(BRANCH, party_org_code="another-code")
            )  # fmt: skip
        with pytest.raises(PartyOrgCodeTaken):
            await establish_party_organisation(given_work(registry_engine), replace(BRANCH, mirror_of="411329105"))

    async def test_gives_a_station_one_branch_when_many_ask_at_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        proposals = [replace(BRANCH, party_org_code=f"411329104-DZB{n}") for n in range(6)]
        establishments = (establish_party_organisation(given_work(registry_engine), each) for each in proposals)
        outcomes = await race(registry_engine, "party_organisation", establishments)
        assert [isinstance(outcome, AlreadyMirrored) for outcome in outcomes].count(True) == 5
        assert len(await published(registry_engine, "party-branch-established")) == 1

    async def test_rests_on_a_constraint_of_the_database(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await establish_party_organisation(given_work(registry_engine), BRANCH)
        second = (
            "INSERT INTO party_organisation (party_org_code, kind, name, mirror_of, org_path, established_on, version)"
            " VALUES ('behind-its-back', 'branch', '党支部', '411329104', '411329.411329104', '2019-03-01', 1)"
        )
        with pytest.raises(IntegrityError, match="uq_party_organisation_active_mirror"):
            async with registry_engine.begin() as connection:
                await connection.execute(text(second))

    async def test_is_refused_for_an_unknown_unit_and_outside_the_callers_scope(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        with pytest.raises(OrgUnitNotFound):
            await establish_party_organisation(given_work(registry_engine), replace(BRANCH, mirror_of="411329107"))
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(OutOfScope):
            await establish_party_organisation(elsewhere, BRANCH)


class TestTheMirror:
    async def test_is_whole_when_every_unit_has_its_organisation(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        for station, room in (
            ("411329104", "411329104210"),
            ("411329105", "411329105200"),
            ("411329U01", "411329U01R01"),
        ):
            await given_party(registry_engine, PartyKind.BRANCH, station)
            await given_party(registry_engine, PartyKind.GROUP, room)
        assert [(each.rule, each.holds, each.unit_count) for each in await verdicts(registry_engine)] == [
            ("C1", True, 3),
            ("C2", True, 3),
        ]

    async def test_names_what_is_missing_within_the_callers_scope(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        stations, rooms = await verdicts(registry_engine)
        assert stations.units_without_mirror == ["411329105", "411329U01"]
        assert rooms.units_without_mirror == ["411329104210", "411329105200", "411329U01R01"]
        stations, rooms = await verdicts(registry_engine, "411329.411329104")
        assert (stations.holds, rooms.units_without_mirror) == (True, ["411329104210"])
