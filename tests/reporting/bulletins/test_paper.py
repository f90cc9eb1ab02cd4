"""How a bulletin reads: on paper, as a document, as a workbook (pure)."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import msgspec

from services.reporting.bulletins.domain.content import Adjustment, Content
from services.reporting.bulletins.letters import bulletin_letter
from services.reporting.bulletins.schemas.exported import ITEMS, NUMBERS, lines_of
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.report_lines.domain import Lists
from services.reporting.report_lines.parameters import FIRST, Line, LineList
from shared.clock import SHANGHAI
from shared.export.workbook import Mark, workbook_of
from shared.letters.office import docx_of
from shared.letters.press import pdf_of
from tests.papers import words_on
from tests.reporting.bulletins.sample import CONTENT, DRAFT, OTHER, issued

FORM = PaperForm.first("bulletin")


class TestThePaper:
    def test_says_the_work_of_its_days_by_the_lines_that_held(self) -> None:
        """The period is 21 to 30 April; the adjustment is of the one before."""
        own = LineList(
            date(2019, 4, 25), (Line("cases_opened", "新受理纠纷", "disputes", "case", "cases_opened"),), "九号"
        )
        later = LineList(date(2019, 5, 1), (Line("talks", "谈心谈话", "talks", "time"),), "十号")
        letter = bulletin_letter(issued(), "中心", FORM, Lists((FIRST, own, later)))
        said = "\n".join(each.zh for each in letter.body)
        assert "新受理纠纷5；新登记退役军人0；" in said
        assert "受理矛盾纠纷由3更正为2" in said
        assert "谈心谈话" not in said

    def test_says_figures_work_adjustments_alerts_and_text(self) -> None:
        letter = bulletin_letter(issued(), "新野县退役军人服务中心", FORM, Lists())
        said = "\n".join(each.zh for each in letter.body)
        for words in (
            "2019年4月21日至2019年4月30日，共10天",
            "登记退役军人18,636人（较上期末增加12）",
            "158起（较上期末减少2）",
            "受理矛盾纠纷5",
            "应报20份：迟报1份；按时19份",
            "2019年4月中旬受理矛盾纠纷由3更正为2（−1）",
            "2019年4月中旬登记退役军人由10更正为12（+2）",
            "（54.3 %，应为：10–40 %）",
            "六、本旬公布的考评排名。2019年3月（第2次排名，见后表）。",
            "补报漏报的日报告。",
            "统计时间：2019年5月5日08:30",
            " ".join(["abababab"] * 8),
        ):
            assert words in said, words
        assert "F99" not in said
        assert all(each.en for each in letter.body)
        words = words_on(pdf_of(letter))
        assert "旬通报〔2019〕12号" in words
        assert "2019年4月下旬退役军人服务保障工作通报" in words
        assert "2019年3月考评排名（乡镇、街道）名次服务站总分1一站96不排名二站60" in words
        assert "2019年3月考评排名（县直单位）名次服务站总分1三站88.5" in words
        assert "指标4月上旬4月中旬4月下旬登记退役军人18,61218,62418,636" in words

    def test_has_a_chart_of_each_key_figure_and_each_list(self) -> None:
        letter = bulletin_letter(issued(), "中心", FORM, Lists())
        drawn = [(table.title.zh, [(each.form, each.title.zh) for each in table.charts]) for table in letter.tables]
        assert drawn == [
            ("主要数据近期走势（各旬末）", [("line", "登记退役军人（人）")]),
            ("2019年3月考评排名（乡镇、街道）", [("bars", "总分（乡镇、街道）")]),
            ("2019年3月考评排名（县直单位）", [("bars", "总分（县直单位）")]),
        ]
        [course], [townships] = letter.tables[0].charts, letter.tables[1].charts
        assert [(each.label.zh, each.value, each.worded) for each in course.points] == [
            ("4月上旬", 18_612, "18,612"), ("4月中旬", 18_624, "18,624"), ("4月下旬", 18_636, "18,636"),
        ]  # fmt: skip
        assert [(each.label.zh, each.value) for each in townships.points] == [("一站", 96), ("二站", 60)]
        assert "18,624" in words_on(pdf_of(letter)).partition("登记退役军人18,61218,62418,636")[2]

    def test_says_amounts_in_yuan(self) -> None:
        content = msgspec.structs.replace(CONTENT, adjustments=(Adjustment("2019-04-B", "figure", "F09", 100, 250),))
        said = [each.zh for each in bulletin_letter(replace(issued(), content=content), "服务中心", FORM, Lists()).body]
        assert any("阵地建设投资由1更正为2.50（+1.50）" in each for each in said)

    def test_of_nothing_says_so(self) -> None:
        empty = msgspec.structs.replace(
            CONTENT, adjustments=(), checks=(), figures=(), stations=(), rankings=(), trends=(), counted_at=None
        )
        letter = bulletin_letter(replace(DRAFT, content=empty), "中心", FORM, Lists())
        assert (letter.number, letter.tables) == ("旬通报〔2019〕　　　号", [])
        assert "六、本旬公布的考评排名。无。" in [each.zh for each in letter.body]
        assert "四、以前各期更正。无。" in [each.zh for each in letter.body]
        assert not any("统计时间" in each.zh for each in letter.body)

    def test_as_docx_has_the_page_of_gb_9704_and_the_same_bytes(self) -> None:
        letter = bulletin_letter(
            issued(DRAFT.edited("第一<段>\n\n第二&段", (OTHER,))), "新野县退役军人服务中心", FORM, Lists()
        )
        made = docx_of(letter)
        assert made == docx_of(letter)
        with ZipFile(BytesIO(made)) as file:
            assert file.namelist() == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
            document = file.read("word/document.xml").decode()
        assert "第一&lt;段&gt;</w:t>" in document
        assert "第二&amp;段</w:t>" in document
        assert 'w:w="11906" w:h="16838"' in document
        assert 'w:top="2098"' in document
        assert "旬通报〔2019〕12号" in document
        assert document.index("2019年5月5日") > document.index("工作要求")


class TestTheWorkbook:
    def test_has_figures_adjustments_reports_and_ranks(self) -> None:
        lines = list(lines_of(DRAFT))
        assert all(line.keys() == {column.name for column in NUMBERS.sheet.columns} for line in lines)
        said = [
            (line["part"], line["code"], line["item"], line["before"], line["value"], line["change"]) for line in lines
        ]
        for each in (
            ("figure", None, "F01", 18_624, 18_636, 12),
            ("adjustment", None, "work.cases_opened", 3, 2, -1),
            ("report", "A", "late", None, 1, None),
            ("work", "B", "work.cases_opened", None, 2, None),
            ("place", "B", "townships", None, None, None),
        ):
            assert each in said
        assert ("trend", None, "F01", None, 18_624, None) in said
        assert len(said) == 4 + 6 + 2 + 3 + 3 + 3
        assert [(line["period"], line["points"]) for line in lines][-1] == ("2019-03", Decimal("88.5"))
        assert {line["item"] for line in lines} - ITEMS.keys() == {"F99", "work.cases_opened", "work.visited"}

    def test_draws_the_course_of_each_figure_and_each_list_of_ranks(self) -> None:
        mark = Mark(OTHER, datetime(2019, 5, 5, tzinfo=SHANGHAI), "汇总", "")
        with ZipFile(BytesIO(workbook_of(NUMBERS.sheet, lines_of(DRAFT), mark, "zh-CN"))) as parts:
            charts = [
                parts.read(f"xl/charts/chart{number}.xml").decode()
                for number in range(1, sum(each.startswith("xl/charts/chart") for each in parts.namelist()) + 1)
            ]
        said = [re.findall(r"<a:t>(.*?)</a:t>", chart) for chart in charts]
        assert said == [["登记退役军人"], ["F99"], ["2019-03 乡镇、街道"], ["2019-03 县直单位"]]
        assert ["barChart" in chart for chart in charts] == [False, False, True, True]

    def test_kept_before_rankings_were_in_it_is_read(self) -> None:
        kept = msgspec.to_builtins(CONTENT)
        del kept["rankings"], kept["trends"]
        older = msgspec.convert(kept, Content)
        assert (older.rankings, older.trends) == ((), ())
        assert msgspec.convert(msgspec.to_builtins(CONTENT), Content) == CONTENT
