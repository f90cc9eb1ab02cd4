"""Which Party organisation may stand beside which unit, and whether all of them do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.registry.network.domain import UnitKind
from services.registry.party.domain import (
    PartyKind,
    PartyOrganisationInvalid,
    ProposedOrganisation,
    check_organisation,
    founded,
)
from services.registry.party.rules import ActiveOrganisation, ActiveUnit, judge
from tests.registry.network.test_rules import CENTRE, EARLIER, STATION, TODAY

BRANCH = ProposedOrganisation("411329104-DZB", PartyKind.BRANCH, "施庵镇服务站党支部", "411329104", EARLIER)

UNITS = [
    ActiveUnit("S1", UnitKind.STATION, "411329"),
    ActiveUnit("S2", UnitKind.STATION, "411329"),
    ActiveUnit("R1", UnitKind.ROOM, "S1"),
    ActiveUnit("R2", UnitKind.ROOM, "S2"),
]
ORGANISATIONS = [
    ActiveOrganisation("B1", PartyKind.BRANCH, "S1", None),
    ActiveOrganisation("B2", PartyKind.BRANCH, "S2", None),
    ActiveOrganisation("G1", PartyKind.GROUP, "R1", "B1"),
    ActiveOrganisation("G2", PartyKind.GROUP, "R2", "B2"),
]


def faults(proposed: ProposedOrganisation) -> list[tuple[str, str]]:
    with pytest.raises(PartyOrganisationInvalid) as refused:
        check_organisation(proposed, STATION, today=TODAY)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestEstablishing:
    def test_puts_a_branch_beside_its_station(self) -> None:
        check_organisation(BRANCH, STATION, today=TODAY)
        branch = founded(BRANCH, STATION, parent_code=None)
        assert (branch.org_path, branch.mirror_of, branch.version) == (STATION.org_path, "411329104", 1)

    def test_is_refused_for_a_group_at_a_station(self) -> None:
        assert faults(replace(BRANCH, kind=PartyKind.GROUP)) == [("mirror_of", "mirrors-its-kind")]

    def test_is_refused_for_a_branch_at_the_centre(self) -> None:
        with pytest.raises(PartyOrganisationInvalid):
            check_organisation(BRANCH, CENTRE, today=TODAY)

    def test_is_refused_beside_a_closed_unit(self) -> None:
        with pytest.raises(PartyOrganisationInvalid) as refused:
            check_organisation(BRANCH, replace(STATION, closed_on=TODAY), today=TODAY)
        assert [fault.code for fault in refused.value.fields] == ["mirrored-unit-active"]

    def test_is_refused_in_the_future(self) -> None:
        assert faults(replace(BRANCH, established_on=date(2019, 5, 1))) == [("established_on", "not-in-future")]

    def test_is_refused_before_its_unit(self) -> None:
        eve = replace(BRANCH, established_on=STATION.established_on - timedelta(days=1))
        assert faults(eve) == [("established_on", "not-before-its-unit")]


class TestTheVerdict:
    def test_holds_where_every_unit_has_its_mirror(self) -> None:
        stations, rooms = judge("C1", UNITS, ORGANISATIONS), judge("C2", UNITS, ORGANISATIONS)
        assert (stations.holds, stations.unit_count, stations.organisation_count) == (True, 2, 2)
        assert (rooms.holds, rooms.unit_count, rooms.organisation_count) == (True, 2, 2)

    def test_holds_for_an_empty_county(self) -> None:
        assert judge("C1", [], []).holds

    def test_names_the_station_without_branch(self) -> None:
        verdict = judge("C1", UNITS, [ORGANISATIONS[0]])
        assert (verdict.holds, verdict.units_without_mirror) == (False, ["S2"])

    def test_names_the_room_without_group(self) -> None:
        verdict = judge("C2", UNITS, ORGANISATIONS[:3])
        assert (verdict.holds, verdict.units_without_mirror) == (False, ["R2"])

    def test_names_the_organisation_whose_unit_is_gone(self) -> None:
        verdict = judge("C2", UNITS[:3], ORGANISATIONS)
        assert (verdict.holds, verdict.organisations_without_unit) == (False, ["G2"])

    def test_names_the_group_under_another_stations_branch(self) -> None:
        moved = [*ORGANISATIONS[:3], replace(ORGANISATIONS[3], parent_code="B1")]
        verdict = judge("C2", UNITS, moved)
        assert (verdict.holds, verdict.organisations_under_wrong_parent) == (False, ["G2"])
        assert judge("C1", UNITS, moved).holds

    def test_names_the_group_whose_station_lost_its_branch(self) -> None:
        verdict = judge("C2", UNITS, [ORGANISATIONS[0], *ORGANISATIONS[2:]])
        assert verdict.organisations_under_wrong_parent == ["G2"]
