"""Which postings suit somebody, and why; without database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.jobs.domain import (
    Posting,
    Wish,
    faults_of_answer,
    faults_of_application,
    faults_of_applications,
    faults_of_fair,
    faults_of_hire,
    faults_of_places,
    faults_of_posting,
    matches,
    monday_of,
)
from services.benefits.jobs.parameters import PLACES, WEIGHTS
from shared.events.work_codes import JOB_OCCUPATION
from shared.ids import new_id

DAY = date(2019, 4, 15)
WISH = Wish("security", "city", 300_000)
POSTING = Posting(new_id(), "security", "county", 350_000, 6, date(2019, 4, 1), date(2019, 5, 31))


def reasons(wish: Wish = WISH, trained: Sequence[str] = (), day: date = DAY, **more: Any) -> tuple[str, ...] | None:
    """Of one posting; None where it does not suit."""
    found = matches(wish, trained, [replace(POSTING, **more)], day)
    return found[0].reasons if found else None


class TestAPosting:
    @pytest.mark.parametrize(
        ("more", "suits"),
        [
            ({"occupation": "driving"}, False),
            ({"place": "city"}, True),
            ({"place": "province"}, False),
            ({"wage_fen": 300_000}, True),
            ({"wage_fen": 299_999}, False),
            ({"wage_fen": None}, True),
            ({"taken": 5}, True),
            ({"taken": 6}, False),
            ({"open_until": DAY}, True),
            ({"open_until": DAY - timedelta(days=1)}, False),
            ({"posted_on": DAY + timedelta(days=1)}, False),
        ],
    )
    def test_suits_who_wishes_for_it(self, more: dict[str, Any], suits: bool) -> None:
        assert (reasons(**more) is not None) is suits

    def test_suits_by_reasons_of_which_the_weightiest_comes_first(self) -> None:
        assert reasons() == ("wanted-occupation", "wage-enough", "near-enough")
        assert reasons(wage_fen=None, veterans_first=True, posted_on=date(2019, 4, 9)) == (
            "wanted-occupation", "veterans-first", "new-this-week", "near-enough",
        )  # fmt: skip
        assert reasons(posted_on=date(2019, 4, 8)) == ("wanted-occupation", "wage-enough", "near-enough")

    def test_suits_who_was_trained_for_it_and_whom_any_work_suits(self) -> None:
        assert reasons(trained=["welding"], occupation="welding") == ("trained-for-it", "wage-enough", "near-enough")
        assert reasons(Wish(None, "county"), occupation="farming") == ("near-enough",)

    def test_is_not_told_twice(self) -> None:
        assert matches(WISH, (), [POSTING], DAY, beside=[POSTING.posting_id]) == []


WISHES = st.builds(
    Wish,
    st.none() | st.sampled_from(sorted(JOB_OCCUPATION.words)),
    st.sampled_from(PLACES),
    st.none() | st.integers(0, 9_000_00),
)
POSTINGS = st.lists(
    st.builds(
        Posting,
        st.uuids(version=4),
        st.sampled_from(sorted(JOB_OCCUPATION.words)),
        st.sampled_from(PLACES),
        st.none() | st.integers(0, 9_000_00),
        st.integers(1, 3),
        st.dates(date(2019, 4, 1), date(2019, 4, 30)),
        st.dates(date(2019, 4, 1), date(2019, 4, 30)),
        st.booleans(),
        st.integers(0, 3),
    ),
    unique_by=lambda each: each.posting_id,
    max_size=12,
)


class TestTheOrder:
    @given(WISHES, POSTINGS, st.randoms())
    def test_is_the_same_however_the_postings_come_and_the_best_is_first(
        self, wish: Wish, postings: list[Posting], chance: Any
    ) -> None:
        found = matches(wish, ["welding"], postings, DAY)
        shuffled = list(postings)
        chance.shuffle(shuffled)
        assert matches(wish, ["welding"], shuffled, DAY) == found
        weights = [each.weight for each in found]
        assert weights == sorted(weights, reverse=True)
        for each in found:
            assert each.posting.is_open(DAY)
            assert each.reasons
            of_reasons = [WEIGHTS[reason] for reason in each.reasons]
            assert of_reasons == sorted(of_reasons, reverse=True)

    @given(WISHES, POSTINGS)
    def test_leaves_nothing_out_that_somebody_who_wishes_for_less_is_offered(
        self, wish: Wish, postings: list[Posting]
    ) -> None:
        offered = {each.posting.posting_id for each in matches(wish, (), postings, DAY)}
        easier = matches(Wish(None, "elsewhere"), (), postings, DAY)
        assert offered <= {each.posting.posting_id for each in easier}


def codes(faults: Any) -> dict[str, str]:
    return {each.field: each.code for each in faults}


class TestFaults:
    def test_are_told_of_postings_hires_and_fairs(self) -> None:
        facts = {"posted_on": DAY, "open_until": DAY, "places": 2, "attendees": 3, "intents": 3}
        assert codes(faults_of_posting(facts)) == {}
        assert codes(faults_of_posting({**facts, "open_until": date(2019, 4, 14)})) == {"open_until": "too-early"}
        assert codes(faults_of_places(facts, 2)) == {}
        assert codes(faults_of_places(facts, 3)) == {"places": "too-few-places"}
        assert codes(faults_of_hire(2, 1)) == {}
        assert codes(faults_of_hire(2, 2)) == {"posting_id": "no-place-left"}
        assert codes(faults_of_fair(facts)) == {}
        assert codes(faults_of_fair({**facts, "intents": 4})) == {"intents": "too-many"}

    @pytest.mark.parametrize(
        ("state", "applied_on", "otherwise", "expected"),
        [
            ("applied", DAY, (False, False), {}),
            ("applied", DAY + timedelta(days=1), (False, False), {"applied_on": "too-late"}),
            ("applied", DAY, (True, False), {"posting_id": "applied-already"}),
            ("withdrawn", DAY, (True, True), {}),
            ("refused", DAY, (True, True), {"posting_id": "applied-already"}),
            ("invited", DAY, (False, True), {"posting_id": "hired-already"}),
            ("hired", DAY, (False, True), {"posting_id": "hired-already"}),
        ],
    )
    def test_are_told_of_applications(
        self, state: str, applied_on: date, otherwise: tuple[bool, bool], expected: dict[str, str]
    ) -> None:
        applied, hired = otherwise
        facts = {"state": state, "applied_on": applied_on}
        assert codes(faults_of_application(facts, DAY, applied_otherwise=applied, hired_otherwise=hired)) == expected

    def test_are_told_of_what_applications_rest_on_and_lead_to(self) -> None:
        facts, day = {"open_until": DAY, "closed_on": DAY}, DAY + timedelta(days=1)
        assert codes(faults_of_applications(facts, None)) == codes(faults_of_applications(facts, DAY)) == {}
        assert codes(faults_of_applications(facts, day)) == {"open_until": "too-early", "closed_on": "too-early"}
        assert codes(faults_of_applications({"open_until": DAY, "closed_on": None}, day)) == {"open_until": "too-early"}
        assert codes(faults_of_answer({"hired_on": DAY}, None)) == codes(faults_of_answer({"hired_on": DAY}, DAY)) == {}
        assert codes(faults_of_answer({"hired_on": DAY}, day)) == {"hired_on": "of-an-application"}

    def test_a_week_begins_on_monday(self) -> None:
        assert [monday_of(DAY + timedelta(days=each)) for each in (-1, 0, 6)] == [date(2019, 4, 8), DAY, DAY]
