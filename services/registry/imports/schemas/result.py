"""The result a clerk downloads: every row of the file, what became of it, and why. Who it is, stands in the file."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO
from uuid import UUID

from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.imports.domain import Outcome, Verdict
from services.registry.imports.parameters import SHEETS, ImportKind
from services.registry.imports.queries import all_verdicts, must_be_finished
from shared.http.dependencies import Reading
from shared.refusal import FieldFault, Language
from shared.workbooks.template import TEXT_ONLY, XLSX, attachment

PIECE_BYTES = 256 * 1024
HEADERS: dict[Language, tuple[str, ...]] = {
    "zh-CN": ("行号", "结论", "列", "规则", "说明"),
    "en": ("row", "verdict", "column", "rule", "message"),
}
OUTCOMES: dict[Language, dict[Outcome, str]] = {
    "zh-CN": {
        Outcome.ACCEPTED: "通过",
        Outcome.PROPOSED: "待另一人确认",
        Outcome.DUPLICATE: "重复",
        Outcome.AMBIGUOUS: "需人工核对",
        Outcome.REJECTED: "不通过",
    },
    "en": {outcome: outcome.value for outcome in Outcome},
}
_IN_FILE: dict[Language, str] = {"zh-CN": "与第{row}行相同", "en": "the same as row {row}"}
_REGISTERED: dict[Language, str] = {
    "zh-CN": "该身份证号已登记，请向县退役军人服务中心查询",
    "en": "registered already; ask the county's service centre",
}
_DONE: dict[Language, str] = {"zh-CN": "此前已办理", "en": "done before"}


async def result_answer(reading: Reading, import_id: UUID) -> StreamingResponse:
    """The result of an import that the caller may see, once it is finished. Raises `ImportNotFound`,
    `ImportUnfinished`."""
    kind = await must_be_finished(reading.connection, import_id, reading.caller)
    await reading.record("get-import-result", f"import {import_id}")
    pieces = await result_pieces(reading.connection, import_id, kind, reading.caller.language)
    return StreamingResponse(pieces, media_type=XLSX, headers=attachment(f"import-{import_id}.xlsx"))


async def result_pieces(
    connection: AsyncConnection, import_id: UUID, kind: ImportKind, language: Language
) -> Iterator[bytes]:
    """The result of a finished import, written to a nameless file first: whoever reads slowly holds no connection."""
    with ExitStack() as undo:
        file = undo.enter_context(tempfile.TemporaryFile())
        await write_result(file, all_verdicts(connection, import_id), kind, language)
        return _pieces(file, undo.pop_all())


def _pieces(file: BinaryIO, closing: ExitStack) -> Iterator[bytes]:
    with closing:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


async def write_result(
    target: BinaryIO, pages: AsyncIterator[Sequence[Verdict]], kind: ImportKind, language: Language
) -> None:
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
            lines = [cells for verdict in verdicts for cells in lines_of(verdict, kind, language)]
            written = await asyncio.to_thread(_write, sheet, written, lines)
    finally:
        await asyncio.to_thread(workbook.close)


def lines_of(verdict: Verdict, kind: ImportKind, language: Language) -> list[tuple[str, ...]]:
    """The lines of one row, in the order of `HEADERS`."""
    begin = (str(verdict.row_number), OUTCOMES[language][verdict.outcome])
    if verdict.faults:
        return [(*begin, *_fault(fault, kind, language)) for fault in verdict.faults]
    return [(*begin, "", "", _duplicate_of(verdict, kind, language))]


def _fault(fault: FieldFault, kind: ImportKind, language: Language) -> tuple[str, str, str]:
    return SHEETS[kind].header_of.get(fault.field, fault.field), fault.code, fault.sentence(language)


def _duplicate_of(verdict: Verdict, kind: ImportKind, language: Language) -> str:
    if verdict.duplicate_row is not None:
        return _IN_FILE[language].format(row=verdict.duplicate_row)
    before = _REGISTERED if kind is ImportKind.REGISTRATIONS else _DONE
    return before[language] if verdict.outcome is Outcome.DUPLICATE else ""


def _write(sheet: Any, first: int, lines: Sequence[Sequence[str]]) -> int:
    """Write lines from `first` on; the number of the next."""
    for number, cells in enumerate(lines, start=first):
        for index, cell in enumerate(cells):
            sheet.write_string(number, index, cell)
    return first + len(lines)
