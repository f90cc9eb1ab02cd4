"""Files as they are handed in: what is taken, what is refused at once, and how much memory that may take."""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from services.registry.imports.parameters import COLUMNS, SHEETS, ImportKind
from services.registry.veterans.parameters.codes import ETHNICITY
from shared.refusal import Refusal
from shared.workbooks.cells import Row, column_letter
from shared.workbooks.headers import match_headers
from shared.workbooks.isolation import Limits, read_isolated
from shared.workbooks.limits import ROWS_PER_CHUNK
from shared.workbooks.refusals import (
    FileUnreadable,
    FormulasFound,
    HeadersWrong,
    NotASpreadsheet,
    OldWorkbook,
    SheetEmpty,
    TooManyRows,
    UnpacksTooLarge,
)
from shared.workbooks.template import template_workbook
from tests.registry.imports.files import HEADERS, csv_file, line, people, workbook

REGISTER = SHEETS[ImportKind.REGISTRATIONS].layout
LIMITS = Limits(most_rows=1_000, most_unpacked_bytes=64 << 20)
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


@contextmanager
def on_disk(content: bytes) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield file


async def read(content: bytes, limits: Limits = LIMITS) -> list[Row]:
    """The rows, as the API takes them."""
    with on_disk(content) as file:
        return [Row(number, cells) async for group in read_isolated(file, limits) for number, cells in group]


async def cells(content: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in await read(content)]


def zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def lying(content: bytes, part: str, size: int) -> bytes:
    """The archive, saying of one part that it unpacks to `size` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo(part).file_size
    return content.replace(true.to_bytes(4, "little"), size.to_bytes(4, "little"))


class TestAWorkbook:
    async def test_is_read_with_numbers_left_as_numbers(self) -> None:
        rows = await read(workbook([line(), line(999329195902260012)]))
        assert [row.number for row in rows] == [1, 2, 3]
        assert rows[0].cells == HEADERS
        assert rows[1].cells[1] == "999329195902260012"
        assert isinstance(rows[2].cells[1], float)

    async def test_may_hold_dates_as_dates(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            sheet.write(0, 0, "登记日期")
            sheet.write_datetime(1, 0, date(2018, 10, 1), book.add_format({"num_format": "yyyy/m/d"}))
        assert await cells(buffer.getvalue()) == [("登记日期",), ("2018-10-01",)]

    async def test_keeps_the_row_numbers_of_the_sheet_around_blank_rows(self) -> None:
        blank = [" "] * len(HEADERS)
        assert [row.number for row in await read(workbook([blank, line(), blank, line(), blank]))] == [1, 3, 5]

    async def test_counts_by_its_first_sheet_only(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            book.add_worksheet("登记表").write_column(0, 0, ["姓名", "张伟"])
            book.add_worksheet("统计").write_formula(0, 0, "=1+1")
        assert await cells(buffer.getvalue()) == [("姓名",), ("张伟",)]

    async def test_comes_in_groups_the_worker_takes_at_once(self) -> None:
        with on_disk(workbook(people(ROWS_PER_CHUNK + 1))) as file:
            sizes = [len(group) async for group in read_isolated(file, Limits(10_000, 64 << 20))]
        assert sizes == [1, ROWS_PER_CHUNK, 1]


class TestACsvFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
    async def test_is_read_in_the_encodings_of_the_country(self, encoding: str) -> None:
        assert (await cells(csv_file([line()], encoding)))[1][0] == "张伟"

    async def test_of_gb18030_may_hold_characters_that_gbk_lacks(self) -> None:
        assert (await cells(csv_file([line(name="𠮷㐂")], "gb18030")))[1][0] == "𠮷㐂"

    async def test_is_counted_by_records_even_over_line_breaks(self) -> None:
        content = '姓名,户籍地址\r\n张伟,"东杨营村\n三组"\r\n\r\n王甲,二组\r\n'.encode()
        assert [(row.number, row.cells[0]) for row in await read(content)] == [(1, "姓名"), (2, "张伟"), (4, "王甲")]


class TestABadFile:
    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", SheetEmpty),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotASpreadsheet),
            (b"%PDF-1.7\n\x00\x01\x02", NotASpreadsheet),
            ("姓名,身份证号\r\n张伟,1".encode("utf-16"), NotASpreadsheet),
            (b"\xff\xff\xff\xff", NotASpreadsheet),
            (zipped([("word/document.xml", b"<w/>")]), NotASpreadsheet),
            (zipped([("xl/workbook.xml", b"<workbook/>")]), FileUnreadable),
            (b"PK\x03\x04 and then nothing", NotASpreadsheet),
            (COMPOUND + b"\x00" * 512, OldWorkbook),
            (workbook([]), SheetEmpty),
            (workbook([], headers=[]), SheetEmpty),
            (workbook([[" "] * 8, [""] * 8]), SheetEmpty),
            (csv_file([]), SheetEmpty),
            (b'a,"b\r\nc', FileUnreadable),
            (workbook([line()])[:-400], NotASpreadsheet),
        ],
        # Not by their sizes: what a workbook is compressed to depends on the second in which it is made.
        ids=lambda value: value.__name__ if isinstance(value, type) else "",
    )
    async def test_is_refused_with_the_reason(self, content: bytes, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal) as refused:
            await read(content)
        assert refused.value.sentence("zh-CN") != refused.value.sentence("en")

    async def test_is_refused_for_formulas_naming_the_cells(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["姓名", "身份证号"])
            sheet.write_formula(1, 1, '="99932919590226001"&"2"')
            sheet.write_formula(4, 0, "=HYPERLINK(B1)")
        with pytest.raises(FormulasFound) as refused:
            await read(buffer.getvalue())
        assert refused.value.facts == {"cells": "B2, A5"}

    async def test_may_hold_text_that_only_looks_like_a_formula(self) -> None:
        assert (await cells(workbook([line(name="=1+1")])))[1][0] == "=1+1"

    async def test_is_refused_for_too_many_rows(self) -> None:
        assert len(await read(workbook(people(1_000)))) == 1_001
        for content in (workbook(people(1_001)), csv_file(people(1_001))):
            with pytest.raises(TooManyRows):
                await read(content)

    async def test_with_200_000_rows_is_refused_before_they_are_held(self) -> None:
        row = [line()] * 200_000
        with pytest.raises(TooManyRows):
            await read(workbook(row, constant_memory=True), Limits(100_000, 512 << 20))

    async def test_that_unpacks_to_more_than_it_may_is_not_unpacked(self) -> None:
        bomb = zipped([("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b" " * (65 << 20))])
        assert len(bomb) < 200_000
        with pytest.raises(UnpacksTooLarge):
            await read(bomb)

    async def test_that_lies_about_what_it_unpacks_to_is_not_read(self) -> None:
        bomb = zipped([("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b" " * (65 << 20))])
        with pytest.raises(NotASpreadsheet):
            await read(lying(bomb, "xl/worksheets/sheet1.xml", 1_000))

    async def test_with_two_cells_far_apart_takes_a_reader_down_and_nothing_else(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            sheet.write(0, 0, "姓名")
            sheet.write(1_048_575, 16_383, "x")
        with pytest.raises(FileUnreadable):
            await read(buffer.getvalue(), Limits(2_000_000, 512 << 20))


class TestTheHeaders:
    def test_are_found_in_any_order_with_marks_and_wide_brackets(self) -> None:
        found = match_headers(["*姓名", "身份证号 *", "月收入（元）", "户籍地代码", "服务室名称", "", " "], REGISTER)
        assert [column.field for column in found] == [
            "name",
            "id_number",
            "monthly_income_fen",
            "domicile_code",
            "org_name",
        ]

    def test_are_refused_with_everything_that_is_wrong_and_nothing_that_was_in_them(self) -> None:
        with pytest.raises(HeadersWrong) as refused:
            match_headers(["张伟", "姓名", "姓名", "999329195902260012"], REGISTER)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [
            ("columns.A", "unknown-header"),
            ("columns.C", "repeated-header"),
            ("columns.D", "unknown-header"),
            ("身份证号", "missing-header"),
            ("户籍地代码", "missing-header"),
            ("服务室代码", "missing-header"),
        ]
        assert "999329195902260012" not in repr(refused.value.fields)

    def test_are_named_as_a_spreadsheet_names_columns(self) -> None:
        assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


class TestTheTemplate:
    async def test_is_a_file_the_import_takes_once_it_is_filled_in(self) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(template_workbook(REGISTER)))
        assert book.sheet_names == ["登记表", "填表说明", "代码表"]
        [headers] = book.get_sheet_by_index(0).to_python()
        assert match_headers([str(header) for header in headers], REGISTER) == COLUMNS
        with pytest.raises(SheetEmpty):
            await read(template_workbook(REGISTER))

    def test_offers_every_code_of_a_list_and_explains_every_column(self) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(template_workbook(REGISTER)))
        lists = book.get_sheet_by_name("代码表").to_python(skip_empty_area=False)
        place = [column.header for column in COLUMNS].index("民族")
        assert [row[place] for row in lists if row[place]] == ["民族", *(code.zh for code in ETHNICITY.codes)]
        notes = book.get_sheet_by_name("填表说明").to_python()
        assert [row[0] for row in notes[1:]] == [column.header for column in COLUMNS]
        assert all(row[2] and row[3] and row[4] for row in notes[1:])
        with zipfile.ZipFile(io.BytesIO(template_workbook(REGISTER))) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        assert sheet.count(b'<dataValidation type="list"') == sum(bool(column.choices) for column in COLUMNS)
