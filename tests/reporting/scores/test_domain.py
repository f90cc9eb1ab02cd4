"""Who is assessed, and what may be said: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.reporting.schemes.domain import Terms
from services.reporting.scores.domain import (
    AssessedIndicatorNotFound,
    MonthNotOver,
    Round,
    RoundNotOpen,
    ScoreInvalid,
    Scoring,
    missing_of,
    month_of,
    must_be_over,
    must_be_possible,
    stations_in,
)
from services.reporting.snapshots.domain import Content, FrozenUnit
from shared.calendar.periods import CalendarMonth

APRIL = CalendarMonth(2019, 4)
ROUND = Round(UUID(int=1), "2019-04", UUID(int=2), 1, UUID(int=3), Terms.default())
SAID = Scoring("A1", Decimal(8), None, Decimal(10), None)


def unit(code: str, kind: str, host: str) -> FrozenUnit:
    return FrozenUnit(code, f"411329.{code}", kind, host, None, None, {})


class TestStations:
    def test_are_compared_with_their_like(self) -> None:
        """Townships and county-direct units are never mixed."""
        content = Content(
            APRIL.last,
            {},
            (
                unit("411329U01", "station", "county-direct-unit"),
                unit("411329105", "station", "township"),
                unit("411329104", "station", "township"),
                unit("411329104210", "room", "village"),
                unit("411329106", "station", "township"),
            ),
        )
        stood = {each.code for each in content.units} - {"411329106"}
        found = [(each.org_code, each.listed) for each in stations_in(content, stood)]
        assert found == [
            ("411329104", "townships"),
            ("411329105", "townships"),
            ("411329U01", "county-units"),
        ]


class TestAMonth:
    def test_is_over_when_its_last_report_can_no_longer_be_late(self) -> None:
        end = datetime(2019, 5, 1, 1, tzinfo=UTC)
        with pytest.raises(MonthNotOver):
            must_be_over(APRIL, end, end, None)
        must_be_over(APRIL, end + timedelta(seconds=1), end, None)
        must_be_over(APRIL, end + timedelta(seconds=1), end, end - timedelta(days=3))

    def test_is_not_over_while_a_report_that_was_opened_late_may_come_in(self) -> None:
        usual = datetime(2019, 5, 1, 1, tzinfo=UTC)
        later = usual + timedelta(days=2)
        with pytest.raises(MonthNotOver):
            must_be_over(APRIL, later, usual, later)
        must_be_over(APRIL, later + timedelta(seconds=1), usual, later)

    def test_is_read_from_its_code(self) -> None:
        assert month_of("2019-04") == APRIL == ROUND.period


class TestARound:
    @pytest.mark.parametrize("state", ["provisional", "confirmed", "published"])
    def test_is_scored_while_it_is_open(self, state: str) -> None:
        ROUND.must_be_open()
        with pytest.raises(RoundNotOpen):
            replace(ROUND, state=state).must_be_open()

    def test_knows_how_much_may_be_given(self) -> None:
        found = [ROUND.most(code) for code in ("A1", "A2", "bonus", "deduction", "veto")]
        assert found == [10, 15, 5, 10, 1]
        with pytest.raises(AssessedIndicatorNotFound):
            replace(ROUND, terms=replace(ROUND.terms, marks={"A1": Decimal(100)})).most("A2")

    def test_knows_what_is_missing(self) -> None:
        scored = {"a": dict(ROUND.terms.marks), "b": {"A1": Decimal(0), "bonus": Decimal(1)}}
        assert missing_of(ROUND, scored) == {"b": ("A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9")}


class TestAScore:
    @pytest.mark.parametrize("points", [Decimal(0), Decimal(10)])
    def test_may_be_anything_up_to_the_full_marks(self, points: Decimal) -> None:
        must_be_possible(replace(SAID, points=points), today=APRIL.last)

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            (replace(SAID, points=Decimal("10.01")), ("points", "more-than-full")),
            (Scoring("veto", Decimal("0.5"), None, Decimal(1), None), ("points", "veto-in-part")),
            (replace(SAID, before=Decimal(7)), ("reason", "correction-unexplained")),
            (replace(SAID, before=Decimal(8), reason="核对"), ("points", "score-the-same")),
        ],
    )
    def test_is_refused_where_it_cannot_be(self, said: Scoring, fault: tuple[str, str]) -> None:
        with pytest.raises(ScoreInvalid) as refused:
            must_be_possible(said, today=APRIL.last)
        assert [(each.field, each.code) for each in refused.value.fields] == [fault]
