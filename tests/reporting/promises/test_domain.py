"""What became of the events of a day is counted, and a day closes when nothing is open."""

from uuid import UUID

import pytest

from services.reporting.promises.domain import Part, Tally, consumed_by, types_by_owner
from services.reporting.promises.parameters import MOST_NAMED, OPEN, PROMISES, STATES
from shared.events.benefits import CaseResolved
from shared.events.catalogue import published
from shared.events.registry import VeteranRegistered
from shared.events.reporting.daily_reports import DailyReportSubmitted
from shared.promises.told import MessageState, RecordedEvent, ToldAnswer, UnappliedEvent

RESOLVED, REGISTERED, REPORTED = (
    published(contract).type for contract in (CaseResolved, VeteranRegistered, DailyReportSubmitted)
)


def event(number: int, type_: str = RESOLVED, *, is_published: bool = True) -> RecordedEvent:
    return RecordedEvent(number, UUID(int=number), type_, "topic", f"key-{number}", 1, is_published)


ONE, TWO = event(1), event(2)


class TestATally:
    def test_closes_when_all_is_published_applied_and_told_or_said_why_not(self) -> None:
        tally = Tally()
        tally.add_recorded("benefits", [ONE, TWO])
        tally.add_applied("reporting", [ONE, TWO], [UnappliedEvent(TWO.event_id, "discarded", None)])
        messages = [MessageState(ONE.event_id, "sent", None), MessageState(TWO.event_id, "suppressed", "opted-out")]
        tally.add_told("notifications", [ONE, TWO], ToldAnswer([RESOLVED], messages))
        look = tally.look()
        assert look.closes
        assert look.recorded == 2
        assert set(look.parts) == {
            Part("benefits", "published", "published", None, 2),
            Part("reporting", "applied", "applied", None, 1),
            Part("reporting", "applied", "discarded", None, 1),
            Part("notifications", "told", "sent", None, 1),
            Part("notifications", "told", "suppressed", "opted-out", 1),
        }

    def test_names_events_that_keep_it_open_and_no_more_than_some(self) -> None:
        tally = Tally()
        waiting = [event(number, is_published=False) for number in range(1, MOST_NAMED + 5)]
        tally.add_recorded("benefits", waiting)
        [part] = tally.look().parts
        assert (part.state, part.count) == ("unpublished", MOST_NAMED + 4)
        assert part.events == tuple(each.event_id for each in waiting[:MOST_NAMED])
        assert not tally.look().closes

    def test_says_by_which_cause_one_is_parked(self) -> None:
        tally = Tally()
        tally.add_applied("benefits", [ONE, TWO], [UnappliedEvent(ONE.event_id, "parked", "handler")])
        parked = Part("benefits", "applied", "parked", "handler", 1, (ONE.event_id,))
        assert parked in tally.look().parts
        assert not tally.look().closes

    @pytest.mark.parametrize(("owed", "state", "closes"), [([RESOLVED], "missing", False), ([], "nobody", True)])
    def test_tells_a_message_that_is_missing_from_one_that_nobody_owes(
        self, owed: list[str], state: str, *, closes: bool
    ) -> None:
        tally = Tally()
        tally.add_told("notifications", [ONE], ToldAnswer(owed, []))
        look = tally.look()
        assert [part.state for part in look.parts] == [state]
        assert look.closes is closes

    @pytest.mark.parametrize("state", ["pending", "sending"])
    def test_waits_for_a_message_that_is_under_way(self, state: str) -> None:
        tally = Tally()
        tally.add_told("notifications", [ONE], ToldAnswer([RESOLVED], [MessageState(ONE.event_id, state, None)]))
        assert not tally.look().closes

    def test_that_a_service_did_not_answer_does_not_close_and_says_why(self) -> None:
        tally = Tally()
        tally.add_silence("benefits", "applied", "benefits answers 503")
        assert tally.is_silent("benefits", "applied")
        assert not tally.is_silent("benefits", "published")
        assert tally.look().parts == (Part("benefits", "applied", "unanswered", "benefits answers 503", 0),)
        assert not tally.look().closes

    def test_of_nothing_closes(self) -> None:
        assert Tally().look().closes


class TestAPromise:
    def test_is_kept_by_services_that_own_its_events(self) -> None:
        assert set(types_by_owner("decided")) == {"registry", "benefits"}
        assert types_by_owner("registered") == {"registry": [REGISTERED]}
        assert {owner for promise in PROMISES for owner in types_by_owner(promise)} == {
            "registry",
            "benefits",
            "reporting",
        }

    def test_is_followed_in_services_that_are_to_apply_its_events(self) -> None:
        reported = event(3, REPORTED)
        assert consumed_by("reporting", [ONE, reported, event(4, "unheard-of")]) == [ONE]
        assert consumed_by("notifications", [ONE, event(5, REGISTERED)]) == [ONE, event(5, REGISTERED)]

    def test_has_words_for_all_that_keeps_it_open(self) -> None:
        assert STATES.keys() > OPEN
