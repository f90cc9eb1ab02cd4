"""Workbooks that are uploaded: their rows, and what became of each."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request

from shared.http import uploads
from shared.http.problems import problems
from shared.http.validation import RequestBody, faults_of
from shared.workbooks.cells import Cell, Row, parts_of
from shared.workbooks.columns import Column, Kind, Layout
from shared.workbooks.drafts import draft, written
from shared.workbooks.isolation import Limits
from shared.workbooks.lines import Answer, Line
from shared.workbooks.refusals import FileTooLarge, RowInvalid, SheetEmpty, TooManyRows, WorkbookMissing
from shared.workbooks.taking import reading
from shared.workbooks.template import XLSX

B = TypeVar("B", bound=RequestBody)

MOST_ROWS = 2_000
"""Of one file: whoever hands it in waits for it, some 15 ms a row, and the edge waits 90 seconds for an answer."""
MOST_MB = 8
MOST_UNPACKED_BYTES = 256 << 20
MOST_UPLOAD_BYTES = (MOST_MB << 20) + (64 << 10)
TEMPLATE_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}, **problems(401, 403)}
_TRIALS = {"true": True, "false": False}
_TEXT = {"type": "string"}


def workbook_form(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """For OpenAPI: the form of an upload, with `fields` of its own, all of them required."""
    shape = {
        "type": "object",
        "required": ["file", *fields],
        "properties": {
            "file": {**_TEXT, "format": "binary", "description": "XLSX or CSV"},
            **fields,
            "dry_run": {"type": "boolean", "default": True, "description": "judge every row, record nothing"},
        },
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": shape}}}}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A workbook, whether it is a trial, and what the form says besides."""

    file: BinaryIO
    dry_run: bool
    fields: Mapping[str, str]


@asynccontextmanager
async def uploaded(request: Request) -> AsyncIterator[Uploaded]:
    """Raises `FileTooLarge`, `WorkbookMissing`."""
    too_large, missing = FileTooLarge(limit_mb=MOST_MB), WorkbookMissing()
    async with uploads.received(request, most_bytes=MOST_MB << 20, too_large=too_large, missing=missing) as sent:
        dry_run = _TRIALS.get(sent.fields.get("dry_run", "true").lower())
        if dry_run is None:
            raise missing
        yield Uploaded(sent.file, dry_run, sent.fields)


async def lines_in(file: BinaryIO, layout: Layout, *, most_rows: int = MOST_ROWS) -> list[Line]:
    """The filled rows. Raises what `refusals.py` names of files."""
    async with reading(file, layout, Limits(most_rows, MOST_UNPACKED_BYTES)) as read:
        return [line async for group in read.groups for line in lines_of(group, read.columns)]


def pasted(text: str, columns: Sequence[Column]) -> list[Line]:
    """Rows of tab-separated cells, as Excel and WPS copy them, in the order of the columns. Raises `SheetEmpty`,
    `TooManyRows`."""
    lines = text.replace("\r\n", "\n").split("\n")
    filled = [(number, tuple(line.split("\t"))) for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        raise SheetEmpty
    if len(filled) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    return lines_of(filled, columns)


def lines_of(rows: Iterable[tuple[int, Sequence[Cell]]], columns: Sequence[Column]) -> list[Line]:
    """What each row says."""
    return [_line(Row(number, tuple(cells)), columns) for number, cells in rows]


def _line(row: Row, columns: Sequence[Column]) -> Line:
    said, faults = written(columns, draft(row, columns))
    return Line(row.number, said, faults)


def read_form(form: type[B], columns: Sequence[Column], said: Mapping[str, Any]) -> B:
    """What a row says as the form of a single one. Raises `RowInvalid`."""
    several = {column.field for column in columns if column.kind in {Kind.CODES, Kind.PERSONS}}
    own = {name: parts_of(text) if name in several else text for name, text in said.items()}
    try:
        return form.model_validate(own)
    except ValidationError as wrong:
        raise RowInvalid(fields=faults_of(wrong.errors())) from None


class RowFaultView(BaseModel):
    """What is wrong with one cell of a row."""

    field: str
    code: str
    zh: str
    en: str


class RowView(BaseModel):
    """What became of a row."""

    number: int = Field(description="of the row, as it was sent")
    outcome: Literal["recorded", "acceptable", "present", "refused"]
    code: str | None = Field(None, description="of the refusal")
    zh: str | None = None
    en: str | None = None
    faults: Sequence[RowFaultView] = ()

    @classmethod
    def of(cls, answer: Answer[Any], *, dry_run: bool, **own: Any) -> Self:
        """`own`: what a room says of its rows besides."""
        refusal, number = answer.refusal, answer.line.number
        if refusal is None:
            return cls(number=number, outcome="acceptable" if dry_run else "recorded", **own)
        faults = [RowFaultView(field=f.field, code=f.code, zh=f.zh, en=f.en) for f in refusal.fields]
        said = {"code": refusal.code, "zh": refusal.sentence("zh-CN"), "en": refusal.sentence("en")}
        return cls(number=number, outcome="refused", faults=faults, **{**said, **own})


class BatchView(BaseModel):
    """What became of each row, in their order."""

    dry_run: bool
    recorded: int = Field(description="rows that were recorded, or in a dry run would be")
    present: int = Field(description="rows of which all was there already")
    refused: int
    rows: Sequence[RowView]

    @classmethod
    def of(cls, rows: Sequence[RowView], *, dry_run: bool) -> Self:
        number = Counter(row.outcome for row in rows)
        recorded = number["recorded"] + number["acceptable"]
        return cls(dry_run=dry_run, recorded=recorded, present=number["present"], refused=number["refused"], rows=rows)
