"""Doing what many rows ask for, one after the other: each is done or refused by itself, as a single one is, and many
share a commit."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from shared.command import Work, rehearsing
from shared.command.many import in_turn
from shared.refusal import FieldFault, Refusal
from shared.workbooks.refusals import RowInvalid, RowRepeated

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number, what it says by field, and what of that cannot be read."""

    number: int
    said: Mapping[str, str] = field(repr=False)
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
    made, repeated = done or {}, _repeated(lines)

    async def answer(work: Work, line: Line) -> Answer[R]:
        if line.number in repeated:
            return Answer(line, refusal=RowRepeated(row=repeated[line.number]))
        if line.faults:
            return Answer(line, refusal=RowInvalid(fields=line.faults))
        try:
            return Answer(line, made[line.number] if line.number in made else await record(work, line))
        except Refusal as refusal:
            return Answer(line, refusal=refusal)

    if dry_run:
        async with rehearsing(work) as rehearsal:
            return [await answer(rehearsal, line) for line in lines]
    return await in_turn(replace(work, idempotency=None), lines, answer)


def _repeated(lines: Sequence[Line]) -> Mapping[int, int]:
    """By the number of a row that of one before it that says the same."""
    first: dict[frozenset[tuple[str, str]], int] = {}
    before = {line.number: first.setdefault(frozenset(line.said.items()), line.number) for line in lines}
    return {number: earlier for number, earlier in before.items() if earlier != number}
