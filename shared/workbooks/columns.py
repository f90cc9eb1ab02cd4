"""A column of a file, and how columns stand in one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from shared.language import Named, Text

_ENDING = re.compile(r"[（(]([0-9a-f]{8})[)）]$", re.IGNORECASE)


class Kind(StrEnum):
    """How a value is written."""

    IDENTITY_NUMBER = "identity-number"
    PERSON_NAME = "person-name"
    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    PARTIAL_DATE = "partial-date"
    PHONE = "phone"
    ACCOUNT = "account"
    FLAG = "flag"
    MONEY = "money"
    DIVISION = "division"
    ORG = "org"
    PERSON = "person"
    PERSONS = "persons"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Chinese header, the field it fills, how a value is written, what a cell may be chosen from.
    `also`: other spellings of the header; `named`: what the choices of a list of acts stand for; `how`: how a value is
    written, where its kind does not say it; `most`: how many a cell may name, where it names several."""

    header: str
    field: str
    kind: Kind
    en: str
    required: bool = False
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()
    how: Text | None = None
    most: int | None = None

    def code_of(self, spelling: str) -> str | None:
        """The code that is meant by itself or by its name."""
        return next((each.code for each in self.named if spelling in {each.code, each.zh}), None)

    def entry_of(self, spelling: str) -> str | None:
        """The number of the entry that is meant: as the list has it; by the end of its number, whatever name stands
        before that; or by a name that one entry alone has. None where that is nobody's, or may be several's."""
        ending = _ENDING.search(spelling)
        number = ending[1].lower() if ending else ""
        listed = [each.code for each in self.named if each.zh == spelling]
        ended = [each.code for each in self.named if _ending(each) == number]
        named = [each.code for each in self.named if each.zh == _with_ending(spelling, each)]
        found = listed or [*ended, *named]
        return found[0] if len(found) == 1 else None


def numbered(entry: Named) -> Named:
    """As a list calls an entry: by its name, which may change while somebody fills a workbook in, and the end of its
    number, which stays. In brackets: a spreadsheet that fills cells below another counts a number at their end up."""
    return replace(entry, zh=_with_ending(entry.zh, entry), en=f"{entry.en} ({_ending(entry)})")


def _with_ending(name: str, entry: Named) -> str:
    return f"{name}（{_ending(entry)}）"


def _ending(entry: Named) -> str:
    return entry.code[-8:]


@dataclass(frozen=True)
class Layout:
    """The columns of a file, in any order; of those that `one_of` names at least one is there."""

    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()

    @cached_property
    def by_header(self) -> Mapping[str, Column]:
        """By every spelling."""
        return {spelling: column for column in self.columns for spelling in (column.header, *column.also)}

    @cached_property
    def called(self) -> Mapping[str, Text]:
        """What its columns are called, by field."""
        return {column.field: Text(column.header, column.en) for column in self.columns}

    @property
    def must_have(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns if column.required)
