"""Where an org unit may stand."""

from dataclasses import replace
from datetime import date

import pytest

from services.registry.divisions.domain import Division
from services.registry.network.domain import (
    ClosureDateInvalid,
    HostKind,
    OrgUnit,
    OrgUnitInvalid,
    OrgUnitIsClosed,
    RenamingDateInvalid,
    UnitKind,
    closed,
    renamed,
)
from services.registry.network.rules import Proposal, Site, established

TODAY = date(2019, 4, 30)
EARLIER = date(2019, 3, 1)
COUNTY = Division("411329", "新野县", None, "county")
TOWN = Division("411329104", "施庵镇", "411329", "town")
OTHER_TOWN = Division("411329105", "歪子镇", "411329", "town")
VILLAGE = Division("411329104210", "东杨营村", "411329104", "village")


def given_unit(
    org_code: str = "411329",
    kind: UnitKind = UnitKind.CENTRE,
    host_kind: HostKind = HostKind.COUNTY,
    *,
    parent_code: str | None = None,
    division_code: str | None = "411329",
    closed_on: date | None = None,
) -> OrgUnit:
    path = org_code if parent_code is None else f"411329.{org_code}"
    return OrgUnit(org_code, kind, host_kind, "名称", parent_code, division_code, path, EARLIER, closed_on, 1)


CENTRE = given_unit()
STATION = given_unit(
    "411329104", UnitKind.STATION, HostKind.TOWNSHIP, parent_code="411329", division_code="411329104"
)  # fmt: skip
UNIT_STATION = given_unit(
    "411329U01", UnitKind.STATION, HostKind.COUNTY_DIRECT_UNIT, parent_code="411329", division_code=None
)


def given_proposal(
    org_code: str, kind: UnitKind, host_kind: HostKind, parent_code: str | None, division_code: str | None
) -> Proposal:
    return Proposal(org_code, kind, host_kind, "名称", parent_code, division_code, EARLIER)


CENTRE_PROPOSAL = given_proposal("411329", UnitKind.CENTRE, HostKind.COUNTY, None, "411329")
STATION_PROPOSAL = given_proposal("411329104", UnitKind.STATION, HostKind.TOWNSHIP, "411329", "411329104")
UNIT_STATION_PROPOSAL = given_proposal("411329U01", UnitKind.STATION, HostKind.COUNTY_DIRECT_UNIT, "411329", None)
ROOM_PROPOSAL = given_proposal("411329104210", UnitKind.ROOM, HostKind.VILLAGE, "411329104", "411329104210")
UNIT_ROOM_PROPOSAL = given_proposal("411329U01R07", UnitKind.ROOM, HostKind.COUNTY_DIRECT_UNIT, "411329U01", None)


def faults(proposal: Proposal, site: Site) -> list[tuple[str, str]]:
    with pytest.raises(OrgUnitInvalid) as refused:
        established(proposal, site)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestEstablishing:
    @pytest.mark.parametrize(
        ("proposal", "parent", "division", "path"),
        [
            (CENTRE_PROPOSAL, None, COUNTY, "411329"),
            (STATION_PROPOSAL, CENTRE, TOWN, "411329.411329104"),
            (UNIT_STATION_PROPOSAL, CENTRE, None, "411329.411329U01"),
            (ROOM_PROPOSAL, STATION, VILLAGE, "411329.411329104.411329104210"),
            (UNIT_ROOM_PROPOSAL, UNIT_STATION, None, "411329.411329U01.411329U01R07"),
        ],
    )
    def test_puts_each_kind_below_its_parent_as_version_one(
        self, proposal: Proposal, parent: OrgUnit | None, division: Division | None, path: str
    ) -> None:
        unit = established(proposal, Site(parent, division, TODAY))
        assert (unit.org_path, unit.version, unit.is_active) == (path, 1, True)

    @pytest.mark.parametrize(
        ("kind", "host_kind"),
        [
            (UnitKind.CENTRE, HostKind.TOWNSHIP),
            (UnitKind.STATION, HostKind.VILLAGE),
            (UnitKind.STATION, HostKind.COUNTY),
            (UnitKind.ROOM, HostKind.TOWNSHIP),
        ],
    )
    def test_is_refused_at_a_host_of_another_level(self, kind: UnitKind, host_kind: HostKind) -> None:
        proposal = replace(STATION_PROPOSAL, kind=kind, host_kind=host_kind)
        assert ("host_kind", "host-fits-kind") in faults(proposal, Site(CENTRE, TOWN, TODAY))

    def test_is_refused_for_a_village_room_under_a_units_station(self) -> None:
        proposal = replace(ROOM_PROPOSAL, parent_code="411329U01")
        assert faults(proposal, Site(UNIT_STATION, VILLAGE, TODAY)) == [
            ("parent_code", "parent-fits"),
        ]

    def test_is_refused_for_a_units_room_under_a_townships_station(self) -> None:
        proposal = replace(UNIT_ROOM_PROPOSAL, parent_code="411329104")
        assert ("parent_code", "parent-fits") in faults(proposal, Site(STATION, None, TODAY))

    def test_is_refused_for_a_room_directly_under_the_centre(self) -> None:
        proposal = replace(ROOM_PROPOSAL, parent_code="411329")
        assert ("parent_code", "parent-fits") in faults(proposal, Site(CENTRE, VILLAGE, TODAY))

    def test_is_refused_without_a_parent_that_exists(self) -> None:
        assert faults(STATION_PROPOSAL, Site(None, TOWN, TODAY)) == [("parent_code", "parent-exists")]

    def test_is_refused_for_a_centre_with_a_parent(self) -> None:
        proposal = replace(CENTRE_PROPOSAL, parent_code="411329")
        assert ("parent_code", "parent-exists") in faults(proposal, Site(CENTRE, COUNTY, TODAY))

    def test_is_refused_under_a_closed_parent(self) -> None:
        shut = replace(CENTRE, closed_on=EARLIER)
        assert faults(STATION_PROPOSAL, Site(shut, TOWN, TODAY)) == [("parent_code", "parent-active")]

    def test_is_refused_without_a_known_division(self) -> None:
        assert faults(STATION_PROPOSAL, Site(CENTRE, None, TODAY)) == [("division_code", "division-named")]

    def test_is_refused_for_a_county_direct_unit_with_a_division(self) -> None:
        proposal = replace(UNIT_STATION_PROPOSAL, division_code="411329104")
        assert ("division_code", "division-named") in faults(proposal, Site(CENTRE, TOWN, TODAY))

    def test_is_refused_for_a_station_in_a_village(self) -> None:
        proposal = replace(STATION_PROPOSAL, division_code="411329104210")
        assert ("division_code", "division-level") in faults(proposal, Site(CENTRE, VILLAGE, TODAY))

    def test_is_refused_when_code_and_division_differ(self) -> None:
        proposal = replace(STATION_PROPOSAL, division_code="411329105")
        assert faults(proposal, Site(CENTRE, OTHER_TOWN, TODAY)) == [("division_code", "division-is-code")]

    def test_is_refused_for_a_room_whose_village_lies_in_another_township(self) -> None:
        moved = replace(VILLAGE, parent_code="411329105")
        assert faults(ROOM_PROPOSAL, Site(STATION, moved, TODAY)) == [("division_code", "division-in-parents")]

    @pytest.mark.parametrize("org_code", ["411329U1", "411329U001", "411329V01", "411329104", "411329U01R01"])
    def test_is_refused_for_a_code_of_another_shape(self, org_code: str) -> None:
        proposal = replace(UNIT_STATION_PROPOSAL, org_code=org_code)
        assert faults(proposal, Site(CENTRE, None, TODAY)) == [("code", "code-fits-host")]

    def test_is_refused_in_the_future_and_accepted_today(self) -> None:
        site = Site(CENTRE, TOWN, TODAY)
        established(replace(STATION_PROPOSAL, established_on=TODAY), site)
        tomorrow = replace(STATION_PROPOSAL, established_on=date(2019, 5, 1))
        assert faults(tomorrow, site) == [("established_on", "not-in-future")]


class TestRenaming:
    def test_counts_one_more_event(self) -> None:
        changed = renamed(CENTRE, "新名称", on=TODAY, today=TODAY)
        assert changed == replace(CENTRE, name="新名称", renamed_on=TODAY, version=2)

    def test_is_refused_before_the_last_one_and_allowed_on_its_day(self) -> None:
        once = renamed(CENTRE, "新名称", on=date(2019, 4, 2), today=TODAY)
        with pytest.raises(RenamingDateInvalid):
            renamed(once, "更新的名称", on=date(2019, 4, 1), today=TODAY)
        assert renamed(once, "更新的名称", on=date(2019, 4, 2), today=TODAY).name == "更新的名称"

    def test_is_allowed_on_the_day_the_unit_was_founded(self) -> None:
        assert renamed(CENTRE, "新名称", on=EARLIER, today=TODAY).name == "新名称"

    @pytest.mark.parametrize("on", [date(2019, 2, 28), date(2019, 5, 1)])
    def test_is_refused_before_the_unit_stood_and_in_the_future(self, on: date) -> None:
        with pytest.raises(RenamingDateInvalid):
            renamed(CENTRE, "新名称", on=on, today=TODAY)

    def test_is_refused_for_a_closed_unit(self) -> None:
        with pytest.raises(OrgUnitIsClosed):
            renamed(replace(CENTRE, closed_on=TODAY), "新名称", on=TODAY, today=TODAY)


class TestClosing:
    def test_counts_one_more_event(self) -> None:
        assert closed(CENTRE, on=TODAY, today=TODAY) == replace(CENTRE, closed_on=TODAY, version=2)

    def test_is_allowed_on_the_day_the_unit_was_founded(self) -> None:
        assert closed(CENTRE, on=EARLIER, today=TODAY).closed_on == EARLIER

    @pytest.mark.parametrize("on", [date(2019, 2, 28), date(2019, 5, 1)])
    def test_is_refused_before_the_unit_stood_and_in_the_future(self, on: date) -> None:
        with pytest.raises(ClosureDateInvalid):
            closed(CENTRE, on=on, today=TODAY)

    def test_is_refused_a_second_time(self) -> None:
        with pytest.raises(OrgUnitIsClosed):
            closed(replace(CENTRE, closed_on=EARLIER), on=TODAY, today=TODAY)
