"""What of a list stands in a file of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.charts import Form
from shared.language import Named, Text
from shared.refusal import Language


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is that of the value in a line; `words` are what its values are called, where they are codes."""

    name: str
    zh: str
    en: str
    words: Mapping[Any, Named | Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart of neighbouring lines whose columns have the values of `only`: one for each value that stands in the
    columns `by`, which follow its `title`. `label` and `value` are the columns it is drawn from; lines that have one of
    the values `without` in a column are left out."""

    form: Form
    only: Mapping[str, str]
    by: tuple[str, ...]
    label: str
    value: str
    title: Text | None = None
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, line: Mapping[str, object]) -> bool:
        """Whether the line is drawn."""
        is_wanted = all(line[name] == value for name, value in self.only.items())
        return is_wanted and not any(line[name] in values for name, values in self.without.items())

    def titled(self, language: Language) -> tuple[str, ...]:
        """What stands before the values of `by`."""
        return () if self.title is None else (self.title.en if language == "en" else self.title.zh,)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` says in code what is taken away: the file is `persons.xlsx`, the act `export-persons`.

    `filters` are what the fields of its form are called, and the words of their values; `plots` what is drawn of it.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    filters: tuple[Column, ...] = ()
    plots: tuple[Plot, ...] = ()
