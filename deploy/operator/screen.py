"""What the operator sees: one line per thing that happened, tables, or JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
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
    table = Table(*headings, title=title or None, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


def show_list(found: list[Any], columns: Sequence[str], *, as_json: bool, none: tuple[str, str]) -> None:
    """The items of a list: as JSON, as a table of these columns, or the sentence that there is none."""
    if as_json:
        show_json(found)
    elif found:
        show_table(columns, [[item[name] for name in columns] for item in found])
    else:
        say(*none)
