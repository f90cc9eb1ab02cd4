"""The state machine and the rules of cases, without database."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest

from services.benefits.cases.domain import (
    TRANSITIONS,
    Case,
    CaseAlreadyResolved,
    CaseNotAssigned,
    CaseNotEnded,
    CaseNotResolved,
    CaseState,
    Step,
    ToldCase,
    assign,
    next_state,
    open_now,
    resolve,
)
from services.benefits.cases.parameters import KINDS, OUTCOMES, WITHDRAWALS, KindCode, OutcomeCode, WithdrawalCode
from services.benefits.cases.rules import (
    ASSIGNMENT,
    OPENING,
    RESOLUTION,
    AssignmentRefused,
    Mediator,
    Opening,
    OpeningRefused,
    ResolutionRefused,
)
from services.benefits.directory.domain import Term
from shared.calendar.months import months_after
from shared.events.codes import CASE_OUTCOME
from shared.ids import new_id
from shared.refusal import Refusal
from shared.rule import Rule, faults
from tests.benefits.given import ROOM, code_of

TODAY = date(2019, 4, 30)
SINCE_MARCH = (Term(date(2019, 3, 1), None),)


def given_open(org_closed_on: date | None = None, **changes: Any) -> Case:
    told = ToldCase("dispute", code_of(ROOM), new_id(), parties_count=2, opened_on=date(2019, 4, 2))
    told = replace(told, **changes)
    facts = Opening(told.parties_count, told.opened_on, org_closed_on, TODAY)
    return open_now(new_id(), told, facts, org_path=ROOM, synthetic=True)


def given_mediator(veteran_id: UUID | None = None, *terms: Term) -> Mediator:
    return Mediator(veteran_id or new_id(), terms or SINCE_MARCH)


def given_assigned(*mediators: Mediator) -> Case:
    chosen = mediators or (given_mediator(),)
    return assign(given_open(), mediators=chosen, assigned_on=date(2019, 4, 3), today=TODAY)


def broken_rules(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestTheStateMachine:
    def test_moves_only_where_the_table_says(self) -> None:
        moves = {(state, step) for state in CaseState for step in Step if _moves(state, step)}
        assert moves == set(TRANSITIONS)

    def test_has_no_way_out_of_resolved_but_to_say_that_it_was_wrong(self) -> None:
        for step in (Step.ASSIGN, Step.RESOLVE, Step.WITHDRAW):
            with pytest.raises(CaseAlreadyResolved):
                next_state(CaseState.RESOLVED, step)

    def test_mends_the_end_of_what_has_ended_alone(self) -> None:
        for state, step, refusal in (
            (CaseState.ASSIGNED, Step.REOPEN, CaseNotEnded),
            (CaseState.OPENED, Step.CORRECT, CaseNotResolved),
            (CaseState.WITHDRAWN, Step.CORRECT, CaseNotResolved),
        ):
            with pytest.raises(refusal):
                next_state(state, step)

    def test_resolves_no_case_without_mediators(self) -> None:
        with pytest.raises(CaseNotAssigned):
            next_state(CaseState.OPENED, Step.RESOLVE)


def _moves(state: CaseState, step: Step) -> bool:
    try:
        next_state(state, step)
    except Refusal:
        return False
    return True


class TestOpening:
    def test_gives_the_case_a_month(self) -> None:
        case = given_open(opened_on=date(2019, 4, 2))
        assert (case.state, case.version, case.due_on) == (CaseState.OPENED, 1, date(2019, 5, 2))

    @pytest.mark.parametrize(
        ("opened_on", "due_on"),
        [
            (date(2019, 1, 31), date(2019, 2, 28)),
            (date(2020, 1, 31), date(2020, 2, 29)),
            (date(2018, 12, 31), date(2019, 1, 31)),
            (date(2019, 3, 31), date(2019, 4, 30)),
        ],
    )
    def test_ends_the_month_on_its_last_day_when_it_is_shorter(self, opened_on: date, due_on: date) -> None:
        assert months_after(opened_on, 1) == due_on

    def test_takes_today_and_refuses_tomorrow(self) -> None:
        assert given_open(opened_on=TODAY).opened_on == TODAY
        with pytest.raises(OpeningRefused) as refused:
            given_open(opened_on=date(2019, 5, 1))
        assert broken_rules(refused) == [("opened_on", "opened-in-the-future")]

    def test_names_every_broken_rule(self) -> None:
        with pytest.raises(OpeningRefused) as refused:
            given_open(org_closed_on=date(2019, 5, 1), parties_count=1, opened_on=date(2019, 5, 1))
        assert broken_rules(refused) == [
            ("parties_count", "two-parties-at-least"),
            ("opened_on", "opened-in-the-future"),
            ("org_code", "org-unit-closed"),
        ]

    def test_takes_a_case_of_the_last_day_before_the_unit_closed(self) -> None:
        opened = given_open(org_closed_on=date(2019, 4, 3), opened_on=date(2019, 4, 2))
        assert opened.state is CaseState.OPENED


class TestAssignment:
    def test_takes_several_mediators_in_their_order(self) -> None:
        mediators = (given_mediator(), given_mediator(), given_mediator())
        case = given_assigned(*mediators)
        assert case.mediator_ids == tuple(mediator.veteran_id for mediator in mediators)
        assert (case.state, case.version, case.assigned_on) == (CaseState.ASSIGNED, 2, date(2019, 4, 3))

    def test_needs_one_at_least(self) -> None:
        with pytest.raises(AssignmentRefused) as refused:
            assign(given_open(), mediators=(), assigned_on=date(2019, 4, 3), today=TODAY)
        assert broken_rules(refused) == [("mediator_ids", "one-mediator-at-least")]

    def test_refuses_the_applicant_and_names_the_place_in_the_list(self) -> None:
        case = given_open()
        mediators = (given_mediator(), given_mediator(case.applicant_id))
        with pytest.raises(AssignmentRefused) as refused:
            assign(case, mediators=mediators, assigned_on=date(2019, 4, 3), today=TODAY)
        assert broken_rules(refused) == [("mediator_ids.1", "mediator-is-the-applicant")]

    def test_refuses_one_named_twice(self) -> None:
        mediator = given_mediator()
        with pytest.raises(AssignmentRefused) as refused:
            given_assigned(mediator, mediator)
        assert {code for _, code in broken_rules(refused)} == {"mediator-named-twice"}

    @pytest.mark.parametrize(
        ("terms", "held"),
        [
            ((Term(date(2019, 4, 3), None),), True),
            ((Term(date(2019, 4, 4), None),), False),
            ((Term(date(2019, 1, 1), date(2019, 4, 4)),), True),
            ((Term(date(2019, 1, 1), date(2019, 4, 3)),), False),
            ((Term(date(2019, 1, 1), date(2019, 2, 1)), Term(date(2019, 4, 1), None)), True),
            ((Term(date(2019, 1, 1), date(2019, 2, 1)), Term(date(2019, 4, 20), None)), False),
        ],
    )
    def test_asks_who_held_the_role_that_day(self, terms: tuple[Term, ...], held: bool) -> None:
        mediator = given_mediator(new_id(), *terms)
        if held:
            assert given_assigned(mediator).state is CaseState.ASSIGNED
            return
        with pytest.raises(AssignmentRefused) as refused:
            given_assigned(mediator)
        assert broken_rules(refused) == [("mediator_ids.0", "not-a-mediator-when-assigned")]

    @pytest.mark.parametrize(
        ("assigned_on", "code"),
        [(date(2019, 4, 1), "assigned-before-opening"), (date(2019, 5, 1), "assigned-in-the-future")],
    )
    def test_keeps_the_dates_in_order(self, assigned_on: date, code: str) -> None:
        with pytest.raises(AssignmentRefused) as refused:
            assign(given_open(), mediators=(given_mediator(),), assigned_on=assigned_on, today=TODAY)
        assert broken_rules(refused) == [("assigned_on", code)]

    def test_may_be_repeated_with_others_but_not_backwards_in_time(self) -> None:
        case, successor = given_assigned(), given_mediator()
        again = assign(case, mediators=(successor,), assigned_on=date(2019, 4, 9), today=TODAY)
        assert (again.mediator_ids, again.version) == ((successor.veteran_id,), 3)
        with pytest.raises(AssignmentRefused) as refused:
            assign(again, mediators=(given_mediator(),), assigned_on=date(2019, 4, 8), today=TODAY)
        assert broken_rules(refused) == [("assigned_on", "assigned-before-the-former-assignment")]

    def test_may_be_repeated_on_the_same_day(self) -> None:
        again = assign(given_assigned(), mediators=(given_mediator(),), assigned_on=date(2019, 4, 3), today=TODAY)
        assert (again.assigned_on, again.version) == (date(2019, 4, 3), 3)


class TestResolution:
    def test_counts_the_days_from_the_opening(self) -> None:
        mediator = given_mediator()
        case = given_resolved(given_assigned(mediator), mediator, resolved_on=date(2019, 4, 10))
        assert (case.state, case.version, case.days) == (CaseState.RESOLVED, 3, 8)

    def test_offers_court_confirmation_for_thirty_days_after_an_agreement(self) -> None:
        mediator = given_mediator()
        case = given_resolved(given_assigned(mediator), mediator, resolved_on=date(2019, 4, 10))
        assert case.confirm_by == date(2019, 5, 10)

    @pytest.mark.parametrize("outcome", ["failed", "settled-on-the-spot"])
    def test_offers_no_court_confirmation_where_there_is_no_agreement(self, outcome: OutcomeCode) -> None:
        mediator = given_mediator()
        assert given_resolved(given_assigned(mediator), mediator, outcome=outcome).confirm_by is None

    def test_never_happens_twice(self) -> None:
        mediator = given_mediator()
        resolved = given_resolved(given_assigned(mediator), mediator)
        with pytest.raises(CaseAlreadyResolved):
            given_resolved(resolved, mediator)

    @pytest.mark.parametrize("document", ["", "   "])
    def test_needs_an_outcome_document(self, document: str) -> None:
        mediator = given_mediator()
        with pytest.raises(ResolutionRefused) as refused:
            given_resolved(given_assigned(mediator), mediator, document=document)
        assert broken_rules(refused) == [("document", "outcome-document-missing")]

    def test_needs_all_mediators_in_their_role_that_day(self) -> None:
        stays, leaves = given_mediator(), given_mediator(new_id(), Term(date(2019, 3, 1), date(2019, 4, 10)))
        case = given_assigned(stays, leaves)
        with pytest.raises(ResolutionRefused) as refused:
            given_resolved(case, stays, leaves, resolved_on=date(2019, 4, 10))
        assert broken_rules(refused) == [("resolved_on", "not-a-mediator-when-resolved")]
        assert given_resolved(case, stays, leaves, resolved_on=date(2019, 4, 9)).state is CaseState.RESOLVED

    @pytest.mark.parametrize(
        ("resolved_on", "code"),
        [(date(2019, 4, 2), "resolved-before-assignment"), (date(2019, 5, 1), "resolved-in-the-future")],
    )
    def test_keeps_the_dates_in_order(self, resolved_on: date, code: str) -> None:
        mediator = given_mediator()
        with pytest.raises(ResolutionRefused) as refused:
            given_resolved(given_assigned(mediator), mediator, resolved_on=resolved_on)
        assert broken_rules(refused) == [("resolved_on", code)]


def given_resolved(
    case: Case,
    *mediators: Mediator,
    outcome: OutcomeCode = "agreement-reached",
    resolved_on: date = date(2019, 4, 10),
    document: str = "新民调〔2019〕12号",
) -> Case:
    return resolve(case, mediators=mediators, outcome=outcome, resolved_on=resolved_on, document=document, today=TODAY)


class TestTheTables:
    def test_know_every_outcome_of_its_list_and_no_other(self) -> None:
        assert set(OUTCOMES) == set(get_args(OutcomeCode)) == CASE_OUTCOME.words
        assert set(WITHDRAWALS) == set(get_args(WithdrawalCode))
        assert set(KINDS) == set(get_args(KindCode))

    def test_ask_for_two_parties_since_the_law_does(self) -> None:
        def broken(opened_on: date) -> list[str]:
            alone = Opening(parties_count=1, opened_on=opened_on, org_closed_on=None, today=TODAY)
            return [fault.code for fault in faults(OPENING, alone, on=opened_on)]

        assert broken(date(2010, 12, 31)) == []
        assert broken(date(2011, 1, 1)) == ["two-parties-at-least"]

    def test_name_each_rule_once_with_a_sentence_in_both_languages_and_a_source(self) -> None:
        rules: list[Rule[Any]] = [*OPENING, *ASSIGNMENT, *RESOLUTION]
        assert len({rule.code for rule in rules}) == len(rules)
        assert all(rule.zh and rule.en and rule.source for rule in rules)
