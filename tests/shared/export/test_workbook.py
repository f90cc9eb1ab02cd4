"""A list as a file."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from shared.export.columns import Column, Plot, Sheet
from shared.export.workbook import Mark, workbook_of
from shared.ids import new_id
from shared.language import Text

SHEET = Sheet(
    "things",
    "物品",
    "Things",
    (
        Column("name", "名称", "name"),
        Column("kind", "类型", "kind", {"a": Text("甲", "first")}),
        Column("whole", "完整", "whole"),
        Column("count", "数量", "count"),
        Column("on", "日期", "on"),
    ),
)
LINE = {"name": "桌子", "kind": "a", "whole": False, "count": 3, "on": date(2019, 4, 30)}
ACCOUNT = new_id()
MARK = Mark(ACCOUNT, datetime(2019, 4, 30, 8, 0, tzinfo=UTC), "向镇里报送 & 核对", "unit 411329104")


def rows_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as parts:
        return parts.read(name).decode()


class TestAWorkbook:
    def test_says_who_took_it_when_and_for_what_wherever_it_is_looked_at(self) -> None:
        content = workbook_of(SHEET, [LINE], MARK, "zh-CN")
        said = f"导出 · exported: {ACCOUNT}, 2019-04-30T16:00:00+08:00, 向镇里报送 & 核对 | unit 411329104"
        assert rows_of(content)[0][0] == said
        assert said.replace("&", "&amp;") in part(content, "docProps/core.xml")
        assert str(ACCOUNT) in part(content, "xl/worksheets/sheet1.xml").partition("<oddFooter>")[2]

    def test_has_the_words_of_its_readers(self) -> None:
        chinese, english = (rows_of(workbook_of(SHEET, [LINE], MARK, each))[2:] for each in ("zh-CN", "en"))
        assert chinese == [["名称", "类型", "完整", "数量", "日期"], ["桌子", "甲", "否", 3.0, "2019-04-30"]]
        assert english == [["name", "kind", "whole", "count", "on"], ["桌子", "first", "no", 3.0, "2019-04-30"]]

    def test_leaves_empty_what_is_unknown_and_as_it_is_what_has_no_words(self) -> None:
        line = {**LINE, "kind": "b", "on": None, "whole": None}
        assert rows_of(workbook_of(SHEET, [line], MARK, "en"))[3] == ["桌子", "b", "", 3.0, ""]

    def test_has_amounts_as_numbers(self) -> None:
        line = {**LINE, "count": Decimal("5002.01")}
        assert rows_of(workbook_of(SHEET, [line], MARK, "en"))[3][3] == 5002.01

    def test_has_what_is_kept_in_fen_in_yuan_and_says_so(self) -> None:
        sheet = replace(SHEET, columns=(Column("name", "名称", "name"), Column("gift_fen", "慰问金", "gift, yuan")))
        lines: list[dict[str, Any]] = [{"name": "甲", "gift_fen": 20_050}, {"name": "乙", "gift_fen": None}]
        content = workbook_of(sheet, lines, MARK, "zh-CN")
        assert rows_of(content)[2:] == [["名称", "慰问金（元）"], ["甲", 200.5], ["乙", ""]]
        assert rows_of(workbook_of(sheet, lines, MARK, "en"))[2] == ["name", "gift, yuan"]
        assert "#,##0.00" in part(content, "xl/styles.xml")

    @pytest.mark.parametrize("purpose", ["核对 &G 用", "核对&[Picture]", "𠮷" * 200, "&" * 200, "𠮷&" * 100])
    def test_is_marked_on_each_printed_page_whatever_the_purpose(self, purpose: str) -> None:
        mark = Mark(ACCOUNT, MARK.at, purpose, "")
        cells = part(workbook_of(SHEET, [LINE], mark, "en"), "xl/worksheets/sheet1.xml")
        foot = unescape(cells.partition("<oddFooter>")[2].partition("</oddFooter>")[0])
        assert foot.startswith(
            f"&L导出 · exported: {ACCOUNT}, 2019-04-30T16:00:00+08:00, {purpose.replace('&', '＆')[:10]}"
        )
        assert foot.endswith("&R&P / &N")
        assert len(foot.encode("utf-16-le")) <= 2 * 255

    @pytest.mark.parametrize(
        "name",
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            '=HYPERLINK("http://192.0.2.1","x")',
            "\t=1",
            "\n=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠A",
        ],
    )
    def test_holds_no_formula_and_none_that_would_become_one(self, name: str) -> None:
        content = workbook_of(SHEET, [{**LINE, "name": name}], MARK, "en")
        cells = part(content, "xl/worksheets/sheet1.xml")
        assert "<f>" not in cells
        assert "hyperlink" not in cells
        assert 'quotePrefix="1"' in part(content, "xl/styles.xml")
        assert re.search(r'r="A4" s="[1-9]', cells)
        assert rows_of(content)[3][0] == name


class TestCharts:
    def test_are_drawn_of_lines_that_stand_together(self) -> None:
        plots = (
            Plot("line", {"kind": "a"}, ("kind", "on"), "name", "count"),
            Plot("bars", {"kind": "b"}, ("kind",), "name", "count"),
        )
        sheet = replace(SHEET, plots=plots)
        other_day = {**LINE, "on": date(2019, 5, 1)}
        lines = [LINE, LINE, other_day, {**LINE, "kind": "b"}, {**LINE, "kind": "c"}, LINE]
        content = workbook_of(sheet, lines, MARK, "zh-CN")
        assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names == ["物品", "图表"]
        charts = [part(content, f"xl/charts/chart{number}.xml") for number in (1, 2, 3, 4)]
        assert [re.findall(r"<c:f>(.*?)</c:f>", chart) for chart in charts] == [
            ["物品!$A$4:$A$5", "物品!$D$4:$D$5"],
            ["物品!$A$6", "物品!$D$6"],
            ["物品!$A$7", "物品!$D$7"],
            ["物品!$A$9", "物品!$D$9"],
        ]
        assert [re.findall(r"<a:t>(.*?)</a:t>", chart) for chart in charts] == [
            ["甲 2019-04-30"], ["甲 2019-05-01"], ["b"], ["甲 2019-04-30"],
        ]  # fmt: skip
        assert ["lineChart" in chart for chart in charts] == [True, True, False, True]
        assert "barChart" in charts[2]

    def test_are_several_of_the_same_lines_without_those_that_are_left_out(self) -> None:
        without = {"kind": frozenset({"a"})}
        plots = tuple(
            Plot("bars", {}, (), "name", value, Text(f"按{value}", value), without) for value in ("count", "whole")
        )
        lines = [LINE, {**LINE, "kind": "b"}, {**LINE, "kind": "c"}]
        content = workbook_of(replace(SHEET, plots=plots), lines, MARK, "zh-CN")
        charts = [part(content, f"xl/charts/chart{number}.xml") for number in (1, 2)]
        assert [re.findall(r"<c:f>(.*?)</c:f>", chart) for chart in charts] == [
            ["物品!$A$5:$A$6", "物品!$D$5:$D$6"], ["物品!$A$5:$A$6", "物品!$C$5:$C$6"],
        ]  # fmt: skip
        assert [re.findall(r"<a:t>(.*?)</a:t>", chart) for chart in charts] == [["按count"], ["按whole"]]

    def test_are_not_there_where_nothing_is_drawn(self) -> None:
        sheet = replace(SHEET, plots=(Plot("bars", {"kind": "b"}, ("kind",), "name", "count"),))
        content = workbook_of(sheet, [LINE], MARK, "en")
        assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names == ["Things"]
