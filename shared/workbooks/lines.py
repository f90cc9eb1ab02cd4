"""Doing what many rows ask for, one after the other: each is done or refused by itself, as a single one is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from shared.command import Work, rehearsing
from shared.refusal import FieldFault, Refusal
from shared.workbooks.refusals import RowInvalid, RowRepeated

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number, what it says by field, and what of that cannot be read."""

    number: int
    said: Mapping[str, str]
    faults: Sequence[FieldFault] = ()


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """What became of a row: `made`, or why not."""

    line: Line
    made: R | None = None
    refusal: Refusal | None = None


async def each_by_itself(
    work: Work,
    lines: Sequence[Line],
    record: Callable[[Work, Line], Awaitable[R]],
    *,
    dry_run: bool,
    done: Mapping[int, R] | None = None,
) -> list[Answer[R]]:
    """In their order. A dry run records nothing, and each row finds what those before it would have recorded. One key
    is one act's, so the request's is none of theirs. What was `done` already, by the number of its row, is answered."""
    made = done or {}

    async def unless_done(work: Work, line: Line) -> R:
        return made[line.number] if line.number in made else await record(work, line)

    if dry_run:
        async with rehearsing(work) as rehearsal:
            return await _answers(rehearsal, lines, unless_done)
    return await _answers(replace(work, idempotency=None), lines, unless_done)


async def _answers(work: Work, lines: Sequence[Line], record: Callable[[Work, Line], Awaitable[R]]) -> list[Answer[R]]:
    first: dict[frozenset[tuple[str, str]], int] = {}
    answers: list[Answer[R]] = []
    for line in lines:
        before = first.setdefault(frozenset(line.said.items()), line.number)
        repeated = RowRepeated(row=before) if before != line.number else None
        answers.append(Answer(line, refusal=repeated) if repeated else await _answer(work, line, record))
    return answers


async def _answer(work: Work, line: Line, record: Callable[[Work, Line], Awaitable[R]]) -> Answer[R]:
    if line.faults:
        return Answer(line, refusal=RowInvalid(fields=line.faults))
    try:
        return Answer(line, await record(work, line))
    except Refusal as refusal:
        return Answer(line, refusal=refusal)
