"""The fields of an entry's form, and what an entry says in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from shared.books.above import list_above, told_apart
from shared.books.contents import Books
from shared.entries.acting import list_said, of_steps
from shared.entries.definition import BookDefinition
from shared.entries.schemas import PERSON, Book, in_fen
from shared.http.dependencies import Reading
from shared.language import Named, Text
from shared.web.formats import percent

YUAN = Text("单位：元。", "In yuan.")
RATE = Text("如 15% 或 8.5折。", "Such as 15%, or 8.5折.")
FILE = Text(
    "身份证号，或者人员档案编号；从人员档案页进入的，自动填入。",
    "The identity number, or the number of the file; filled in where you come from it.",
)
STAYS = Text("不填的，按原来的不变。", "Left empty, it stays as it was.")


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
    """The day of a step, what it says in the order of the book's columns, then what every form asks."""
    order = ["on", *(name for name in book.columns if name != "document"), "document", "reason"]
    names = sorted(paper.model_fields, key=lambda name: order.index(in_fen(name)) if in_fen(name) in order else -1)
    return [await _field(reading, books, book, paper, name) for name in names]


async def correctable(reading: Reading, fields: Iterable[Field], book: BookDefinition, row: Row[Any]) -> list[Field]:
    """Of a correction: what no step could say yet is left out; what one said stays where the field is left empty."""
    later = of_steps(book)
    known = {name for name in later if row._mapping[name] is not None} | await list_said(reading.connection, book, row)
    return [
        replace(field, hint=field.hint or STAYS) if in_fen(field.name) in later else field
        for field in fields
        if in_fen(field.name) not in later - known
    ]


async def _field(reading: Reading, books: Books, book: Book, paper: type[BaseModel], name: str) -> Field:
    column, required = book.columns.get(in_fen(name)), paper.model_fields[name].is_required()
    label = Text(column.zh, column.en) if column else _OTHERS[name]
    if name == "org_code" or name in book.definition.units:
        return Field(name, label, "unit", required=required)
    if name == book.definition.parent and books.over(book):
        above = told_apart(await list_above(reading, books, book))
        return Field(name, label, "select", above, required=required)
    if column and column.words:
        named = [Named(str(code), said.zh, said.en) for code, said in column.words.items()]
        return Field(name, label, "select", named, required=required)
    if name == PERSON:
        return Field(name, label, "person", required=required, hint=FILE)
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
