"""Chains of opinions, and what one person proposes and another decides: whose turn it is, and who may say what."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from shared.approval import (
    Agreed,
    Chain,
    Opinion,
    OpinionInvalid,
    OpinionNotDue,
    OpinionOfAnother,
    Outcome,
    Refused,
    Returned,
    Turn,
    agreeing,
    opinion_of,
)
from shared.approval.acts import BY_ANOTHER, BY_PROPOSER, Act, possible
from shared.approval.levels import levels_of
from shared.approval.proposal import Proposal, ProposalDecided, ProposalNotFound, ProposedByOneself
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.ids import new_id
from shared.language import Named, Text
from shared.refusal import Refusal

CHAIN = Chain(
    ("village", "township", "county"),
    {
        Outcome.REFUSE: {"not-a-veteran": Named("not-a-veteran", "不是退役军人", "not a veteran")},
        Outcome.SUPPLEMENT: {"evidence-missing": Named("evidence-missing", "缺少证明材料", "evidence is missing")},
    },
)
REASONS = {Outcome.REFUSE: "not-a-veteran", Outcome.SUPPLEMENT: "evidence-missing"}
CLAUSE = "军人抚恤优待条例第八条"
AT = datetime(2019, 4, 30, tzinfo=UTC)


def said(*opinions: str) -> list[Opinion]:
    """`county agree 3`: the level, what it says, and the number of the person; the last is that of the level."""
    found = []
    for number, words in enumerate(opinions):
        step, outcome, *person = words.split()
        by = UUID(int=int(person[0]) if person else CHAIN.steps.index(step) + 1)
        clause = CLAUSE if outcome == Outcome.REFUSE else None
        reason = REASONS.get(Outcome(outcome))
        found.append(Opinion(step, Outcome(outcome), by, AT + timedelta(hours=number), reason, clause))
    return found


def after(*opinions: str) -> Turn:
    """What follows once they were said, one after the other."""
    all_of_them = said(*opinions)
    for place, each in enumerate(all_of_them):
        turn = CHAIN.after(all_of_them[:place], each)
    assert CHAIN.turn(all_of_them) == turn
    return turn


class TestAChain:
    @pytest.mark.parametrize(
        ("opinions", "turn"),
        [
            (["village agree"], Turn("township")),
            (["township agree"], Turn("county")),
            (["county agree"], Turn(None, Outcome.AGREE)),
            (["village agree", "township agree"], Turn("county")),
            (["village agree", "township agree", "county agree"], Turn(None, Outcome.AGREE)),
            (["village agree", "township supplement"], Turn("village")),
            (["village agree", "township agree", "county supplement"], Turn("township")),
            (["township agree", "county supplement", "township agree"], Turn("county")),
            (["village agree", "township agree", "county supplement", "township supplement"], Turn("village")),
            (["village agree", "township refuse"], Turn(None, Outcome.REFUSE)),
            (["village agree", "village agree 7"], Turn("township")),
            (["village agree", "township refuse", "village agree"], Turn("township")),
            (["village agree", "township refuse", "county agree"], Turn(None, Outcome.AGREE)),
        ],
    )
    def test_goes_on_or_back_by_one_level(self, opinions: list[str], turn: Turn) -> None:
        assert after(*opinions) == turn

    def test_waits_for_the_first_level_before_anything_was_said(self) -> None:
        assert CHAIN.turn([]) == Turn("village")

    @pytest.mark.parametrize(
        ("opinions", "refusal"),
        [
            (["village supplement"], OpinionNotDue),
            (["township refuse"], OpinionNotDue),
            (["village agree", "county agree"], OpinionNotDue),
            (["village agree", "village refuse"], OpinionNotDue),
            (["village agree", "township agree", "village agree"], OpinionNotDue),
            (["village agree", "township agree", "township supplement"], OpinionNotDue),
            (["village agree", "township supplement", "township supplement"], OpinionNotDue),
            (["county agree", "county agree"], OpinionNotDue),
            (["village agree", "township agree", "county agree", "county refuse"], OpinionNotDue),
            (["village agree", "township refuse", "county supplement"], OpinionNotDue),
            (["village agree", "township agree 1"], OpinionOfAnother),
            (["village agree", "township agree", "county agree 1"], OpinionOfAnother),
            (["village agree", "township supplement", "village agree 2"], OpinionOfAnother),
            (["village agree 1", "village agree 7", "township refuse 7"], OpinionOfAnother),
            (["township agree", "county supplement", "township supplement"], OpinionInvalid),
        ],
    )
    def test_hears_nobody_out_of_turn_or_twice(self, opinions: list[str], refusal: type[Refusal]) -> None:
        after(*opinions[:-1]) if len(opinions) > 1 else None
        with pytest.raises(refusal):
            after(*opinions)

    def test_hears_the_same_person_again_at_his_own_level(self) -> None:
        assert after("village agree", "township supplement", "village agree") == Turn("township")

    def test_hears_anybody_once_it_is_handed_in_anew_after_a_refusal(self) -> None:
        assert after("village agree 1", "township refuse 2", "village agree 2") == Turn("township")

    @pytest.mark.parametrize("outcome", [Outcome.REFUSE, Outcome.SUPPLEMENT])
    @pytest.mark.parametrize("reason", [None, "evidence-missing-not", ""])
    def test_refuses_nothing_without_a_reason_of_the_list(self, outcome: Outcome, reason: str | None) -> None:
        with pytest.raises(OpinionInvalid) as refused:
            CHAIN.after(said("village agree"), Opinion("township", outcome, UUID(int=2), AT, reason, CLAUSE))
        assert [fault.field for fault in refused.value.fields] == ["reason_code"]

    def test_is_left_by_what_the_first_level_returns_where_somebody_is_there_who_applied(self) -> None:
        returned = Opinion("village", Outcome.SUPPLEMENT, UUID(int=1), AT, "evidence-missing")
        for before in (said(), said("village agree", "township supplement")):
            with pytest.raises(OpinionInvalid) if before else pytest.raises(OpinionNotDue):
                CHAIN.after(before, returned)
        before = said("village agree", "township supplement")
        assert CHAIN.after(before, returned, to_applicant=True) == Turn("village")

    def test_takes_no_reason_of_another_outcome(self) -> None:
        with pytest.raises(OpinionInvalid):
            CHAIN.said(Outcome.REFUSE, reason_code="evidence-missing", clause=CLAUSE, note=None)

    def test_takes_no_reason_for_agreeing_and_drops_none_silently(self) -> None:
        with pytest.raises(OpinionInvalid) as refused:
            CHAIN.said(Outcome.AGREE, reason_code="evidence-missing", clause=None, note=None)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("reason_code", "not-allowed")]

    def test_refuses_nothing_without_a_clause(self) -> None:
        with pytest.raises(OpinionInvalid) as refused:
            CHAIN.after(said("village agree"), Opinion("township", Outcome.REFUSE, UUID(int=2), AT, "not-a-veteran"))
        assert [fault.field for fault in refused.value.fields] == ["clause"]

    def test_takes_a_form_that_lacks_nothing(self) -> None:
        form: dict[str, Any] = {"reason_code": "not-a-veteran", "clause": CLAUSE, "note": "查无此人"}
        assert CHAIN.said(Outcome.REFUSE, **form) == Refused("not-a-veteran", CLAUSE, "查无此人")
        assert CHAIN.said(Outcome.AGREE, **{**form, "reason_code": None}) == Agreed("查无此人", CLAUSE)
        form["reason_code"] = "evidence-missing"
        assert CHAIN.said(Outcome.SUPPLEMENT, **form) == Returned("evidence-missing", "查无此人")
        with pytest.raises(OpinionInvalid) as refused:
            CHAIN.said(Outcome.REFUSE, reason_code=None, clause=None, note=None)
        assert [fault.field for fault in refused.value.fields] == ["reason_code", "clause"]

    def test_hears_for_a_level_who_speaks_for_it_when_it_is_its_turn(self) -> None:
        lender = UUID(int=4)
        grants = ((Role.STATION_STAFF, None), (Role.CENTRE_STAFF, lender))
        caller = Caller(UUID(int=3), tuple(Grant(new_id(), role, "c.s", "", lent) for role, lent in grants))
        levels = levels_of(caller, "c.s.r")
        assert levels == ["station", "centre"]
        heard = opinion_of(Returned("evidence-missing"), caller, "centre", levels, AT)
        assert heard == Opinion("centre", Outcome.SUPPLEMENT, UUID(int=3), AT, "evidence-missing", None, lender)
        assert agreeing(caller, "station", AT) == Opinion("station", Outcome.AGREE, UUID(int=3), AT)
        for waits_for in ("room", None):
            with pytest.raises(OpinionNotDue):
                opinion_of(Agreed(), caller, waits_for, levels, AT)

    @pytest.mark.parametrize(
        ("before", "then", "is_for_another"),
        [((1, None), (2, 1), True), ((2, 1), (1, None), True), ((2, 1), (3, 1), True), ((2, 1), (3, 4), False)],
    )
    def test_hears_nobody_whose_colleague_was_heard_in_his_stead(
        self, before: tuple[int, int | None], then: tuple[int, int | None], is_for_another: bool
    ) -> None:
        """Each: who says it, and whom he stands in for."""
        first, second = [
            Opinion(step, Outcome.AGREE, UUID(int=by), AT, given_for=UUID(int=lender) if lender else None)
            for step, (by, lender) in (("village", before), ("township", then))
        ]
        assert CHAIN.is_for_another([first], second) is is_for_another

    def test_tells_who_must_leave_it_to_another(self) -> None:
        assert CHAIN.is_for_another(said("village agree"), *said("township agree 1"))
        assert not CHAIN.is_for_another(said("village agree"), *said("township agree"))


class TestAProposal:
    first, second = new_id(), new_id()

    def test_is_decided_by_another_and_taken_back_by_who_made_it(self) -> None:
        proposal = Proposal(new_id(), self.first, outcome=None, proposed_for=None)
        proposal.must_be_anothers({self.second})
        proposal.must_be_of(self.first)
        for accounts in ({self.first}, {self.second, self.first}):
            with pytest.raises(ProposedByOneself):
                proposal.must_be_anothers(accounts)
        with pytest.raises(ProposalNotFound):
            proposal.must_be_of(self.second)

    def test_is_not_decided_by_whom_its_proposer_stood_in_for(self) -> None:
        proposal = Proposal(new_id(), self.first, outcome=None, proposed_for=self.second)
        for account in (self.first, self.second):
            with pytest.raises(ProposedByOneself):
                proposal.must_be_anothers({account})
        proposal.must_be_anothers({new_id()})

    @pytest.mark.parametrize("outcome", ["confirmed", "refused", "withdrawn"])
    def test_is_decided_once(self, outcome: str) -> None:
        Proposal(new_id(), self.first, outcome=None, proposed_for=None).must_be_open()
        with pytest.raises(ProposalDecided):
            Proposal(new_id(), self.first, outcome, proposed_for=None).must_be_open()


class TestWhatIsDoneAboutAProposal:
    def test_is_for_its_state_and_for_one_of_two(self) -> None:
        first, second, stood_in_for = new_id(), new_id(), new_id()

        def act(end: str, *states: str, by: str = "") -> Act[None]:
            return Act(end, Text(end, end), "a.b", BaseModel, None, frozenset(states), by)

        acts = (
            act("confirmation", "open", by=BY_ANOTHER),
            act("withdrawal", "open", by=BY_PROPOSER),
            act("end", "open", "used"),
        )

        def ends(state: str, reader: UUID, lender: UUID | None = None) -> list[str]:
            caller = Caller(reader, (Grant(new_id(), Role.CENTRE_STAFF, "411329", "", lender),))
            found = possible(acts, state, proposed_by=first, proposed_for=stood_in_for, reader=caller)
            return [each.end for each in found]

        assert ends("open", first) == ["withdrawal", "end"]
        assert ends("open", second) == ["confirmation", "end"]
        # Whom he stood in for, and who stands in for either: neither takes it back, and neither confirms it.
        assert (
            ends("open", stood_in_for) == ends("open", second, first) == ends("open", second, stood_in_for) == ["end"]
        )
        assert ends("used", first) == ends("used", second) == ["end"]
        assert ends("ended", second) == []
