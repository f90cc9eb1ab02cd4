"""What may be done with a supervision slip: pure."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.reporting.slips.domain import (
    OPEN,
    POSSIBLE,
    Act,
    NoHigherColour,
    OwnAnswer,
    Slip,
    SlipNotOverdue,
    SlipState,
    SlipUnitInvalid,
    SupervisionSlipChanged,
    WrongSlipState,
    due_after,
    must_be_station,
    next_colour,
    terms_on,
)
from services.reporting.slips.parameters import ACTS, COLOURS, ORDER, STATES, TERMS
from shared.calendar.notices import released_calendar

ISSUED_ON, DUE = date(2019, 5, 6), date(2019, 5, 9)
LATER = DUE + timedelta(days=1)
STATION, CENTRE = UUID(int=1), UUID(int=2)
SLIP = Slip(UUID(int=9), "411329104", "411329.411329104", "blue", "daily-reports", "补报", ISSUED_ON, DUE)
ANSWERED = SLIP.after(Act.ANSWER, (STATION,), DUE)
SETTLED = ANSWERED.after(Act.SETTLE, (CENTRE,), DUE)


class TestTheTerms:
    def test_give_three_working_days_to_each_colour(self) -> None:
        """Sunday 5 May 2019 was worked, the four days before it were off."""
        found = {colour: due_after(date(2019, 4, 30), colour, released_calendar()) for colour in ORDER}
        assert found == dict.fromkeys(ORDER, date(2019, 5, 7))

    def test_hold_for_every_colour_and_before_they_were_written(self) -> None:
        assert tuple(COLOURS) == ORDER
        assert all(terms.workdays.keys() == COLOURS.keys() for terms in TERMS)
        assert terms_on(TERMS[0].since - timedelta(days=1)) is TERMS[0]
        assert terms_on(date(2019, 5, 6)) is TERMS[-1]

    def test_lead_from_blue_to_red(self) -> None:
        assert [next_colour("blue"), next_colour("orange")] == ["orange", "red"]
        with pytest.raises(NoHigherColour):
            next_colour("red")


class TestASlip:
    def test_has_words_for_all_that_is_done_with_it(self) -> None:
        assert set(ACTS) == set(Act)
        assert set(STATES) == set(SlipState)

    def test_is_overdue_after_its_last_day_unless_it_is_answered(self) -> None:
        assert not SLIP.is_overdue(DUE)
        assert SLIP.is_overdue(LATER)
        assert not ANSWERED.is_overdue(LATER)

    @pytest.mark.parametrize("slip", [SLIP, ANSWERED, SETTLED], ids=lambda slip: slip.state)
    def test_refuses_what_its_state_does_not_allow(self, slip: Slip) -> None:
        for act in (each for each in Act if slip.state not in POSSIBLE[each]):
            assert not slip.can(act, LATER)
            with pytest.raises(WrongSlipState) as refused:
                slip.after(act, (CENTRE,), LATER)
            assert refused.value.facts == {"state_zh": STATES[slip.state].zh, "state_en": STATES[slip.state].en}

    def test_is_settled_by_an_answer_of_somebody_else(self) -> None:
        assert (ANSWERED.state, ANSWERED.answered_on, ANSWERED.version) == (SlipState.ANSWERED, DUE, 2)
        assert (SETTLED.outcome, SETTLED.closed_on, SETTLED.version) == ("settled", DUE, 3)
        for act in (Act.SETTLE, Act.RETURN, Act.RAISE):
            with pytest.raises(OwnAnswer):
                ANSWERED.after(act, (STATION,), DUE)

    def test_is_answered_again_when_its_answer_is_sent_back(self) -> None:
        told = SLIP.after(Act.OVERDUE, (UUID(int=0),), LATER)
        assert (told.overdue_on, told.state) == (LATER, SlipState.ISSUED)
        again = told.after(Act.ANSWER, (STATION,), LATER).returned(date(2019, 5, 15), (CENTRE,), LATER)
        assert (again.state, again.due_on, again.overdue_on, again.answered_on) == (
            SlipState.ISSUED, date(2019, 5, 15), None, None,
        )  # fmt: skip
        with pytest.raises(OwnAnswer):
            again.after(Act.ANSWER, (CENTRE,), LATER).after(Act.SETTLE, (STATION,), LATER)

    def test_is_raised_when_it_is_overdue_or_its_answer_does_not_do(self) -> None:
        assert not SLIP.can(Act.RAISE, DUE)
        with pytest.raises(SlipNotOverdue) as refused:
            SLIP.after(Act.RAISE, (CENTRE,), DUE)
        assert refused.value.facts == {"due_on": DUE}
        for each, day in ((SLIP, LATER), (ANSWERED, DUE)):
            assert each.can(Act.RAISE, day)
            raised = each.after(Act.RAISE, (CENTRE,), day)
            assert (raised.state, raised.outcome, raised.closed_on) == (SlipState.CLOSED, "raised", day)

    def test_of_red_is_not_raised(self) -> None:
        for each in (replace(SLIP, colour="red"), replace(ANSWERED, colour="red")):
            assert not each.can(Act.RAISE, LATER)
            with pytest.raises(NoHigherColour):
                each.after(Act.RAISE, (CENTRE,), LATER)

    def test_is_withdrawn_before_it_is_closed(self) -> None:
        for each in (SLIP, ANSWERED):
            assert each.state in OPEN
            assert each.after(Act.WITHDRAW, (CENTRE,), DUE).outcome == "withdrawn"

    def test_is_acted_on_as_it_was_shown(self) -> None:
        SLIP.must_be(None)
        SLIP.must_be(1)
        with pytest.raises(SupervisionSlipChanged):
            SLIP.must_be(2)


class TestAStation:
    def test_that_stands_is_supervised(self) -> None:
        must_be_station("station", None, DUE)
        must_be_station("station", LATER, DUE)

    @pytest.mark.parametrize(
        ("kind", "closed_on", "code"), [("room", None, "not-a-station"), ("station", DUE, "station-closed")]
    )
    def test_is_what_is_supervised(self, kind: str, closed_on: date | None, code: str) -> None:
        with pytest.raises(SlipUnitInvalid) as refused:
            must_be_station(kind, closed_on, DUE)
        assert [(each.field, each.code) for each in refused.value.fields] == [("org_code", code)]
