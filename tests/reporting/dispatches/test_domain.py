"""What minutes may say, and how tasks go on (pure)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.reporting.dispatches.domain.minutes import (
    Dispatch,
    DispatchChanged,
    DispatchInvalid,
    DispatchWithdrawn,
    Facts,
    Minutes,
    NothingToIssue,
    NotInDraft,
    OwnMinutes,
    must_be_possible,
    week_in_words,
)
from services.reporting.dispatches.domain.tasks import (
    AFTER,
    POSSIBLE,
    Act,
    DispatchTaskChanged,
    OwnTask,
    Task,
    TaskDayInvalid,
    TaskState,
    WrongTaskState,
)
from services.reporting.dispatches.parameters import ACTS, STATES
from shared.calendar.periods import Week

WRITER, LEADER, CLERK = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = date(2019, 4, 29)
MINUTES = Minutes(DAY, "局长", ("A00001",), ("A00002",), "议定事项")
FACTS = Facts(MINUTES, Week.of(date(2019, 4, 22)), DAY, frozenset({"A00001", "A00002"}), corrects=False)
DRAFT = Dispatch(UUID(int=9), "411329", "411329", "2019-W17", date(2019, 4, 22), written_by=(WRITER,))
TASK = Task(UUID(int=8), UUID(int=9), "A00001", "411329.A00001", date(2019, 5, 7), "核对台账")


class TestMinutes:
    def test_are_possible(self) -> None:
        must_be_possible(FACTS)
        must_be_possible(replace(FACTS, minutes=replace(MINUTES, held_on=date(2019, 4, 22))))
        must_be_possible(replace(FACTS, minutes=replace(MINUTES, reason="更正"), corrects=True))

    @pytest.mark.parametrize(
        ("facts", "field", "code"),
        [
            (replace(FACTS, minutes=replace(MINUTES, held_on=date(2019, 4, 21))), "held_on", "held-before-week"),
            (replace(FACTS, today=date(2019, 4, 28)), "held_on", "held-in-future"),
            (replace(FACTS, minutes=replace(MINUTES, present=("B00001",))), "present", "present-unknown"),
            (replace(FACTS, minutes=replace(MINUTES, absent=("B00001",))), "absent", "absent-unknown"),
            (replace(FACTS, minutes=replace(MINUTES, absent=("A00001",))), "absent", "present-and-absent"),
            (replace(FACTS, corrects=True), "reason", "correction-unexplained"),
        ],
    )
    def test_are_refused_by_field_and_rule(self, facts: Facts, field: str, code: str) -> None:
        with pytest.raises(DispatchInvalid) as refused:
            must_be_possible(facts)
        assert [(each.field, each.code) for each in refused.value.fields] == [(field, code)]

    def test_are_numbered_once_and_corrected_by_another_edition(self) -> None:
        first = DRAFT.issued_as(2019, 7, (LEADER,))
        assert (first.document_number, first.issued, first.version) == ("周调度纪要〔2019〕7号", 1, 2)
        assert DRAFT.document_number is None
        second = first.written((WRITER,))
        assert (second.edition, second.issued, second.written_by) == (2, 1, (WRITER,))
        third = second.written((CLERK,))
        assert (third.edition, third.written_by) == (2, (WRITER, CLERK))
        again = third.issued_as(2020, 1, (LEADER,))
        assert (again.document_number, again.issued) == ("周调度纪要〔2019〕7号", 2)

    def test_are_issued_by_another_and_once(self) -> None:
        with pytest.raises(OwnMinutes):
            DRAFT.issued_as(2019, 1, (WRITER,))
        with pytest.raises(NothingToIssue):
            DRAFT.issued_as(2019, 1, (LEADER,)).issued_as(2019, 2, (LEADER,))

    def test_that_nobody_wants_are_given_up_and_what_is_issued_stands(self) -> None:
        gone = DRAFT.given_up()
        assert (gone.state, gone.standing, gone.version) == ("withdrawn", 1, 2)
        with pytest.raises(DispatchWithdrawn):
            gone.must_stand()
        issued = DRAFT.issued_as(2019, 7, (LEADER,))
        with pytest.raises(NothingToIssue):
            issued.given_up()
        kept = issued.written((WRITER,)).given_up()
        kept.must_stand()
        assert (kept.state, kept.standing, kept.written((WRITER,)).edition) == ("issued", 1, 3)

    def test_that_are_issued_take_no_task_and_old_ones_no_change(self) -> None:
        DRAFT.must_be_draft()
        with pytest.raises(NotInDraft):
            DRAFT.issued_as(2019, 1, (LEADER,)).must_be_draft()
        DRAFT.must_be(None)
        DRAFT.must_be(1)
        with pytest.raises(DispatchChanged):
            DRAFT.must_be(2)


class TestWords:
    def test_call_a_week_as_people_do(self) -> None:
        called = week_in_words("2026-W48")
        assert (called.zh, called.en) == (
            "2026年第48周（11月23日至11月29日）", "week 48 of 2026 (2026-11-23 – 2026-11-29)",
        )  # fmt: skip

    def test_are_there_for_every_state_and_act(self) -> None:
        assert list(STATES) == list(TaskState)
        assert list(ACTS) == list(Act)


class TestATask:
    @pytest.mark.parametrize("act", [act for act in Act if act is not Act.EXTEND])
    @pytest.mark.parametrize("state", TaskState)
    def test_goes_on_as_the_table_says_and_no_otherwise(self, act: Act, state: TaskState) -> None:
        before = replace(TASK, state=state, version=3, done_on=DAY)
        if state in POSSIBLE[act]:
            after = before.after(act, (CLERK,), DAY)
            assert (after.state, after.version) == (AFTER.get(act, state), 4)
        else:
            with pytest.raises(WrongTaskState):
                before.after(act, (CLERK,), DAY)

    def test_remembers_who_worked_on_it_and_another_confirms(self) -> None:
        taken = TASK.after(Act.ASSIGN, (LEADER,), DAY).after(Act.ACCEPT, (CLERK,), DAY)
        done = taken.after(Act.PROGRESS, (CLERK,), DAY).after(Act.COMPLETE, (WRITER,), DAY)
        assert (done.answered_by, done.done_on) == ((CLERK, WRITER), DAY)
        for act in (Act.CONFIRM, Act.RETURN, Act.WITHDRAW):
            with pytest.raises(OwnTask):
                done.after(act, (CLERK,), DAY)
        with pytest.raises(OwnTask):
            taken.extended(TASK.due_on + timedelta(days=1), (CLERK,), DAY)
        assert done.after(Act.CONFIRM, (LEADER,), DAY).done_on == DAY
        assert done.after(Act.RETURN, (LEADER,), DAY).done_on is None

    def test_is_overdue_the_day_after_while_it_is_worked_on(self) -> None:
        open_ = replace(TASK, state=TaskState.ASSIGNED, version=1)
        assert not open_.is_overdue(TASK.due_on)
        assert open_.is_overdue(TASK.due_on + timedelta(days=1))
        assert not replace(open_, state=TaskState.DONE).is_overdue(date(2019, 6, 1))
        assert open_.after(Act.OVERDUE, (CLERK,), date(2019, 5, 8)).overdue_on == date(2019, 5, 8)

    def test_is_extended_to_a_later_day_that_is_to_come(self) -> None:
        late = replace(TASK, state=TaskState.ACCEPTED, version=3, overdue_on=date(2019, 5, 8))
        today = date(2019, 5, 10)
        after = late.extended(today, (LEADER,), today)
        assert (after.due_on, after.overdue_on, after.version) == (today, None, 4)
        for due_on, code in ((TASK.due_on, "not-later"), (date(2019, 5, 9), "day-over")):
            with pytest.raises(TaskDayInvalid) as refused:
                late.extended(due_on, (LEADER,), today)
            assert [(each.field, each.code) for each in refused.value.fields] == [("due_on", code)]
        with pytest.raises(WrongTaskState):
            replace(late, state=TaskState.DONE).extended(today, (LEADER,), today)

    def test_that_changed_meanwhile_is_not_acted_on(self) -> None:
        TASK.must_be(0)
        TASK.must_be(None)
        with pytest.raises(DispatchTaskChanged):
            TASK.must_be(1)
