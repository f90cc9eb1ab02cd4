"""Figures of what the county does itself: an entry counts as it is believed now, and not twice."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
import pytest

from services.reporting.figures.domain import COUNTS, contributions
from services.reporting.figures.parameters.county import COUNTY_FIGURES
from shared.events.contract import Event
from shared.events.registry.county import bodies, facilities, issued, meetings, onsite, staff, standards
from shared.ids import new_id

CENTRE = "411329"
MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)
OWN: dict[str, Any] = {"entry_id": new_id(), "org_code": CENTRE, "org_path": CENTRE}


def counted(*events: Event) -> dict[tuple[str, date], int]:
    """By figure and day, what the events add up to."""
    found: Counter[tuple[str, date]] = Counter()
    for event in events:
        for entry in contributions(event, str(event.entry_id), COUNTS):  # type: ignore[attr-defined]
            found[entry.figure_code, entry.day] += entry.delta
    return {each: delta for each, delta in found.items() if delta}


def stated(state: type[msgspec.Struct], event: Any) -> Any:
    """How the entry of an event stands."""
    return state(**{name: getattr(event, name) for name in state.__struct_fields__})


def changed(contract: type[Any], state: type[msgspec.Struct], event: Any, **more: Any) -> Any:
    """What is told when the entry of an event changes."""
    now = {name: getattr(event, name) for name in state.__struct_fields__}
    return contract(**{**now, **more}, before=stated(state, event))


def revoked(contract: type[Any], state: type[msgspec.Struct], event: Any) -> Any:
    return contract(**{name: getattr(event, name) for name in state.__struct_fields__})


HELD = meetings.GovernanceMeetingHeld(**OWN, kind="deployment", held_on=MARCH, present=9)
PLAQUE = issued.PlaqueInstalled(**OWN, kind="station", serial="S-1", installed_on=MARCH)
POST = staff.StaffPostPlanned(**OWN, post="clerk", staff_number="N-1", planned_on=MARCH)
VENUE = facilities.FacilityCompleted(**OWN, area_m2=3890, completed_on=MARCH)
PROJECT = facilities.CapitalProjectCompleted(
    **OWN, kind="renovation", amount_fen=80_000_000, qualifier="at-least", below_fen=90_000_000, completed_on=MARCH
)
VISIT = onsite.StudyVisitHeld(**OWN, held_on=MARCH, participants=("411329104", "411329U01"), counties=("411322",))
BODY = bodies.CountyBodyEstablished(**OWN, kind="task-force", name="工作专班", established_on=MARCH)
HAS: dict[str, Any] = dict.fromkeys(("institution", "establishment", "personnel", "funds", "support"), True)
STATION = f"{CENTRE}.411329104"
CHECK = standards.FiveHavesChecked(**{**OWN, "org_path": STATION}, **HAS, checked_on=MARCH)


class TestAMeeting:
    def test_counts_by_its_kind(self) -> None:
        assert counted(HELD) == {("F12", MARCH): 1}
        wrong = changed(
            meetings.GovernanceMeetingCorrected, meetings.GovernanceMeeting, HELD, kind="party-standing-committee"
        )
        assert counted(HELD, wrong) == {("F11", MARCH): 1}
        again = changed(meetings.GovernanceMeetingCorrected, meetings.GovernanceMeeting, HELD, held_on=APRIL)
        assert counted(HELD, again) == {("F12", APRIL): 1}
        assert counted(HELD, revoked(meetings.GovernanceMeetingRevoked, meetings.GovernanceMeeting, HELD)) == {}


class TestAPlaque:
    def test_counts_while_it_is_up(self) -> None:
        down = changed(issued.PlaqueRemoved, issued.Plaque, PLAQUE, removed_on=APRIL)
        assert counted(PLAQUE, down) == {("F27", MARCH): 1, ("F27", APRIL): -1}
        later = changed(issued.PlaqueCorrected, issued.Plaque, down, removed_on=MAY)
        assert counted(PLAQUE, down, later) == {("F27", MARCH): 1, ("F27", MAY): -1}
        assert counted(PLAQUE, down, later, revoked(issued.PlaqueRevoked, issued.Plaque, later)) == {}


class TestStaff:
    def test_counts_from_the_first_day_in_post_to_the_last(self) -> None:
        moved = changed(staff.StaffTransferred, staff.StaffPost, POST, transferred_on=MARCH)
        there = changed(staff.StaffInPost, staff.StaffPost, moved, in_post_on=APRIL)
        gone = changed(staff.StaffLeftPost, staff.StaffPost, there, left_on=MAY)
        assert counted(POST, moved) == {}
        assert counted(POST, moved, there, gone) == {("F07", APRIL): 1, ("F07", MAY): -1}

    def test_of_stations_and_rooms_is_a_figure_of_its_own(self) -> None:
        there = changed(staff.StaffInPost, staff.StaffPost, POST, in_post_on=APRIL)
        sent = changed(staff.StaffPostCorrected, staff.StaffPost, there, org_code="411329104", org_path=STATION)
        assert counted(POST, there, sent) == {("F52", APRIL): 1}
        at_a_station = changed(facilities.FacilityCorrected, facilities.Facility, VENUE, org_path=STATION)
        assert counted(VENUE, at_a_station) == {("F53", MARCH): 3890}

    def test_who_left_without_having_been_in_post_never_counts(self) -> None:
        assert counted(POST, changed(staff.StaffLeftPost, staff.StaffPost, POST, left_on=MAY)) == {}


class TestAmounts:
    def test_of_floors_and_of_money_add_up_as_far_as_they_are_certain(self) -> None:
        certain = {("F08", MARCH): 3890, ("F09", MARCH): 80_000_000, ("F48", MARCH): 80_000_000}
        assert counted(VENUE, PROJECT) == certain
        exact = changed(
            facilities.CapitalProjectCorrected, facilities.CapitalProject, PROJECT,
            qualifier="exact", amount_fen=80_000_099, below_fen=None,
        )  # fmt: skip
        assert counted(PROJECT, exact) == {("F09", MARCH): 80_000_099, ("F47", MARCH): 80_000_099}
        for qualifier, amount in (("at-most", 80_000_000), ("unspecified", None)):
            said = changed(
                facilities.CapitalProjectCorrected, facilities.CapitalProject, PROJECT,
                qualifier=qualifier, amount_fen=amount, below_fen=None,
            )  # fmt: skip
            assert counted(PROJECT, said) == {("F50", MARCH): 1}

    def test_of_funds_lose_no_fen(self) -> None:
        funds = standards.FundAllocated(**OWN, year=2019, purpose="running", amount_fen=199, allocated_on=MARCH)
        assert counted(funds) == {("F44", MARCH): 199}
        more = changed(standards.FundCorrected, standards.Fund, funds, amount_fen=1_990)
        assert counted(funds, more) == {("F44", MARCH): 1_990}

    def test_of_visits_are_units_and_counties(self) -> None:
        assert counted(VISIT) == {("F15", MARCH): 2, ("F40", MARCH): 1}


class TestABody:
    def test_that_is_renamed_counts_on(self) -> None:
        named = changed(bodies.CountyBodyRenamed, bodies.CountyBody, BODY, name="新专班", renamed_on=APRIL)
        assert counted(BODY, named) == {("F28", MARCH): 1}
        over = changed(bodies.CountyBodyDissolved, bodies.CountyBody, named, dissolved_on=MAY)
        assert counted(BODY, named, over) == {("F28", MARCH): 1, ("F28", MAY): -1}


FOUND = (standards.Finding(checked_on=MARCH, met=True),)


class TestACheck:
    def test_holds_until_the_next(self) -> None:
        again = changed(
            standards.FiveHavesRechecked, standards.FiveHaves, CHECK, funds=False, checked_on=APRIL, earlier=FOUND
        )
        assert counted(CHECK, again) == {("F43", MARCH): 1, ("F43", APRIL): -1}
        same = changed(standards.FiveHavesRechecked, standards.FiveHaves, CHECK, checked_on=APRIL, earlier=FOUND)
        assert counted(CHECK, same) == {("F43", MARCH): 1}

    def test_that_is_corrected_or_revoked_leaves_nothing_of_what_it_said(self) -> None:
        same = changed(standards.FiveHavesRechecked, standards.FiveHaves, CHECK, checked_on=APRIL, earlier=FOUND)
        other_day = changed(standards.FiveHavesCorrected, standards.FiveHaves, same, checked_on=MAY)
        assert counted(CHECK, same, other_day) == {("F43", MARCH): 1}
        worse = changed(standards.FiveHavesCorrected, standards.FiveHaves, other_day, funds=False)
        assert counted(CHECK, same, other_day, worse) == {("F43", MARCH): 1, ("F43", MAY): -1}
        never = revoked(standards.FiveHavesRevoked, standards.FiveHaves, worse)
        assert counted(CHECK, same, other_day, worse, never) == {}

    def test_ends_with_the_unit(self) -> None:
        over = changed(standards.FiveHavesEnded, standards.FiveHaves, CHECK, ended_on=MAY)
        assert counted(CHECK, over) == {("F43", MARCH): 1, ("F43", MAY): -1}

    def test_after_the_day_on_which_the_unit_was_closed_counts_on_no_day(self) -> None:
        same = changed(standards.FiveHavesRechecked, standards.FiveHaves, CHECK, checked_on=MAY, earlier=FOUND)
        over = changed(standards.FiveHavesEnded, standards.FiveHaves, same, ended_on=APRIL)
        assert counted(CHECK, same, over) == {("F43", MARCH): 1, ("F43", APRIL): -1}
        never = changed(standards.FiveHavesEnded, standards.FiveHaves, CHECK, ended_on=MARCH)
        assert counted(CHECK, never) == {}

    def test_of_the_centre_is_of_no_station_and_no_room(self) -> None:
        assert counted(msgspec.structs.replace(CHECK, org_path=CENTRE)) == {}

    def test_of_a_unified_standard_counts_each_that_is_met(self) -> None:
        met = standards.UnifiedStandardChecked(
            entry_id=new_id(), org_code="411329104", org_path="411329.411329104", item="plaques", passed=True,
            checked_on=MARCH,
        )  # fmt: skip
        lost = changed(
            standards.UnifiedStandardRechecked, standards.UnifiedStandard, met,
            passed=False, checked_on=APRIL, earlier=FOUND,
        )  # fmt: skip
        assert counted(met, lost) == {("F45", MARCH): 1, ("F45", APRIL): -1}


class TestEveryFigure:
    @pytest.mark.parametrize("figure", COUNTY_FIGURES, ids=lambda figure: figure.code)
    def test_counts_each_of_its_events_once(self, figure: Any) -> None:
        contracts = [count.contract for count in figure.counts]
        assert len(contracts) == len(set(contracts))
        assert any(contract.__name__.endswith("Revoked") for contract in contracts)
