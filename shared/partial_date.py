"""Dates of old files, of which only the month or the year may be known (docs/rules.md, data)."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.clock import FIRST_DAY, LAST_DAY

_WRITTEN = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?|年)?")
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month or year; `first` is its first day, and what is stored beside the precision."""

    first: date
    precision: Precision = Precision.DAY

    @property
    def last(self) -> date:
        """Its last day."""
        if self.precision is Precision.YEAR:
            return self.first.replace(month=12, day=31)
        if self.precision is Precision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first

    def __str__(self) -> str:
        """As much of it as is known: 1976-12."""
        return self.first.isoformat()[: _LENGTHS[self.precision]]


_LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def read_partial_date(text: str) -> PartialDate | None:
    """`2018-10-01`, `2018/10/1`, `2018.10`, `20181001`, `2018年10月1日`, `1976年`; None if it is no date."""
    if _ISO.fullmatch(text):
        return _dated(text)  # almost every date there is
    written = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    found = _PACKED.fullmatch(written) or _WRITTEN.fullmatch(written)
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return _meant(PartialDate(first, precision))


def _dated(text: str) -> PartialDate | None:
    try:
        return _meant(PartialDate(date.fromisoformat(text)))
    except ValueError:
        return None


def _meant(read: PartialDate) -> PartialDate | None:
    return read if FIRST_DAY <= read.first <= LAST_DAY else None


def read_date(text: str) -> date | None:
    """A whole date, or None."""
    read = read_partial_date(text)
    return read.first if read is not None and read.precision is Precision.DAY else None
