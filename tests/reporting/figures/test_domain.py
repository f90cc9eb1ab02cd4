"""Folding events into sums: pure."""

from collections import Counter
from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.figures.domain import (
    COUNTS,
    NOTHING,
    Cell,
    Change,
    folded,
    paths_above,
    rolled_up,
    sum_of,
    sums_of_units,
)
from services.reporting.figures.parameters import FIGURES
from shared.events.contract import Event
from shared.events.registry import PartyOrganisationCorrected
from tests.given import CENTRE
from tests.lives import (
    as_survivors_tell,
    death_record_revoked,
    deregistration_revoked,
    membership_changed,
    registration_day_corrected,
    relocation_revoked,
    transferred_in,
    transferred_out,
    veteran_deceased,
    veteran_deregistered,
    veteran_relocated,
    veterans_merged,
    veterans_unmerged,
)
from tests.reporting.figures.events import network, placed
from tests.reporting.given import (
    DONGZHAO,
    SHIAN,
    YANGYING,
    branch_established,
    case_resolved,
    case_withdrawn,
    entries_of,
    group_established,
    person,
    role_assumed,
    role_ended,
    unit_closed,
    unit_established,
    unit_renamed,
    veteran_registered,
)
from tests.reporting.party_told import (
    application_advanced,
    application_closed,
    application_submitted,
    organisation_dissolved,
)

MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 10)
events = st.lists(st.one_of(placed, network), max_size=60)


def added(event: Event) -> list[tuple[str, str, date, int]]:
    """What one event adds: figure, path, day, delta."""
    return [(each.figure_code, each.org_path, each.day, each.delta) for each in entries_of(event)]


def sums_of(told: list[Event]) -> dict[Cell, Change]:
    """What a batch of these events adds."""
    return folded(entry for event in told for entry in entries_of(event))


def merged(batches: list[dict[Cell, Change]]) -> dict[Cell, Change]:
    """What the table holds after these batches."""
    deltas, counts = Counter[Cell](), Counter[Cell]()
    for batch in batches:
        for cell, change in batch.items():
            deltas[cell] += change.delta
            counts[cell] += change.events
    return {cell: Change(deltas[cell], counts[cell]) for cell in counts}


class TestAnEvent:
    def test_of_a_registration_counts_the_veteran_where_and_when_registered(self) -> None:
        assert added(veteran_registered(YANGYING, MARCH)) == [("F01", YANGYING, MARCH, 1)]

    def test_of_a_party_member_counts_among_the_veterans_and_among_the_members(self) -> None:
        assert added(veteran_registered(YANGYING, MARCH, party_member=True)) == [
            ("F01", YANGYING, MARCH, 1),
            ("F02", YANGYING, MARCH, 1),
        ]

    def test_of_a_death_takes_away_what_its_revocation_gives_back_on_the_same_day(self) -> None:
        both = [("F01", YANGYING, APRIL, -1), ("F02", YANGYING, APRIL, -1)]
        member = veteran_deceased(YANGYING, APRIL, party_member=True)
        assert added(member) == both
        assert added(death_record_revoked(member)) == [(*cell, -delta) for *cell, delta in both]
        assert added(veteran_deceased(YANGYING, APRIL)) == both[:1]

    def test_of_a_deregistration_takes_away_on_each_day_what_its_revocation_gives_back(self) -> None:
        void = veteran_deregistered(YANGYING, MARCH, APRIL, party_member=True)
        both = [(code, YANGYING, day, delta) for code in ("F01", "F02") for day, delta in ((MARCH, -1), (APRIL, 1))]
        assert added(void) == both
        assert added(deregistration_revoked(void)) == [(*cell, -delta) for *cell, delta in both]

    def test_of_a_day_of_registration_takes_out_of_the_wrong_day_and_brings_into_the_right_one(self) -> None:
        later = registration_day_corrected(YANGYING, MARCH, APRIL, party_member=True)
        moved = [(code, YANGYING, day, delta) for code in ("F01", "F02") for day, delta in ((MARCH, -1), (APRIL, 1))]
        assert added(later) == moved
        assert {entry.kind for entry in entries_of(later)} == {"stock"}
        earlier = registration_day_corrected(YANGYING, APRIL, MARCH, party_member=True)
        assert added(earlier) == [(*cell, -delta) for *cell, delta in moved]
        assert added(registration_day_corrected(YANGYING, MARCH, APRIL)) == moved[:2]

    def test_of_a_move_carries_over_what_its_revocation_carries_back(self) -> None:
        moved = veteran_relocated(YANGYING, SHIAN, APRIL, party_member=True)
        carried = [
            (code, path, APRIL, delta) for code in ("F01", "F02") for path, delta in ((YANGYING, -1), (SHIAN, 1))
        ]
        assert added(moved) == carried
        assert sorted(added(relocation_revoked(moved, YANGYING))) == sorted((*c, -delta) for *c, delta in carried)
        assert {entry.kind for entry in entries_of(moved)} == {"transfer"}

    def test_of_who_leaves_the_county_and_is_back_counts_him_but_for_the_days_between(self) -> None:
        gone = transferred_out(YANGYING, MARCH, person_id=person(1))
        back = transferred_in(SHIAN, APRIL, person_id=person(1))
        assert (added(gone), added(back)) == ([("F01", YANGYING, MARCH, -1)], [("F01", SHIAN, APRIL, 1)])
        assert {entry.kind for entry in (*entries_of(gone), *entries_of(back))} == {"stock"}

    def test_of_the_deregistration_of_who_became_a_member_counts_him_once(self) -> None:
        void = veteran_deregistered(YANGYING, MARCH, APRIL)
        member = veteran_deregistered(YANGYING, APRIL, party_member=True)
        both = msgspec.structs.replace(void, counted_before=void.counted_before + member.counted_before)
        assert added(both) == [("F01", YANGYING, MARCH, -1), ("F02", YANGYING, APRIL, -1)]

    def test_of_a_merge_takes_away_from_the_merged_file_alone_what_its_undoing_gives_back(self) -> None:
        merged = veterans_merged(YANGYING, MARCH, APRIL, party_member=True)
        both = [(code, YANGYING, day, delta) for code in ("F01", "F02") for day, delta in ((MARCH, -1), (APRIL, 1))]
        assert added(merged) == both
        assert {each.subject for each in entries_of(merged)} == {str(merged.merged_id)}
        assert added(veterans_unmerged(merged)) == [(*cell, -delta) for *cell, delta in both]
        assert added(as_survivors_tell(merged)) == []

    def test_of_a_change_of_membership_counts_among_the_members_alone(self) -> None:
        joined = membership_changed(YANGYING, APRIL, before=False, after=True)
        left = membership_changed(YANGYING, APRIL, before=True, after=False)
        assert (added(joined), added(left)) == ([("F02", YANGYING, APRIL, 1)], [("F02", YANGYING, APRIL, -1)])
        assert added(membership_changed(YANGYING, APRIL, before=True, after=True)) == []

    def test_of_a_station_or_a_room_counts_it_until_it_is_closed(self) -> None:
        assert added(unit_established(SHIAN, MARCH)) == [("F03", SHIAN, MARCH, 1)]
        assert added(unit_established(YANGYING, MARCH)) == [("F04", YANGYING, MARCH, 1)]
        assert added(unit_closed(SHIAN, APRIL)) == [("F03", SHIAN, APRIL, -1)]
        assert added(unit_closed(YANGYING, APRIL)) == [("F04", YANGYING, APRIL, -1)]

    def test_of_the_centre_counts_neither_as_station_nor_as_room(self) -> None:
        assert added(unit_established(CENTRE, MARCH)) == added(unit_closed(CENTRE, APRIL)) == []

    def test_of_a_party_organisation_counts_branches_and_groups_apart(self) -> None:
        assert added(branch_established(SHIAN, MARCH)) == [("F05", SHIAN, MARCH, 1)]
        assert added(group_established(YANGYING, MARCH)) == [("F06", YANGYING, MARCH, 1)]

    def test_of_a_party_organisation_follows_what_is_corrected_and_ends_with_it(self) -> None:
        founded = group_established(YANGYING, MARCH)
        corrected = PartyOrganisationCorrected(
            party_org_code=founded.party_org_code,
            kind="group",
            mirror_of="411329104211",
            parent_code=founded.parent_code,
            org_path_before=YANGYING,
            org_path=DONGZHAO,
            established_before=MARCH,
            established_on=APRIL,
        )
        assert sorted(added(corrected)) == sorted([("F06", YANGYING, MARCH, -1), ("F06", DONGZHAO, APRIL, 1)])
        assert added(organisation_dissolved(founded, APRIL)) == [("F06", YANGYING, APRIL, -1)]

    def test_of_an_applicant_ends_as_his_membership_begins(self) -> None:
        application = application_submitted(YANGYING, MARCH)
        assert added(application) == [("F16", YANGYING, MARCH, 1)]
        assert added(application_advanced(application, APRIL, "activist")) == []
        admitted = application_advanced(application, APRIL, "probationary")
        assert sorted(added(admitted)) == [("F02", YANGYING, APRIL, 1), ("F16", YANGYING, APRIL, -1)]
        assert added(application_closed(application, APRIL)) == [("F16", YANGYING, APRIL, -1)]

    def test_of_a_mediator_counts_from_the_first_day_to_the_day_before_the_end(self) -> None:
        role = role_assumed(YANGYING, MARCH)
        assert added(role) == [("F19", YANGYING, MARCH, 1)]
        assert added(role_ended(role, APRIL)) == [("F19", YANGYING, APRIL, -1)]

    @pytest.mark.parametrize(
        ("kind", "code"),
        [("village-reserve-cadre", "F17"), ("village-two-committees", "F18"), ("entrepreneur", "F21")],
    )
    def test_of_another_role_counts_no_mediator(self, kind: str, code: str) -> None:
        role = role_assumed(YANGYING, MARCH, kind=kind)
        assert added(role) == [(code, YANGYING, MARCH, 1)]
        assert added(role_ended(role, APRIL)) == [(code, YANGYING, APRIL, -1)]
        assert added(role_assumed(YANGYING, MARCH, kind="of-a-later-release")) == []

    def test_of_a_dispute_counts_once_however_many_mediators_took_part(self) -> None:
        assert added(case_resolved(YANGYING, APRIL, mediators=2)) == [("F20", YANGYING, APRIL, 1)]

    def test_counts_a_withdrawn_case_as_withdrawn_alone(self) -> None:
        assert added(case_withdrawn(YANGYING, APRIL)) == [("F29", YANGYING, APRIL, 1)]

    @pytest.mark.parametrize(("kind", "outcome"), [("petition", "agreement-reached"), ("dispute", "failed")])
    def test_of_a_case_that_is_no_dispute_or_was_not_resolved_counts_nothing(self, kind: str, outcome: str) -> None:
        assert added(case_resolved(YANGYING, APRIL, kind=kind, outcome=outcome)) == []

    def test_counts_for_whom_it_is_about(self) -> None:
        term, case = role_assumed(YANGYING, MARCH), case_resolved(YANGYING, APRIL)
        told = {
            veteran_registered(YANGYING, MARCH, party_member=True, veteran_id=person(1)): str(person(1)),
            unit_established(SHIAN, MARCH): "411329104",
            unit_closed(SHIAN, MARCH): "411329104",
            branch_established(SHIAN, MARCH): "411329104P",
            term: str(term.person_id),
            role_ended(term, APRIL): str(term.person_id),
            case: str(case.case_id),
        }
        for event, subject in told.items():
            assert {entry.subject for entry in entries_of(event)} == {subject}

    def test_that_no_figure_counts_is_not_asked_for(self) -> None:
        assert type(unit_renamed(SHIAN, "施庵站", APRIL)) not in COUNTS


class TestFolding:
    @given(events, st.randoms(use_true_random=False), st.integers(1, 7))
    def test_gives_the_same_in_any_order_and_any_batches(self, told: list[Event], random: Random, size: int) -> None:
        shuffled = list(told)
        random.shuffle(shuffled)
        batches = [sums_of(shuffled[start : start + size]) for start in range(0, len(shuffled), size)]
        assert merged(batches) == sums_of(told)

    @given(events)
    def test_keeps_a_row_even_where_what_was_added_was_taken_away_again(self, told: list[Event]) -> None:
        for change in sums_of(told).values():
            assert change.events >= abs(change.delta)
            assert change.events > 0


class TestRollingUp:
    @given(events)
    def test_tells_every_unit_above_all_that_lies_below_it(self, told: list[Event]) -> None:
        cells = sums_of(told)
        above = rolled_up(cells)
        for grain in ("day", "month"):
            for path in {CENTRE, SHIAN}:
                for figure in FIGURES:
                    below = sum(c.delta for k, c in cells.items() if k.figure_code == figure.code and _lies(k, path))
                    assert sum(c.delta for k, c in above.items() if k[:3] == (path, figure.code, grain)) == below

    def test_names_the_months_by_their_first_day(self) -> None:
        above = rolled_up(sums_of([veteran_registered(YANGYING, APRIL)]))
        assert {(path, grain, starts_on) for path, _, grain, starts_on in above} == {
            (path, grain, day)
            for path in (CENTRE, SHIAN)
            for grain, day in (("day", APRIL), ("month", date(2019, 4, 1)))
        }

    def test_reaches_every_unit_above_but_not_the_unit_itself(self) -> None:
        assert paths_above(YANGYING) == (CENTRE, SHIAN)
        assert paths_above(CENTRE) == ()


class TestPlacing:
    @given(events)
    def test_tells_every_unit_what_it_holds_and_what_lies_below_it(self, told: list[Event]) -> None:
        held: dict[tuple[str, str], Change] = {}
        for cell, change in sums_of(told).items():
            key = cell.org_path, cell.figure_code
            held[key] = held.get(key, NOTHING).plus(change)
        sums = sums_of_units(held)
        for path, figures in sums.items():
            for code, of_unit in figures.items():
                assert of_unit.here == held.get((path, code), NOTHING)
                below = sum_of(change for (p, c), change in held.items() if c == code and p.startswith(path + "."))
                assert of_unit.below == below
        assert held.keys() <= {(path, code) for path, figures in sums.items() for code in figures}


def _lies(cell: Cell, path: str) -> bool:
    return cell.org_path.startswith(path + ".")
