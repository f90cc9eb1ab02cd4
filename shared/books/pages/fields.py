"""The fields of an entry's form, and what an entry says in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from shared.books.contents import Books
from shared.entries.queries import WantedEntries, fetch_entries
from shared.entries.schemas import PERSON, Book, in_fen
from shared.http.dependencies import Reading
from shared.language import Named, Text
from shared.web.formats import percent

YUAN = Text("单位：元。", "In yuan.")
RATE = Text("如 15% 或 8.5折。", "Such as 15%, or 8.5折.")
FILE = Text(
    "人员档案编号；从人员档案页进入的，自动填入。",
    "The number of the file; filled in where you come from it.",
)
MOST_CHOICES = 1_000
"""Of what an entry may stand under, the last recorded: a county has some 430 venues."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form as it is shown."""

    name: str
    label: Text
    kind: str
    choices: Sequence[Named] = ()
    required: bool = True
    hint: Text | None = None


def claimed(paper: type[BaseModel], row: Row[Any]) -> dict[str, Any]:
    """What an entry says, by the names of a form; what it rests on is said anew."""
    held = row._mapping
    found = {name: held[in_fen(name)] for name in paper.model_fields if in_fen(name) in held and name != "document"}
    return {name: _typed(name, value) for name, value in found.items()}


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if name.endswith("_yuan") and value is not None:
        return f"{value // 100}.{value % 100:02}"
    if name.endswith("_bp") and value is not None:
        return percent(value)
    return value


async def fields_of(reading: Reading, books: Books, book: Book, paper: type[BaseModel]) -> list[Field]:
    """In the order of the book's columns, then what every form asks."""
    order = [*book.columns, "on", "document", "reason"]
    names = sorted(paper.model_fields, key=lambda name: order.index(in_fen(name)) if in_fen(name) in order else -1)
    return [await _field(reading, books, book, paper, name) for name in names]


async def _field(reading: Reading, books: Books, book: Book, paper: type[BaseModel], name: str) -> Field:
    column, required = book.columns.get(in_fen(name)), paper.model_fields[name].is_required()
    label = Text(column.zh, column.en) if column else _OTHERS[name]
    if name == "org_code" or name in book.kept.units:
        return Field(name, label, "unit", required=required)
    over = books.over(book)
    if name == book.kept.parent and over:
        page = await fetch_entries(reading, over.kept, WantedEntries(), None, MOST_CHOICES, view=lambda row: row)
        choices = [_choice(over, row) for row in page.items]
        return Field(name, label, "select", choices, required=required)
    if column and column.words:
        named = [Named(str(code), said.zh, said.en) for code, said in column.words.items()]
        return Field(name, label, "select", named, required=required)
    if name == PERSON:
        return Field(name, label, "field", required=required, hint=FILE)
    if _is_day(paper, name):
        return Field(name, label, "day", required=required)
    kind, unit = "text" if name == "text" else "field", name.rpartition("_")[2]
    return Field(name, label, kind, required=required, hint=_UNITS.get(unit))


_UNITS: Mapping[str, Text] = {"yuan": YUAN, "bp": RATE}
_OTHERS: Mapping[str, Text] = {
    "org_code": Text("机构", "Unit"),
    "on": Text("日期", "Day"),
    "document": Text("依据", "On the ground of"),
    "reason": Text("原因", "Why"),
}


def _is_day(paper: type[BaseModel], name: str) -> bool:
    annotation = str(paper.model_fields[name].annotation)
    return "date" in annotation or paper.model_fields[name].annotation is date


def _choice(book: Book, row: Row[Any]) -> Named:
    """By its first column, which may be a day, and what kind it is of."""
    title = str(row._mapping[book.sheet.columns[0].name])
    kind = next((column for column in book.sheet.columns if column.words and column.name != "state"), None)
    if kind is None or kind.words is None:
        return Named(str(row.entry_id), title, title)
    word = kind.words[row._mapping[kind.name]]
    return Named(str(row.entry_id), f"{title} {word.zh}", f"{title} {word.en}")
