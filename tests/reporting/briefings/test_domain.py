"""What a briefing note says, who issues it, and how it reads (pure)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import msgspec
import pytest

from services.reporting.briefings.domain import (
    Briefing,
    BriefingChanged,
    BriefingHasNothingToIssue,
    BriefingInvalid,
    BriefingWithdrawn,
    Counted,
    EditionContent,
    Facts,
    OwnBriefing,
    must_be_possible,
)
from services.reporting.briefings.letters import briefing_letter
from services.reporting.briefings.parameters import CHOICES
from services.reporting.briefings.schemas import EditionView
from services.reporting.bulletins.domain.content import Trend, Value
from services.reporting.figures.parameters.trends import KEY_FIGURES
from services.reporting.paper_forms.domain.forms import PaperForm
from shared.clock import SHANGHAI
from shared.letters.press import pdf_of
from tests.papers import words_on

WRITER, LEADER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2019, 5, 5)
SAID = EditionContent(
    "四月优待服务情况", date(2019, 4, 1), date(2019, 4, 30), ("F01", "F20"), "登记平稳。\n纠纷已化解。"
)
DRAFT = Briefing(UUID(int=9), "411329", "411329", written_by=(WRITER,))
COUNTED = Counted(
    (Value("F01", 18_600, 18_636), Value("F20", 160, 160), Value("F99", 1, 2)),
    (Trend("F01", (("2019-04-B", 18_624), ("2019-04-C", 18_636))),),
    provisional=False,
)
EDITION = EditionView(
    1, SAID.subject, SAID.first_on, SAID.last_on, SAID.figures, COUNTED, SAID.text, None, WRITER,
    datetime(2019, 5, 5, 9, tzinfo=SHANGHAI), None, None,
)  # fmt: skip


def faults(corrects: bool = False, **said: object) -> list[tuple[str, str]]:
    with pytest.raises(BriefingInvalid) as refused:
        must_be_possible(Facts(replace(SAID, **said), TODAY, corrects))  # type: ignore[arg-type]
    return [(each.field, each.code) for each in refused.value.fields]


class TestWhatItSays:
    def test_is_of_days_that_are_over(self) -> None:
        must_be_possible(Facts(replace(SAID, last_on=TODAY), TODAY, corrects=False))
        must_be_possible(Facts(replace(SAID, first_on=SAID.last_on), TODAY, corrects=False))
        assert faults(last_on=date(2019, 5, 6)) == [("last_on", "period-to-come")]
        assert faults(first_on=date(2019, 5, 1)) == [("last_on", "period-reversed")]

    def test_is_corrected_with_a_reason(self) -> None:
        assert faults(corrects=True) == [("reason", "correction-unexplained")]
        must_be_possible(Facts(replace(SAID, reason="数字有误"), TODAY, corrects=True))

    def test_has_figures_that_there_are(self) -> None:
        assert set(KEY_FIGURES) < CHOICES.keys()


class TestIssuing:
    def test_gives_a_number_that_stays_with_the_next_edition(self) -> None:
        one = DRAFT.issued_as(2019, 3, (LEADER,))
        assert (one.document_number, one.issued, one.is_draft) == ("简报〔2019〕3号", 1, False)
        again = one.written((OTHER,))
        assert (again.edition, again.is_draft, again.written_by) == (2, True, (OTHER,))
        two = again.issued_as(2020, 1, (LEADER,), word="别的")
        assert (two.document_number, two.issued, two.version) == ("简报〔2019〕3号", 2, 4)
        assert DRAFT.issued_as(2019, 3, (LEADER,), word="新简").document_number == "新简〔2019〕3号"

    def test_is_by_somebody_who_wrote_nothing_of_it_and_once(self) -> None:
        with pytest.raises(OwnBriefing):
            DRAFT.issued_as(2019, 3, (WRITER,))
        with pytest.raises(OwnBriefing):
            DRAFT.written((OTHER,)).issued_as(2019, 3, (WRITER,))
        with pytest.raises(BriefingHasNothingToIssue):
            DRAFT.issued_as(2019, 3, (LEADER,)).issued_as(2019, 4, (LEADER,))
        DRAFT.must_be(1)
        with pytest.raises(BriefingChanged):
            DRAFT.must_be(2)


class TestGivingUp:
    def test_a_note_of_which_nothing_is_issued_ends_it(self) -> None:
        DRAFT.must_stand()
        gone = DRAFT.written((OTHER,)).given_up()
        assert (gone.state, gone.standing, gone.is_draft, gone.version) == ("withdrawn", 1, False, 3)
        with pytest.raises(BriefingWithdrawn):
            gone.must_stand()
        with pytest.raises(BriefingHasNothingToIssue):
            gone.given_up()

    def test_a_correction_lets_the_issued_edition_stand(self) -> None:
        issued = DRAFT.issued_as(2019, 3, (LEADER,))
        with pytest.raises(BriefingHasNothingToIssue):
            issued.given_up()
        gone = issued.written((OTHER,)).given_up()
        gone.must_stand()
        assert (gone.state, gone.standing, gone.edition, gone.issued) == ("issued", 1, 2, 1)
        with pytest.raises(BriefingHasNothingToIssue):
            gone.issued_as(2019, 4, (LEADER,))
        again = gone.written((WRITER,))
        assert (again.state, again.standing, again.edition, again.written_by) == ("draft", 3, 3, (WRITER,))
        after = again.issued_as(2020, 1, (LEADER,))
        assert (after.document_number, after.state, after.standing, after.issued) == ("简报〔2019〕3号", "issued", 3, 3)


class TestThePaper:
    def test_has_figures_their_course_and_words(self) -> None:
        letter = briefing_letter(
            DRAFT.issued_as(2019, 3, (LEADER,)),
            replace(EDITION, issued_by=LEADER, issued_at=EDITION.written_at),
            "新野县退役军人服务中心",
            PaperForm.first("briefing"),
        )
        assert [each.zh for each in letter.body] == [
            "现将2019年4月1日至2019年4月30日有关数据和情况报告如下。",
            "一、主要数据。截至2019年4月30日：登记退役军人18,636人（较期初增加36）；化解矛盾纠纷160起。",
            "二、情况和建议。",
            "登记平稳。",
            "纠纷已化解。",
        ]
        assert all(each.en for each in letter.body)
        assert [len(table.charts) for table in letter.tables] == [1]
        words = words_on(pdf_of(letter))
        for said in ("简报〔2019〕3号四月优待服务情况局领导：", "登记退役军人18,62418,636", "2019年5月5日"):
            assert said in words

    def test_before_it_is_issued_has_room_for_a_number_and_corrected_says_why(self) -> None:
        edition = replace(EDITION, edition=2, reason="数字有误")
        letter = briefing_letter(DRAFT, edition, "中心", PaperForm.first("briefing"))
        assert letter.numbered == "简报〔2019〕　　　号"
        assert letter.body[-1].zh == "本版更正原因：数字有误。"

    def test_of_a_draft_that_was_withdrawn_says_so_first(self) -> None:
        edition = replace(EDITION, withdrawn_by=WRITER, withdrawn_at=EDITION.written_at, withdrawal_reason="不印发了")
        letter = briefing_letter(DRAFT.given_up(), edition, "中心", PaperForm.first("briefing"))
        assert (letter.body[0].zh, letter.body[0].en) == (
            "本稿已于2019年5月5日撤回，未印发，原因：不印发了。", "Withdrawn on 2019-05-05, never issued: 不印发了.",
        )  # fmt: skip
        assert "撤回" not in "".join(each.zh for each in letter.body[1:])
        assert "本稿已于2019年5月5日撤回，未印发" in words_on(pdf_of(letter))

    def test_of_a_correction_that_waits_has_not_the_number_of_what_is_issued(self) -> None:
        waits = DRAFT.issued_as(2019, 3, (LEADER,)).written((OTHER,))
        letter = briefing_letter(waits, replace(EDITION, edition=2), "中心", PaperForm.first("briefing"))
        assert letter.numbered == "简报〔2019〕　　　号"

    def test_is_kept_as_it_was_counted(self) -> None:
        assert msgspec.convert(msgspec.to_builtins(COUNTED), Counted) == COUNTED
