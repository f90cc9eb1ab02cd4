"""What the operator sees: one line per thing that happened, tables, or JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from deploy.trouble import worded

console = Console()
GOOD, BAD, ODD = "[green]✓[/green]", "[red]✗[/red]", "[yellow]![/yellow]"


def said(zh: str, en: str) -> str:
    """The sentence on one line."""
    return worded(zh, en).replace("\n", " · ")


def say(zh: str, en: str) -> None:
    print_line(f"{GOOD} {said(zh, en)}")


def print_line(sentence: str) -> None:
    """A line that may be long: never broken, so that addresses and paths can be copied."""
    console.print(sentence, soft_wrap=True, highlight=False)


def show_json(content: Mapping[str, Any] | list[Any]) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def show_table(headings: Iterable[str], rows: Iterable[Iterable[object]], title: str = "") -> None:
    console.print(_table(headings, rows, title))


def show_list(found: list[Any], columns: Sequence[str], *, as_json: bool, none: tuple[str, str]) -> None:
    """The items of a list: as JSON, as a table of these columns, or the sentence that there is none.

    Ids are typed again by whoever reads them, so nothing is cut off: where a table has no room, each item is shown by
    itself, a line a value.
    """
    rows = [[_cell(item[name]) for name in columns] for item in found]
    if as_json:
        show_json(found)
    elif not found:
        say(*none)
    elif _width(table := _table(columns, rows)) <= console.width:
        console.print(table)
    else:
        for row in rows:
            print_line("\n".join(f"{name:16}{cell}" for name, cell in zip(columns, row, strict=True)) + "\n")


def _cell(value: object) -> str:
    if value is None or value == []:
        return "–"
    return escape(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _table(headings: Iterable[str], rows: Iterable[Iterable[object]], title: str = "") -> Table:
    table = Table(*headings, title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table


def _width(table: Table) -> int:
    """What it would take to break no line."""
    return Measurement.get(console, console.options.update_width(10_000), table).maximum
