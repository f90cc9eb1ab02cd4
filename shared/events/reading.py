"""From the bytes of a record to an event of its contract, fast enough for a rebuild of years.

msgspec checks types, ranges and closed sets while it reads, at no cost to speak of. A pattern it hands to Python's
`re`, value by value, which costs more than all the rest. A county has few codes, so theirs are checked here: those of
an event together, and only when they have not been met before.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter

import msgspec
from msgspec import Meta, inspect

from shared.events.contract import Event

Read = Callable[[bytes], Event]

# Combinations of codes that are remembered for a contract. More are met only in a log that was made to have them.
REMEMBERED = 50_000


def code(pattern: str, description: str) -> Meta:
    """What says that a `str` field, or an optional one, is a word of which there are few. Schemas show the pattern."""
    schema = {"type": "string", "pattern": pattern}
    return Meta(description=description, extra_json_schema=schema, extra={"pattern": pattern})


@cache
def reader(contract: type[Event]) -> Read:
    """Reads one event; unknown fields are ignored. It raises msgspec.DecodeError, with the place as a JSON path."""
    decode = msgspec.json.Decoder(contract).decode
    patterns = _patterns(contract)
    if not patterns:
        return decode
    codes = attrgetter(*patterns)
    met: set[object] = set()

    def read(data: bytes) -> Event:
        event = decode(data)
        if codes(event) not in met:
            _check(event, patterns)
            if len(met) >= REMEMBERED:
                met.clear()
            met.add(codes(event))
        return event

    return read


def _check(event: Event, patterns: dict[str, re.Pattern[str]]) -> None:
    for name, pattern in patterns.items():
        word = getattr(event, name)
        if word is not None and not pattern.fullmatch(word):
            raise msgspec.ValidationError(f"Expected `str` matching regex {pattern.pattern!r} - at `$.{name}`")


def _patterns(contract: type[Event]) -> dict[str, re.Pattern[str]]:
    """The fields that hold a code. Codes inside a list would go unchecked; a test of all contracts looks for them."""
    kind = inspect.type_info(contract)
    fields = kind.fields if isinstance(kind, inspect.StructType) else ()
    return {field.name: re.compile(pattern) for field in fields for pattern in _pattern(field.type)}


def _pattern(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.UnionType):
        for option in kind.types:
            yield from _pattern(option)
    elif isinstance(kind, inspect.Metadata):
        if kind.extra and "pattern" in kind.extra:
            yield kind.extra["pattern"]
        yield from _pattern(kind.type)
