"""Minutes as an official paper (pure)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.reporting.dispatches.letters import dispatch_letter
from services.reporting.dispatches.schemas.views import MinutesView
from services.reporting.paper_forms.domain.forms import PaperForm
from tests.reporting.dispatches.test_domain import DRAFT, LEADER, TASK, WRITER

MINUTES = MinutesView(
    edition=1,
    held_on=date(2019, 4, 29),
    chaired_by="局长",
    present=["A00001"],
    absent=[],
    topics="核对台账\n\n补齐信息",
    reason=None,
    written_by=WRITER,
    written_at=datetime(2019, 4, 29, 2, tzinfo=UTC),
    issued_by=LEADER,
    issued_at=datetime(2019, 4, 29, 17, tzinfo=UTC),
)
NAMES = {"A00001": "一站", "411329": "县中心"}
FORM = PaperForm.first("minutes")


class TestThePaper:
    def test_says_who_was_there_what_was_agreed_on_and_who_does_what(self) -> None:
        issued = DRAFT.issued_as(2019, 7, (LEADER,))
        letter = dispatch_letter(issued, MINUTES, [TASK], NAMES, FORM, is_whole=True)
        assert [each.zh for each in letter.body] == [
            "2019年4月29日召开2019年第17周（4月22日至4月28日）周调度会议，局长主持。",
            "参加：一站。",
            "一、议定事项。",
            "核对台账",
            "补齐信息",
            "二、任务。",
            "1．核对台账（一站，2019年5月7日前）",
        ]
        assert (letter.number, letter.issued_by) == ("周调度纪要〔2019〕7号", "县中心")
        assert letter.dated == "2019年4月30日"

    def test_of_a_unit_has_its_tasks_and_of_a_correction_its_reason(self) -> None:
        minutes = MINUTES.model_copy(update={"absent": ["B00001"], "reason": "到会机构记错"})
        said = dispatch_letter(replace(DRAFT, dispatch_id=UUID(int=4)), minutes, [], NAMES, FORM, is_whole=False).body
        assert [each.zh for each in said][-4:] == [
            "二、任务。",
            "以下只列本机构的任务。",
            "无。",
            "本版更正原因：到会机构记错。",
        ]
        assert "缺席：B00001。" in [each.zh for each in said]
