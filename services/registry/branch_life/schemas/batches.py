"""Many records at once: rows pasted from a spreadsheet, or a workbook, one organisation a row; what each row says."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.registry.branch_life.commands import Answered, Asked, record_many
from services.registry.branch_life.domain import RecordInvalid, fault
from services.registry.branch_life.parameters import COLUMNS, KINDS, MOST_ROWS
from services.registry.branch_life.schemas.records import AnsweredView, BatchView, RowFaultView, SheetPaper
from services.registry.imports.domain import Cell, FileMissing, FileTooLarge
from services.registry.imports.reader.isolation import Limits, read_isolated
from services.registry.imports.schemas.template import TEXT_ONLY, XLSX, attachment
from services.registry.settings import Settings
from services.registry.veterans.domain.partial_date import read_date
from services.registry.veterans.domain.values import text_of
from shared.command import Work
from shared.http import uploads
from shared.http.problems import problems
from shared.http.validation import faults_of
from shared.refusal import FieldFault

_DATES = frozenset({"held_on"})
ORDER = tuple(COLUMNS.values())
MOST_MB = 8
MOST_UPLOAD_BYTES = (MOST_MB << 20) + (64 << 10)
_TEXT = {"type": "string"}
WORKBOOK_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind"],
                    "properties": {
                        "file": {**_TEXT, "format": "binary", "description": "XLSX or CSV"},
                        "kind": {**_TEXT, "enum": list(KINDS)},
                        "dry_run": {"type": "boolean", "default": True, "description": "record nothing"},
                    },
                }
            }
        },
    }
}
TEMPLATE_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}, **problems(401, 403)}


@dataclass(frozen=True, slots=True)
class Line:
    """A row that says something: of which organisation, and the sheet, or what is wrong with it."""

    number: int
    party_org_code: str
    paper: SheetPaper | None
    faults: Sequence[FieldFault] = ()


def pasted(text: str) -> list[tuple[int, tuple[Cell, ...]]]:
    """Rows of tab-separated cells, as Excel and WPS copy them."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [(number, tuple(line.split("\t"))) for number, line in enumerate(lines, start=1) if line.strip()]


def lines_of(rows: Iterable[tuple[int, Sequence[Cell]]], kind: str, header: Sequence[str]) -> list[Line]:
    """Each row with a day; one without says nothing yet. `header`: fields in the order of the cells."""
    found: list[Line] = []
    for number, cells in rows:
        said = {name: text_of(cell) for name, cell in zip(header, cells, strict=False) if text_of(cell)}
        if said.get("held_on"):
            found.append(_line(number, said, kind))
    return found


def _line(number: int, said: dict[str, str], kind: str) -> Line:
    code = said.pop("party_org_code", "")
    said.pop("name", None)
    extra = said.pop("said", None)
    for name in _DATES & said.keys():
        day = read_date(said[name])
        said[name] = said[name] if day is None else day.isoformat()
    own: dict[str, Any] = {**said, "kind": kind}
    if extra:
        own["speaker" if kind == "lecture" else "theme"] = extra
    try:
        return Line(number, code, SheetPaper.model_validate(own))
    except ValidationError as wrong:
        return Line(number, code, None, faults_of(wrong.errors()))


async def answered(work: Work, lines: Sequence[Line], *, dry_run: bool) -> BatchView:
    """Each row that can be read is recorded by itself, the others are told what is wrong. Raises `RecordInvalid` where
    there are too many, or none."""
    if not 0 < len(lines) <= MOST_ROWS:
        raise fault(
            "rows", "rows", f"请填写 1 至 {MOST_ROWS} 行有开展日期的记录。", f"Send 1 to {MOST_ROWS} rows with a day."
        )
    asked = [Asked(line.number, line.party_org_code, line.paper.sheet()) for line in lines if line.paper]
    done = {each.number: each for each in await record_many(work, asked, dry_run=dry_run)}
    rows = [_view(line, done.get(line.number), dry_run=dry_run) for line in lines]
    refused = sum(row.outcome == "refused" for row in rows)
    return BatchView(dry_run=dry_run, recorded=len(rows) - refused, refused=refused, rows=rows)


def _view(line: Line, done: Answered | None, *, dry_run: bool) -> AnsweredView:
    own: dict[str, Any] = {"number": line.number, "party_org_code": line.party_org_code}
    refusal = RecordInvalid(fields=line.faults) if done is None else done.refusal
    if done is not None and refusal is None:
        outcome = "acceptable" if dry_run else "recorded"
        return AnsweredView(**own, outcome=outcome, late_days=done.late_days, code=None, zh=None, en=None)
    faults = [RowFaultView(field=f.field, code=f.code, zh=f.zh, en=f.en) for f in refusal.fields] if refusal else []
    said = {"code": refusal.code, "zh": refusal.sentence("zh-CN"), "en": refusal.sentence("en")} if refusal else {}
    return AnsweredView(**own, outcome="refused", late_days=0, faults=faults, **said)


def limits_of(settings: Settings) -> Limits:
    """No more than the register's imports take."""
    return Limits(MOST_ROWS, settings.import_most_unpacked_mb << 20)


@asynccontextmanager
async def workbook_lines(request: Request, limits: Limits) -> AsyncIterator[tuple[list[Line], bool]]:
    """What an uploaded workbook says, and whether it is a trial. Raises `FileTooLarge`, `FileMissing`, `RecordInvalid`,
    and what reading it does."""
    too_large, missing = FileTooLarge(limit_mb=MOST_MB), FileMissing()
    async with uploads.received(request, most_bytes=MOST_MB << 20, too_large=too_large, missing=missing) as sent:
        kind = sent.fields.get("kind", "")
        if kind not in KINDS:
            raise fault("kind", "not-a-kind", "请选择类别。", "Say of which kind they are.")
        yield await _rows_of(sent.file, kind, limits), sent.fields.get("dry_run", "true").lower() != "false"


async def _rows_of(file: BinaryIO, kind: str, limits: Limits) -> list[Line]:
    """Read by a process of its own, as the register's imports are."""
    header: list[str] = []
    found: list[Line] = []
    async for group in read_isolated(file, limits):
        if not header:
            header = fields_of(group[0][1])
        else:
            found += lines_of(group, kind, header)
    return found


def fields_of(header: Sequence[Cell]) -> list[str]:
    """Of the first row of a workbook; a column that is not known is passed over."""
    return [COLUMNS.get(text_of(cell), "") for cell in header]


def template_answer(kind: str, organisations: Iterable[tuple[str, str]]) -> Response:
    """template.xlsx of this kind."""
    return Response(template(organisations), media_type=XLSX, headers=attachment(f"{kind}-template.xlsx"))


def template(organisations: Iterable[tuple[str, str]]) -> bytes:
    """The workbook to fill in: a row for each organisation, by its code and name."""
    import xlsxwriter  # 15 MB that a process needs only once somebody asks for a workbook

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **TEXT_ONLY}) as workbook:
        page = workbook.add_worksheet("组织生活")
        text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"bold": True, "bottom": 1})
        for index, header in enumerate(COLUMNS):
            page.set_column(index, index, max(14, 2 * len(header) + 4), text)
            page.write_string(0, index, header, bold)
        for number, (code, name) in enumerate(organisations, start=1):
            page.write_row(number, 0, [code, name])
        page.freeze_panes(1, 0)
    return buffer.getvalue()
