"""Many entries of a book at once: the workbook to fill in, read as its form is, and what became of each row."""

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from uuid import UUID

from starlette.requests import Request

from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Work
from shared.entries.bulk import NewEntry, is_plain, record_entries
from shared.entries.commands import record_entry
from shared.entries.schemas import PERSON, Book, in_fen
from shared.http.registry import Registry
from shared.language import Named, Text
from shared.workbooks.columns import Column, Kind, Layout, numbered
from shared.workbooks.lines import Line, each_by_itself
from shared.workbooks.persons import with_files
from shared.workbooks.refusals import RowInvalid
from shared.workbooks.uploading import BatchView, RowView, lines_in, read_form, uploaded

TOGETHER = 500
_BESIDE: Mapping[str, Text] = {"org_code": Text("机构代码", "unit"), "document": Text("依据", "document")}
_UNIT = Text("机构代码，如 411329104", "the code of a unit, such as 411329104")
_PERSON = Text("身份证号或档案编号", "person: identity number or file number")
_NUMBERS = ("身份证号", "居民身份证号", "身份证号码")
_UNITS = Text("机构代码，多个用“、”隔开", "codes of units, several separated by 、")


class EntryRowView(RowView):
    """What became of a row: the entry that was made, where one was."""

    entry_id: UUID | None = None


class EntryBatchView(BatchView):
    """What became of each row, in their order."""

    rows: Sequence[EntryRowView]


def layout_of(book: Book, above: Sequence[Named] = ()) -> Layout:
    """The form of an entry as columns: in the order of the list, the unit before them, the document last. `above`: what
    it may stand under."""
    order = [*({"org_code"} - book.columns.keys()), *book.columns, "document"]
    names = sorted(book.form.model_fields, key=lambda name: order.index(in_fen(name)))
    return Layout(tuple(_column(book, name, above) for name in names))


def _column(book: Book, name: str, above: Sequence[Named]) -> Column:
    told = book.columns.get(in_fen(name))
    label = _BESIDE[name] if name in _BESIDE else Text(told.zh, told.en) if told else Text(name, name)
    header = unicodedata.normalize("NFKC", label.zh)
    required = book.form.model_fields[name].is_required()
    if name == PERSON:
        return Column(_PERSON.zh, name, Kind.PERSON, _PERSON.en, required, also=(header, *_NUMBERS))
    if told and told.words:
        named = tuple(Named(str(code), said.zh, said.en) for code, said in told.words.items())
        return Column(header, name, Kind.CODE, label.en, required, tuple(each.zh for each in named), named=named)
    if name == book.definition.parent:
        entries = tuple(map(numbered, above))
        return Column(header, name, Kind.ENTRY, label.en, required, tuple(each.zh for each in entries), named=entries)
    return Column(header, name, _kind(book, name), label.en, required, how=_how(book, name))


def _kind(book: Book, name: str) -> Kind:
    columns = book.definition.table.c
    held = columns[in_fen(name)].type.python_type if in_fen(name) in columns else str
    kinds: Mapping[type, Kind] = {list: Kind.CODES, date: Kind.DATE}
    return Kind.MONEY if name.endswith("_yuan") else kinds.get(held, Kind.TEXT)


def _how(book: Book, name: str) -> Text | None:
    if name == "org_code" or name in book.definition.units:
        return _UNITS if _kind(book, name) is Kind.CODES else _UNIT
    return None


async def record_workbook(
    work: Work, request: Request, book: Book, *, above: Sequence[Named], registry: Registry, recusal: Recusal
) -> EntryBatchView:
    """Judge each row, or record it; on nobody of `recusal` anything is recorded. Raises what reading the file and
    asking whom its rows name do."""
    layout = layout_of(book, above)

    async def record(work: Work, line: Line) -> UUID:
        said = read_form(book.form, layout.columns, line.said)
        return await record_entry(
            work, book.definition, said.facts(), document=said.document, once=True, recusal=recusal
        )

    async with uploaded(request) as sent:
        lines = await lines_in(sent.file, layout)
        dry_run = sent.dry_run
    lines = await with_files(lines, layout, registry, today=local_date(work.now))
    done = {} if dry_run or recusal != NOT_RECUSED else await _record_together(work, book, layout, lines)
    answers = await each_by_itself(work, lines, record, dry_run=dry_run, done=done)
    rows = [EntryRowView.of(each, dry_run=dry_run, entry_id=None if dry_run else each.made) for each in answers]
    return EntryBatchView.of(rows, dry_run=dry_run)


async def _record_together(work: Work, book: Book, layout: Layout, lines: Sequence[Line]) -> Mapping[int, UUID]:
    """The rows of a plain book of persons that nothing speaks against, by their number: so many in one transaction."""
    if not book.of_persons or not is_plain(book.definition):
        return {}
    said: dict[int, NewEntry] = {}
    for line in lines:
        with suppress(RowInvalid):
            form = None if line.faults else read_form(book.form, layout.columns, line.said)
            said |= {line.number: NewEntry(form.facts(), form.document)} if form else {}
    made: dict[int, UUID] = {}
    told = list(said.items())
    for some in (told[at : at + TOGETHER] for at in range(0, len(told), TOGETHER)):
        ids = await record_entries(replace(work, idempotency=None), book.definition, [each for _, each in some])
        made |= {number: entry_id for (number, _), entry_id in zip(some, ids, strict=True) if entry_id is not None}
    return made
