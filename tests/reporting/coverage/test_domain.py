"""What is covered, by hand-made numbers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from services.reporting.coverage.domain import County, cover
from services.reporting.units.domain import Unit, code_of

FIRST, DAY = date(2019, 4, 1), date(2019, 4, 30)
A, B, A1, A2, B1 = "c.a", "c.b", "c.a.a1", "c.a.a2", "c.b.b1"
KINDS = ("centre", "station", "room")
HOSTS = ("county", "township", "village")
ALL = ("c", A, B, A1, A2, B1)


def unit(path: str, closed_on: date | None = None, host_kind: str | None = None) -> Unit:
    depth = path.count(".")
    return Unit(code_of(path), path, KINDS[depth], host_kind or HOSTS[depth], path, closed_on)


def county(
    units: Iterable[Unit] | None = None,
    in_post: Iterable[str] = ALL,
    active: Iterable[str] = ALL,
    veterans: Mapping[str, int] | None = None,
) -> County:
    """All six units, each with somebody in post and active, where nothing else is said."""
    found = [unit(path) for path in ALL] if units is None else units
    at = {each.path: each for each in found}
    codes = frozenset(map(code_of, active))
    return County(FIRST, DAY, at, dict.fromkeys(in_post, 1), veterans or {}, codes)


def rows(of: County, within: str = "c") -> dict[tuple[str, str], tuple[int, int, int]]:
    """By axis and code: denominator, nominal, effective."""
    return {(each.axis, each.code): (each.denominator, each.nominal, each.effective) for each in cover(of, within)}


def without(*paths: str) -> list[str]:
    return [path for path in ALL if path not in paths]


class TestCoverage:
    def test_is_whole_where_every_unit_has_staff_and_was_active(self) -> None:
        assert rows(county(veterans={A1: 30, B: 4})) == {
            ("horizontal", "all"): (6, 6, 6),
            ("horizontal", "county"): (1, 1, 1),
            ("horizontal", "township"): (2, 2, 2),
            ("horizontal", "village"): (3, 3, 3),
            ("vertical", "centre"): (1, 1, 1),
            ("vertical", "station"): (2, 2, 2),
            ("vertical", "room"): (3, 3, 3),
            ("vertical", "chain"): (3, 3, 3),
            ("persons", "veterans"): (34, 34, 34),
            ("station", "a"): (2, 2, 2),
            ("station", "b"): (1, 1, 1),
        }

    def test_is_nothing_where_there_is_no_unit(self) -> None:
        assert rows(county([])) == {
            ("horizontal", "all"): (0, 0, 0),
            **{("vertical", code): (0, 0, 0) for code in ("centre", "station", "room", "chain")},
            ("persons", "veterans"): (0, 0, 0),
        }

    @pytest.mark.parametrize("lack", [{"in_post": without(A1)}, {"active": without(A1)}])
    def test_is_nominal_alone_without_staff_or_activity(self, lack: Mapping[str, Any]) -> None:
        found = rows(county(**lack))
        assert found["vertical", "room"] == found["vertical", "chain"] == (3, 3, 2)
        assert found["station", "a"] == (2, 2, 1)
        assert (found["horizontal", "village"], found["horizontal", "all"]) == ((3, 3, 2), (6, 6, 5))

    def test_has_staff_only_while_more_came_than_went(self) -> None:
        found = county()
        gone = County(FIRST, DAY, found.units, {**found.in_post, A1: 0, A2: -1}, {}, found.active)
        assert rows(gone)["vertical", "room"] == (3, 3, 1)

    def test_of_a_chain_breaks_at_the_station_and_at_the_centre(self) -> None:
        assert rows(county(in_post=without(A)))["vertical", "chain"] == (3, 3, 1)
        assert rows(county(active=without("c")))["vertical", "chain"] == (3, 3, 0)
        assert rows(county(active=without("c")))["vertical", "room"] == (3, 3, 3)

    def test_of_persons_is_that_of_their_unit_or_its_station(self) -> None:
        counted = {"c": 1, A: 2, A1: 10, A2: 100, B1: 1_000, "c.z": 10_000, "c.a.z": 20_000}
        found = county(in_post=without(A2, B, B1), veterans=counted)
        # A station stands for its rooms; the centre does not stand for its stations; what is not known yet is no unit.
        assert rows(found)["persons", "veterans"] == (31_113, 1_113, 113)
        assert rows(county(in_post=without("c", A, A1), veterans=counted))["persons", "veterans"] == (
            31_113, 1_113, 1_100,
        )  # fmt: skip
        assert rows(county(in_post=["c", B1], veterans={B: 5, B1: 7}))["persons", "veterans"] == (12, 12, 7)

    def test_is_in_the_order_of_the_code_list_and_then_of_words_the_county_added(self) -> None:
        more = [unit(A, host_kind="zone"), unit(B, host_kind="park"), unit("c"), unit(A1)]
        codes = [each.code for each in cover(county(more), "c") if each.axis == "horizontal"]
        assert codes == ["all", "county", "village", "park", "zone"]

    def test_is_that_of_a_unit_and_all_below_it(self) -> None:
        found = rows(county(veterans={A1: 3, B1: 5, "c": 7}, active=without("c", A2)), A)
        assert (found["vertical", "centre"], found["vertical", "station"]) == ((0, 0, 0), (1, 1, 1))
        # The centre is outside, and the chain goes through it.
        assert (found["vertical", "room"], found["vertical", "chain"]) == ((2, 2, 1), (2, 2, 0))
        assert found["persons", "veterans"] == (3, 3, 3)
        assert ("station", "b") not in found
        assert "c.ab" not in [each.path for each in county([unit(A), unit("c.ab")]).of_period(A)]


class TestAClosedUnit:
    @pytest.mark.parametrize(
        ("closed_on", "counted"),
        [
            (FIRST, (2, 2, 2)),
            (FIRST + timedelta(days=1), (3, 2, 2)),
            (DAY, (3, 2, 2)),
            (DAY + timedelta(days=1), (3, 3, 3)),
        ],
    )
    def test_is_one_of_the_period_until_the_day_before(self, closed_on: date, counted: tuple[int, int, int]) -> None:
        units = [unit(path, closed_on if path == A1 else None) for path in ALL]
        assert rows(county(units))["vertical", "room"] == counted

    def test_covers_nobody(self) -> None:
        units = [unit(path, DAY if path == A1 else None) for path in ALL]
        assert rows(county(units, veterans={A1: 3, A2: 4}))["persons", "veterans"] == (7, 4, 4)

    def test_breaks_the_chain_of_its_rooms(self) -> None:
        units = [unit(path, DAY if path == A else None) for path in ALL]
        found = rows(county(units))
        assert (found["vertical", "chain"], found["station", "a"]) == ((3, 1, 1), (2, 2, 2))


class TestAMovedUnit:
    def test_goes_by_its_place_on_the_day_and_brings_what_it_did(self) -> None:
        """What is active is told by code; who is in post moved along."""
        here = "c.b.a1"
        units = [unit(path) for path in (*without(A1), here)]
        found = rows(county(units, in_post=[*without(A1), here], active=[A1]))
        assert (found["station", "a"], found["station", "b"]) == ((1, 1, 0), (2, 2, 1))
