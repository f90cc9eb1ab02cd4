"""Which lines hold on which day, and which lists are possible."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.reporting.report_lines.domain import (
    Changes,
    Lists,
    OwnReportLines,
    ReportLinesBegun,
    ReportLinesChanged,
    ReportLinesInvalid,
    ReportLinesNotADraft,
    ReportLinesNotInForce,
    Version,
    must_be_possible,
    without_empty,
)
from services.reporting.report_lines.parameters import COUNTS, FIRST, MOST_LINES, UNITS, Line, LineList

TODAY = date(2019, 4, 23)
DAY = timedelta(days=1)
CLERK, OTHER, LEADER = UUID(int=1), UUID(int=2), UUID(int=3)
REGISTERED, VISITED = FIRST.lines[0], FIRST.lines[4]
TALKS = Line("talks", "谈心谈话", "talks held", "time", required=False)
EMPTY = Line("", "", "", "person")
OWN = LineList(TODAY + DAY, (TALKS, REGISTERED), "新退役军人〔2019〕9号")


def faults(*lines: Line, since: date = TODAY + DAY) -> list[tuple[str, str]]:
    try:
        must_be_possible(LineList(since, lines, "九号"), Lists().every(), today=TODAY)
    except ReportLinesInvalid as refused:
        return [(each.field, each.code) for each in refused.fields]
    return []


class TestTheListsThatHold:
    LISTS = Lists((FIRST, OWN, LineList(TODAY + 3 * DAY, (VISITED, REGISTERED), "十号")))

    @pytest.mark.parametrize(
        ("day", "codes"),
        [
            (date(2000, 1, 1), [line.code for line in FIRST.lines]),
            (TODAY, [line.code for line in FIRST.lines]),
            (TODAY + DAY, ["talks", "registered"]),
            (TODAY + 2 * DAY, ["talks", "registered"]),
            (TODAY + 3 * DAY, ["visited", "registered"]),
            (TODAY + 900 * DAY, ["visited", "registered"]),
        ],
    )
    def test_begin_on_their_first_day(self, day: date, codes: list[str]) -> None:
        assert [line.code for line in self.LISTS.on(day).lines] == codes

    @pytest.mark.parametrize(
        ("first", "last", "codes"),
        [
            (1, 1, ["talks", "registered"]),
            (1, 3, ["visited", "registered", "talks"]),
            (0, 2, ["talks", "registered", *(line.code for line in FIRST.lines[1:])]),
            (2, 2, ["talks", "registered"]),
            (3, 9, ["visited", "registered"]),
        ],
    )
    def test_give_days_every_line_that_one_of_them_has(self, first: int, last: int, codes: list[str]) -> None:
        assert [line.code for line in self.LISTS.over(TODAY + first * DAY, TODAY + last * DAY)] == codes

    def test_call_a_line_as_the_last_of_them_does(self) -> None:
        lists = Lists((FIRST, replace(OWN, lines=(replace(REGISTERED, zh="新登记"),))))
        assert {line.zh for line in lists.over(TODAY, TODAY + DAY) if line.code == "registered"} == {"新登记"}
        assert lists.on(TODAY).lines[0].zh == "新登记退役军人"
        assert (lists.every()["registered"].zh, lists.every()["died"]) == ("新登记", FIRST.lines[3])


class TestWhatAListChanges:
    def test_is_told_line_by_line(self) -> None:
        renamed = replace(REGISTERED, zh="新登记")
        after = LineList(TODAY + DAY, (TALKS, VISITED, renamed), "九号")
        changes = Changes.between(LineList(TODAY, (REGISTERED, VISITED, FIRST.lines[3]), "八号"), after)
        assert changes == Changes(frozenset({"talks"}), frozenset({"registered"}), (FIRST.lines[3],))
        assert Changes.between(after, after) == Changes(frozenset(), frozenset(), ())


class TestAList:
    def test_is_possible(self) -> None:
        assert faults(TALKS, REGISTERED) == []
        assert faults(EMPTY, TALKS, EMPTY) == []
        assert without_empty(LineList(TODAY, (EMPTY, TALKS, EMPTY), "九号")).lines == (TALKS,)

    @pytest.mark.parametrize(
        ("lines", "found"),
        [
            ((), [("lines", "no-lines")]),
            ((EMPTY,), [("lines", "no-lines")]),
            ((EMPTY, replace(TALKS, en="")), [("lines.1.en", "line-incomplete")]),
            (
                (replace(TALKS, code="", zh=""),),
                [("lines.0.code", "line-incomplete"), ("lines.0.zh", "line-incomplete")],
            ),
            ((TALKS, EMPTY, replace(TALKS, zh="谈话", en="talk")), [("lines.2.code", "code-twice")]),
            ((TALKS, replace(TALKS, code="talk", en="talk")), [("lines.1.zh", "name-twice")]),
            ((TALKS, replace(TALKS, code="talk", zh="谈话")), [("lines.1.en", "name-twice")]),
            ((REGISTERED, replace(TALKS, count="registered")), [("lines.1.count", "count-twice")]),
            ((replace(REGISTERED, unit="case"),), [("lines.0.code", "means-otherwise")]),
            ((TALKS, replace(VISITED, count="died")), [("lines.1.code", "means-otherwise")]),
            ((replace(VISITED, zh="走访", required=False),), []),
        ],
    )
    def test_names_the_field_of_every_row_that_is_wrong(
        self, lines: tuple[Line, ...], found: list[tuple[str, str]]
    ) -> None:
        assert faults(*lines) == found

    @pytest.mark.parametrize(("since", "is_refused"), [(TODAY, True), (TODAY + DAY, False)])
    def test_begins_on_a_day_that_lies_ahead(self, since: date, is_refused: bool) -> None:
        assert faults(TALKS, since=since) == [("since", "not-ahead")] * is_refused

    def test_that_a_county_begins_with_is_possible(self) -> None:
        assert faults(*FIRST.lines) == []
        assert len(FIRST.lines) <= MOST_LINES
        assert {line.unit for line in FIRST.lines} <= UNITS.keys()
        assert {line.count for line in FIRST.lines} == {*COUNTS, None}


class TestAVersion:
    DRAFT = Version(UUID(int=9), OWN, written_by=(CLERK,))

    def test_is_corrected_by_whoever_drafts_and_brought_into_force_by_who_did_not(self) -> None:
        corrected = self.DRAFT.corrected(replace(OWN, source="十号"), (OTHER,)).corrected(OWN, (OTHER,))
        assert (corrected.said, corrected.version, corrected.written_by) == (OWN, 3, (CLERK, OTHER))
        for writer in (CLERK, OTHER):
            with pytest.raises(OwnReportLines):
                corrected.adopted(TODAY, (writer,))
        after = corrected.adopted(TODAY, (LEADER,))
        assert (after.state, after.version) == ("adopted", 4)
        with pytest.raises(ReportLinesNotADraft):
            after.adopted(TODAY, (LEADER,))
        with pytest.raises(ReportLinesNotADraft):
            after.corrected(OWN, (CLERK,))
        with pytest.raises(ReportLinesNotADraft):
            after.withdrawn()

    def test_is_neither_brought_into_force_nor_taken_back_once_its_first_day_has_come(self) -> None:
        with pytest.raises(ReportLinesBegun):
            self.DRAFT.adopted(TODAY + DAY, (LEADER,))
        after = self.DRAFT.adopted(TODAY, (LEADER,))
        with pytest.raises(ReportLinesBegun) as refused:
            after.revoked(TODAY + DAY)
        assert "2019-04-24" in refused.value.sentence("zh-CN")
        revoked = after.revoked(TODAY)
        assert (revoked.state, revoked.version) == ("withdrawn", 3)
        with pytest.raises(ReportLinesNotInForce):
            revoked.revoked(TODAY)

    def test_is_given_up_as_a_draft_on_whatever_day(self) -> None:
        assert self.DRAFT.withdrawn().state == "withdrawn"
        with pytest.raises(ReportLinesNotInForce):
            self.DRAFT.revoked(TODAY)
        with pytest.raises(ReportLinesNotADraft):
            self.DRAFT.withdrawn().withdrawn()

    @pytest.mark.parametrize(("version", "is_refused"), [(None, False), (1, False), (2, True)])
    def test_is_acted_on_as_it_was_shown(self, version: int | None, is_refused: bool) -> None:
        try:
            self.DRAFT.must_be(version)
        except ReportLinesChanged:
            assert is_refused
        else:
            assert not is_refused
