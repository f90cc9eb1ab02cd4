"""What of a list stands in a file of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.language import Named, Text


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is that of the value in a line; `words` are what its values are called, where they are codes."""

    name: str
    zh: str
    en: str
    words: Mapping[Any, Named | Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` says in code what is taken away: the file is `persons.xlsx`, the act `export-persons`.

    `filters` are what the fields of its form are called, and the words of their values.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    filters: tuple[Column, ...] = ()
