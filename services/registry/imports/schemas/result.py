"""The result a clerk downloads: every row of the file, what became of it, and why. Who it is, stands in the file."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.imports.domain import Outcome, Verdict
from services.registry.imports.parameters import HEADER_OF
from services.registry.imports.queries import all_verdicts
from services.registry.imports.schemas.template import TEXT_ONLY
from shared.refusal import FieldFault, Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE_BYTES = 256 * 1024
HEADERS: dict[Language, tuple[str, ...]] = {
    "zh-CN": ("行号", "结论", "列", "规则", "说明"),
    "en": ("row", "verdict", "column", "rule", "message"),
}
OUTCOMES: dict[Language, dict[Outcome, str]] = {
    "zh-CN": {Outcome.ACCEPTED: "通过", Outcome.DUPLICATE: "重复", Outcome.REJECTED: "不通过"},
    "en": {Outcome.ACCEPTED: "accepted", Outcome.DUPLICATE: "duplicate", Outcome.REJECTED: "rejected"},
}
_IN_FILE: dict[Language, str] = {"zh-CN": "与第{row}行相同", "en": "the same number as in row {row}"}
_REGISTERED: dict[Language, str] = {
    "zh-CN": "该身份证号已登记，请向县退役军人服务中心查询",
    "en": "registered already; ask the county's service centre",
}


def attachment(name: str) -> dict[str, str]:
    """The headers of a workbook that is to be kept as a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def result_pieces(connection: AsyncConnection, import_id: UUID, language: Language) -> Iterator[bytes]:
    """The result of a finished import, written to a nameless file first: whoever reads slowly holds no connection."""
    with ExitStack() as undo:
        file = undo.enter_context(tempfile.TemporaryFile())
        await write_result(file, all_verdicts(connection, import_id), language)
        return _pieces(file, undo.pop_all())


def _pieces(file: BinaryIO, closing: ExitStack) -> Iterator[bytes]:
    with closing:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


async def write_result(target: BinaryIO, pages: AsyncIterator[Sequence[Verdict]], language: Language) -> None:
    """One line per row, or per fault of a rejected row. They go to disk as they come, so that memory stays small, and
    in a thread, since a hundred thousand of them are seconds of work."""
    import xlsxwriter  # 15 MB that a process needs only once somebody asks for a workbook

    workbook = xlsxwriter.Workbook(target, {"constant_memory": True, **TEXT_ONLY})
    try:
        sheet = workbook.add_worksheet()
        sheet.set_column(1, 3, 22)
        sheet.set_column(4, 4, 60)
        written = _write(sheet, 0, [HEADERS[language]])
        async for verdicts in pages:
            lines = [cells for verdict in verdicts for cells in lines_of(verdict, language)]
            written = await asyncio.to_thread(_write, sheet, written, lines)
    finally:
        await asyncio.to_thread(workbook.close)


def lines_of(verdict: Verdict, language: Language) -> list[tuple[str, ...]]:
    """The lines of one row, in the order of `HEADERS`."""
    begin = (str(verdict.row_number), OUTCOMES[language][verdict.outcome])
    if verdict.faults:
        return [(*begin, *_fault(fault, language)) for fault in verdict.faults]
    return [(*begin, "", "", _duplicate_of(verdict, language))]


def _fault(fault: FieldFault, language: Language) -> tuple[str, str, str]:
    return HEADER_OF.get(fault.field, fault.field), fault.code, fault.sentence(language)


def _duplicate_of(verdict: Verdict, language: Language) -> str:
    if verdict.duplicate_row is not None:
        return _IN_FILE[language].format(row=verdict.duplicate_row)
    return _REGISTERED[language] if verdict.outcome is Outcome.DUPLICATE else ""


def _write(sheet: Any, first: int, lines: Sequence[Sequence[str]]) -> int:
    """Write lines from `first` on; the number of the next."""
    for number, cells in enumerate(lines, start=first):
        for index, cell in enumerate(cells):
            sheet.write_string(number, index, cell)
    return first + len(lines)
