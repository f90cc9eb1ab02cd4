"""How an application goes: levels, publicity, objections, the decision."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.benefits.applications.domain import (
    Application,
    ApplicationEnded,
    ApplicationInvalid,
    ApplicationState,
    heard,
    objected,
    settled,
    submitted,
    supplied,
    withdrawn,
)
from shared.approval import Opinion, OpinionNotDue, OpinionOfAnother, Outcome
from shared.calendar.notices import released_calendar
from shared.publicity import NotInPublicity, Objection, ObjectionSettled, Publicity, PublicityNotOver, SettledTooEarly

CALENDAR = released_calendar()
CHAIN = ("village", "township", "county")
VILLAGE, TOWNSHIP, COUNTY = (UUID(int=number) for number in (1, 2, 3))
BY = {"room": VILLAGE, "station": TOWNSHIP, "centre": COUNTY}
NOON = datetime(2019, 4, 1, 4, 0, tzinfo=UTC)
MONDAY = date(2019, 4, 8)
OVER = date(2019, 4, 16)  # five working days after the 8th end on the 15th


def opinion(step: str, outcome: Outcome = Outcome.AGREE, by: UUID | None = None) -> Opinion:
    why = {Outcome.SUPPLEMENT: "papers-missing", Outcome.REFUSE: "condition-not-met"}.get(outcome)
    clause = "第二条" if outcome is Outcome.REFUSE else None
    return Opinion(step, outcome, by or BY[step], NOON, why, clause)


def after(*said: Opinion, on: date = MONDAY, chain: tuple[str, ...] = CHAIN, workdays: int = 5) -> Application:
    found, before = submitted(chain, workdays), list[Opinion]()
    for each in said:
        day = OVER if each.step == "centre" else on
        found = heard(found, before, each, on=day, calendar=CALENDAR)
        before.append(each)
    return found


REVIEWED = (opinion("room"), opinion("station"))


class TestTheLevels:
    def test_are_asked_one_after_the_other_and_the_county_decides(self) -> None:
        course = (after(), after(opinion("room")), after(*REVIEWED), after(*REVIEWED, opinion("centre")))
        assert [(each.state, each.waits_for) for each in course] == [
            (ApplicationState.REVIEWING, "room"),
            (ApplicationState.REVIEWING, "station"),
            (ApplicationState.PUBLICITY, "centre"),
            (ApplicationState.APPROVED, None),
        ]

    def test_may_refuse_at_any_of_them(self) -> None:
        assert after(opinion("room", Outcome.REFUSE)).state is ApplicationState.REFUSED
        assert after(*REVIEWED, opinion("centre", Outcome.REFUSE)).state is ApplicationState.REFUSED

    def test_are_each_another_persons(self) -> None:
        with pytest.raises(OpinionOfAnother):
            after(opinion("room"), opinion("station", by=VILLAGE))

    def test_are_asked_in_their_turn(self) -> None:
        with pytest.raises(OpinionNotDue):
            after(opinion("station"))
        with pytest.raises(OpinionNotDue):
            after(opinion("room", Outcome.SUPPLEMENT), opinion("room"))

    def test_below_has_supplied_what_is_missing_and_the_first_returns_it(self) -> None:
        back = after(opinion("room"), opinion("station", Outcome.SUPPLEMENT))
        assert (back.state, back.waits_for) == (ApplicationState.REVIEWING, "room")
        returned = after(opinion("room", Outcome.SUPPLEMENT))
        assert (returned.state, returned.waits_for) == (ApplicationState.RETURNED, "room")
        again = supplied(returned)
        assert again.state is ApplicationState.REVIEWING
        before = [opinion("room", Outcome.SUPPLEMENT)]
        agreed = heard(again, before, opinion("room"), on=MONDAY, calendar=CALENDAR)
        assert agreed.waits_for == "station"
        with pytest.raises(OpinionOfAnother):
            heard(agreed, [*before, opinion("room")], opinion("station", by=VILLAGE), on=MONDAY, calendar=CALENDAR)
        with pytest.raises(ApplicationInvalid):
            supplied(back)

    def test_of_a_county_that_asks_again_begin_the_publicity_anew(self) -> None:
        again = after(*REVIEWED, opinion("centre", Outcome.SUPPLEMENT))
        assert (again.state, again.waits_for, again.publicity) == (ApplicationState.REVIEWING, "station", None)

    def test_may_be_the_county_alone_without_publicity(self) -> None:
        found = after(opinion("centre"), chain=("county",), workdays=0)
        assert found.state is ApplicationState.APPROVED
        with pytest.raises(PublicityNotOver):
            after(opinion("centre"), chain=("county",))

    def test_hear_nothing_once_it_has_ended(self) -> None:
        ended = withdrawn(after(opinion("room")))
        with pytest.raises(ApplicationEnded):
            heard(ended, [opinion("room")], opinion("station"), on=MONDAY, calendar=CALENDAR)
        with pytest.raises(ApplicationEnded):
            withdrawn(ended)
        with pytest.raises(ApplicationEnded):
            supplied(ended)


class TestPublicity:
    @pytest.mark.parametrize(
        ("begun_on", "objections", "last"),
        [
            (MONDAY, (), date(2019, 4, 15)),
            (date(2019, 4, 26), (), date(2019, 5, 6)),  # the 28th and the 5th were worked, 1 to 4 May were days off
            (MONDAY, (Objection(date(2019, 4, 10), date(2019, 4, 12), False),), date(2019, 4, 17)),
            (MONDAY, (Objection(date(2019, 4, 10), date(2019, 4, 10), False),), date(2019, 4, 15)),
            (MONDAY, (Objection(date(2019, 4, 10)),), None),
        ],
    )
    def test_lasts_working_days_on_which_no_objection_is_open(
        self, begun_on: date, objections: tuple[Objection, ...], last: date | None
    ) -> None:
        publicity = Publicity(begun_on, 5, objections)
        assert publicity.last_day(CALENDAR) == last
        if last:
            assert not publicity.is_over(CALENDAR, last)
            assert publicity.is_over(CALENDAR, date.fromordinal(last.toordinal() + 1))

    def test_is_waited_for_by_the_county(self) -> None:
        published = after(*REVIEWED)
        for day in (MONDAY, date(2019, 4, 15)):
            with pytest.raises(PublicityNotOver):
                heard(published, REVIEWED, opinion("centre"), on=day, calendar=CALENDAR)
        assert (
            heard(published, REVIEWED, opinion("centre"), on=OVER, calendar=CALENDAR).state is ApplicationState.APPROVED
        )

    def test_is_not_over_while_an_objection_is_open(self) -> None:
        published = objected(after(*REVIEWED), date(2019, 4, 10))
        with pytest.raises(PublicityNotOver):
            heard(published, REVIEWED, opinion("centre"), on=date(2019, 6, 1), calendar=CALENDAR)
        done = settled(published, 0, date(2019, 4, 12), is_upheld=False)
        assert (
            heard(done, REVIEWED, opinion("centre"), on=date(2019, 4, 18), calendar=CALENDAR).state
            is ApplicationState.APPROVED
        )
        with pytest.raises(ObjectionSettled):
            settled(done, 0, date(2019, 4, 13), is_upheld=True)
        with pytest.raises(SettledTooEarly):
            settled(published, 0, date(2019, 4, 9), is_upheld=True)

    def test_takes_objections_only_while_it_lasts(self) -> None:
        for found in (after(), after(*REVIEWED, opinion("centre"))):
            with pytest.raises(NotInPublicity):
                objected(found, MONDAY)
