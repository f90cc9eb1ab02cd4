"""What a bulletin counts, adjusts and checks, who issues it, and how it reads (pure)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import msgspec
import pytest

from services.reporting.bulletins.domain.bulletin import (
    due_on,
    late_periods,
)
from services.reporting.bulletins.domain.content import (
    Adjustment,
    Content,
    Kind,
    Told,
    adjustments_of,
    checks_of,
    period_of,
    told_by,
)
from services.reporting.bulletins.letters import bulletin_letter
from services.reporting.bulletins.parameters import LOOKED_BACK
from services.reporting.bulletins.schemas.exported import ITEMS, NUMBERS, lines_of
from services.reporting.consistency.rules import RULES, Fault, Finding
from shared.calendar.notices import released_calendar
from shared.calendar.periods import TenDays
from shared.letters.office import docx_of
from shared.letters.press import pdf_of
from tests.papers import words_on
from tests.reporting.bulletins.sample import CONTENT, DRAFT, OTHER, issued


class TestContent:
    def test_adds_up_stations_and_changes(self) -> None:
        assert CONTENT.states == {"submitted": 19, "late": 1}
        assert CONTENT.work == {"cases_opened": 5, "visited": 1}
        assert [each.change for each in CONTENT.figures] == [12, -2, 0, 0]
        assert [each.difference for each in CONTENT.adjustments] == [-1, 2]

    def test_is_stored_and_read_as_it_is(self) -> None:
        assert msgspec.convert(msgspec.to_builtins(CONTENT), Content) == CONTENT

    def test_knows_its_period_by_its_code(self) -> None:
        for code in ("2019-02-C", "2020-02-A", "2019-12-B"):
            assert period_of(code).code == code
        assert period_of("2020-02-C") == TenDays.of(date(2020, 2, 29))


class TestAdjustments:
    def test_are_what_is_told_and_is_so_no_more(self) -> None:
        told = Told.of(CONTENT)
        now: dict[tuple[Kind, str], int] = dict(told.numbers) | {("work", "cases_opened"): 4, ("figure", "F44"): 7}
        assert adjustments_of(told, now) == (Adjustment("2019-04-C", "work", "cases_opened", 5, 4),)
        del now["work", "visited"]
        assert adjustments_of(told, now)[-1] == Adjustment("2019-04-C", "work", "visited", 1, 0)

    def test_are_told_once(self) -> None:
        """The next one but one compares with what the next one has told."""
        first = msgspec.structs.replace(CONTENT, period="2019-04-B", adjustments=())
        [before, last] = told_by([first, CONTENT])
        assert (before.period, last.period) == ("2019-04-B", "2019-04-C")
        assert before.numbers["work", "cases_opened"] == 2
        assert before.numbers["figure", "F01"] == 12
        assert before.numbers["work", "visited"] == 1
        assert [each.period for each in told_by([CONTENT])] == ["2019-04-C"]


class TestChecks:
    def test_have_every_rule_and_that_it_counts_again(self) -> None:
        checks = checks_of([], counts_again=True)
        assert [each.rule for each in checks] == [*(rule.code for rule in RULES), "C15"]
        assert all(each.holds for each in checks)

    def test_have_a_line_for_each_fault(self) -> None:
        soft = next(rule for rule in RULES if rule.severity == "soft")
        faults = [Finding(soft, Fault("54.3 %", "10–40 %", ("411329",))), Finding(soft, Fault("1", "2", ()))]
        checks = checks_of(faults, counts_again=False)
        assert [(each.rule, each.severity, each.value) for each in checks if not each.holds] == [
            (soft.code, "soft", "54.3 %"), (soft.code, "soft", "1"), ("C15", "hard", ""),
        ]  # fmt: skip
        content = msgspec.structs.replace(CONTENT, checks=checks)
        assert [each.rule for each in content.broken] == ["C15"]
        assert [each.rule for each in content.alerts] == [soft.code, soft.code]


class TestTheDay:
    @pytest.mark.parametrize(
        ("last_on", "due"),
        [
            (date(2019, 4, 30), date(2019, 5, 6)),
            (date(2019, 4, 20), date(2019, 4, 23)),
            (date(2019, 4, 26), date(2019, 4, 29)),
            (date(1950, 1, 10), None),
        ],
    )
    def test_by_which_it_is_to_be_issued_is_the_second_working_day_after(self, last_on: date, due: date | None) -> None:
        """28 April and 5 May 2019, Sundays, were working days; 1 to 4 May were not."""
        assert due_on(last_on, released_calendar()) == due


class TestLatePeriods:
    @pytest.mark.parametrize(
        ("issued", "today", "late"),
        [
            ((), date(2019, 5, 7), []),
            (("2019-04-B",), date(2019, 5, 6), []),
            (("2019-04-B",), date(2019, 5, 7), ["2019-04-C"]),
            (("2019-04-A",), date(2019, 5, 7), ["2019-04-C", "2019-04-B"]),
            (("2019-04-A", "2019-04-C"), date(2019, 5, 7), ["2019-04-B"]),
            (("2019-04-B", "2019-04-C"), date(2019, 5, 7), []),
        ],
    )
    def test_are_those_after_the_first_that_have_no_bulletin_by_their_day(
        self, issued: tuple[str, ...], today: date, late: list[str]
    ) -> None:
        """That of the end of April 2019 was due on 6 May."""
        first = [period_of(code).first for code in issued]
        assert [each.code for each in late_periods(first, today, released_calendar())] == late

    def test_are_looked_for_a_year_back(self) -> None:
        found = late_periods([date(2017, 1, 1)], date(2019, 5, 7), released_calendar())
        assert (len(found), found[-1].code) == (LOOKED_BACK, "2018-05-A")


class TestThePaper:
    def test_says_figures_work_adjustments_alerts_and_text(self) -> None:
        letter = bulletin_letter(issued(), "新野县退役军人服务中心")
        said = "\n".join(each.zh for each in letter.body)
        for words in (
            "2019年4月21日至2019年4月30日，共10天",
            "登记退役军人18,636人（较上期末增加12）",
            "158起（较上期末减少2）",
            "受理矛盾纠纷5",
            "应报20份：迟报1份；按时19份",
            "2019年4月中旬受理矛盾纠纷由3更正为2（−1）",
            "2019年4月中旬登记退役军人由10更正为12（+2）",
            "（54.3 %，应为10–40 %）",
            "六、本旬公布的考评排名。2019年3月（第2次排名，见后表）。",
            "补报漏报的日报告。",
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

    def test_says_amounts_in_yuan(self) -> None:
        content = msgspec.structs.replace(CONTENT, adjustments=(Adjustment("2019-04-B", "figure", "F09", 100, 250),))
        said = [each.zh for each in bulletin_letter(replace(issued(), content=content), "服务中心").body]
        assert any("阵地建设投资由1更正为2.50（+1.50）" in each for each in said)

    def test_of_nothing_says_so(self) -> None:
        empty = msgspec.structs.replace(CONTENT, adjustments=(), checks=(), figures=(), stations=(), rankings=())
        letter = bulletin_letter(replace(DRAFT, content=empty), "中心")
        assert (letter.number, letter.tables) == (None, [])
        assert "六、本旬公布的考评排名。无。" in [each.zh for each in letter.body]
        assert "四、以前各期更正。无。" in [each.zh for each in letter.body]

    def test_as_docx_has_the_page_of_gb_9704_and_the_same_bytes(self) -> None:
        letter = bulletin_letter(issued(DRAFT.edited("第一<段>\n\n第二&段", OTHER)), "新野县退役军人服务中心")
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
            ("adjustment", None, "cases_opened", 3, 2, -1),
            ("report", "A", "late", None, 1, None),
            ("work", "B", "cases_opened", None, 2, None),
            ("place", "B", "townships", None, None, None),
        ):
            assert each in said
        assert len(said) == 4 + 2 + 3 + 3 + 3
        assert [(line["period"], line["points"]) for line in lines][-1] == ("2019-03", Decimal("88.5"))
        assert {line["item"] for line in lines} - ITEMS.keys() == {"F99"}

    def test_kept_before_rankings_were_in_it_is_read(self) -> None:
        kept = msgspec.to_builtins(CONTENT)
        del kept["rankings"]
        assert msgspec.convert(kept, Content).rankings == ()
        assert msgspec.convert(msgspec.to_builtins(CONTENT), Content) == CONTENT
