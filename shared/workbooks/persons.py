"""Whom rows and forms name: by the identity number, as ledgers do, or by the number of the file. Registry says whose a
number is to whoever hands them in, and what goes on has files alone: a number is kept nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from shared.auth.numbers import LookedUp, look_numbers_up
from shared.http.registry import Registry
from shared.privacy.identity_number import read_identity_number
from shared.privacy.personal import IdNumber
from shared.refusal import FieldFault
from shared.workbooks.cells import parts_of
from shared.workbooks.columns import Column, Kind, Layout
from shared.workbooks.drafts import NO_NUMBER, NOBODY, TOO_MANY_NOBODYS, fault
from shared.workbooks.lines import Line

# What is neither a number of a person nor of a file is told so, rather than what an identity number would be.
_NO_IDENTITY_NUMBER = frozenset({"length", "characters"})

Meant = UUID | IdNumber | str
"""A file, somebody who has this number, or the code of what is wrong."""


async def with_files(lines: Sequence[Line], layout: Layout, registry: Registry, *, today: date) -> list[Line]:
    """The rows, with files in place of identity numbers; what is wrong with one is told of its cell, and a cell that
    names too many is refused before anybody is asked for.

    Raises `NumbersNotYours`, `NumbersUnavailable`, `NotAuthenticated`, where a row has an identity number.
    """
    columns = [column for column in layout.columns if column.kind in {Kind.PERSON, Kind.PERSONS}]
    meant = {name: _read(name, today) for line in lines for column in columns for _, name in _named(line, column)}
    numbers = list(dict.fromkeys(each for each in meant.values() if isinstance(each, IdNumber)))
    found = await look_numbers_up(registry.url, registry.token, numbers)
    whose: Mapping[Meant, Meant] = {number: _whose(each) for number, each in zip(numbers, found, strict=True)}
    files = {name: whose.get(each, each) for name, each in meant.items()}
    return [_with_files(line, columns, files) for line in lines]


async def file_meant(name: str, registry: Registry, *, today: date) -> UUID | str:
    """The file, in place of an identity number, or the code of what is wrong. Raises what `with_files` does."""
    meant = _read(name, today)
    if isinstance(meant, IdNumber):
        [found] = await look_numbers_up(registry.url, registry.token, [meant])
        return _whose(found)
    return meant


def _whose(found: LookedUp) -> UUID | str:
    return found.veteran_id or (NOBODY if found.is_looked_up else TOO_MANY_NOBODYS)


def _too_many(line: Line, column: Column) -> Iterator[FieldFault]:
    most = column.most
    if most is not None and len(parts_of(line.said.get(column.field, ""))) > most:
        yield FieldFault(column.field, "too-many", f"最多 {most} 项。", f"At most {most} items.")


def _named(line: Line, column: Column) -> Iterator[tuple[str, str]]:
    """By the field of each, as a form of a single act has it."""
    name, text = column.field, line.said.get(column.field, "")
    if column.kind is Kind.PERSON and text:
        yield name, text
    elif column.kind is Kind.PERSONS and not any(_too_many(line, column)):
        yield from ((f"{name}.{place}", part) for place, part in enumerate(parts_of(text)))


def _read(name: str, today: date) -> Meant:
    try:
        return UUID(name)
    except ValueError:
        # Whether invented people are registered, registry knows.
        read = read_identity_number(name, today=today, synthetic_allowed=True)
    if isinstance(read, str):
        return NO_NUMBER if read in _NO_IDENTITY_NUMBER else read
    return read.number


def _with_files(line: Line, columns: Sequence[Column], files: Mapping[str, Meant]) -> Line:
    said, faults = dict(line.said), list[FieldFault](line.faults)
    for column in columns:
        faults += _too_many(line, column)
        named = [(field, files[name]) for field, name in _named(line, column)]
        wrong = [fault(field, code) for field, code in named if isinstance(code, str)]
        if named and not wrong:
            said[column.field] = "、".join(str(file) for _, file in named)
        faults += wrong
    return Line(line.number, said, faults)
