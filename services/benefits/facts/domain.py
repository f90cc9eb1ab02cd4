"""What a file says, in the facts of conditions, and since when each is known. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from services.benefits.conditions.parameters import FACTS, Kind
from services.benefits.facts.parameters import DAYS, LASTING, WITHOUT_EMPLOYER, WORDS
from shared.partial_date import PartialDate, Precision, read_partial_date

Value = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What a file said when it was asked: from this day on. `value` None: it is known not to be there; not `is_known`:
    the file is silent about it."""

    since: date
    value: Value = None
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class FileFacts:
    """By fact, what was said of it, the last at the end. `salt` is of the key that it is kept under: who has the digest
    of a decision does not find out what was said by trying."""

    said: Mapping[str, tuple[FileAnswer, ...]]
    salt: str = ""

    def known_on(self, day: date) -> dict[str, Value]:
        """What of it is known of a day. What lasts is as true of days before it was asked."""
        found = {name: _of_day(name, each, day) for name, each in self.said.items()}
        return {name: each.value for name, each in found.items() if each is not None and each.is_known}


def _of_day(name: str, said: tuple[FileAnswer, ...], day: date) -> FileAnswer | None:
    if name in LASTING:
        return said[-1]
    return next((each for each in reversed(said) if each.since <= day), None)


def read_file(fields: Mapping[str, str]) -> dict[str, Value]:
    """What the fields of a file say, by the fact's name; a fact on which they are silent is missing."""
    words = {
        fact: meant[fields[field]] for fact, (field, meant) in WORDS.items() if fields.get(field) in meant
    }  # fmt: skip
    years = compulsory_years(_partial(fields, "conscript_from"), _partial(fields, "conscript_to"))
    served = {} if years is None else {"service.compulsory-years": years}
    return {**words, **_employer(fields), **_days(fields), **served}


def _employer(fields: Mapping[str, str]) -> dict[str, Value]:
    if fields.get("employment_code") in WITHOUT_EMPLOYER:
        return {"employer": None}
    return {"employer": fields["employer_code"]} if "employer_code" in fields else {}


def _days(fields: Mapping[str, str]) -> dict[str, Value]:
    dates = {fact: _partial(fields, field) for fact, field in DAYS.items()}
    return {fact: day.first for fact, day in dates.items() if day is not None and day.precision is Precision.DAY}


def compulsory_years(first: PartialDate | None, last: PartialDate | None) -> int | None:
    """Years begun from the first day on: three years and a day are four. None where a date is missing, or not known
    well enough to tell."""
    if first is None or last is None or last.first < first.last:
        return None
    least, most = _years_begun(first.last, last.first), _years_begun(first.first, last.last)
    return least if least == most else None


def _years_begun(first: date, last: date) -> int:
    begun = last.year - first.year + ((last.month, last.day) > (first.month, first.day))
    return max(begun, 1)


def _partial(fields: Mapping[str, str], name: str) -> PartialDate | None:
    return read_partial_date(fields[name]) if name in fields else None


def asked(before: FileFacts, said: Mapping[str, Value], today: date) -> FileFacts:
    """What is kept once a file was asked: what it says as before is known since then, what it said before was true of
    the days before."""
    names = {*before.said, *said}
    now = {name: FileAnswer(today, said[name]) if name in said else FileAnswer(today, is_known=False) for name in names}
    return FileFacts({name: _followed(before.said.get(name, ()), now[name]) for name in names}, before.salt)


def _followed(before: tuple[FileAnswer, ...], now: FileAnswer) -> tuple[FileAnswer, ...]:
    if before and (before[-1].value, before[-1].is_known) == (now.value, now.is_known):
        return before
    return (*(each for each in before if each.since < now.since), now)


def joined(own: FileFacts | None, others: Iterable[FileFacts]) -> FileFacts:
    """Of the files of one person: where his own is silent, one that was merged into it says it."""
    files = [*([own] if own else []), *others]
    said: dict[str, tuple[FileAnswer, ...]] = {}
    for each in files:
        for name, kept in each.said.items():
            if name not in said or not said[name][-1].is_known:
                said[name] = kept
    return FileFacts(said, files[0].salt)


def sealed_form(facts: FileFacts) -> str:
    """As it is encrypted."""
    said = {name: [(each.since, each.value, each.is_known) for each in kept] for name, kept in facts.said.items()}
    return msgspec.json.encode(said, order="sorted").decode()


def opened_form(clear: str, *, salt: str) -> FileFacts:
    """What was encrypted."""
    form = msgspec.json.decode(clear, type=dict[str, list[tuple[date, Any, bool]]])
    said = {
        name: tuple(FileAnswer(since, _value(name, value), is_known) for since, value, is_known in kept)
        for name, kept in form.items()
    }
    return FileFacts(said, salt)


def _value(name: str, value: Any) -> Value:
    return date.fromisoformat(value) if value is not None and FACTS[name].kind is Kind.DAY else value
