"""How values are written: the filters of templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.clock import SHANGHAI

EMPTY = "—"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What templates show as it is: what stands in it was escaped as it was drawn."""

    html: str

    def __html__(self) -> str:
        return self.html


def day(value: date | None) -> str:
    """2019-04-30"""
    return EMPTY if value is None else value.isoformat()


def instant(value: datetime | None) -> str:
    """2019-04-30 17:30, in the county's time."""
    return EMPTY if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def time(value: datetime) -> str:
    """17:30:05, in the county's time."""
    return value.astimezone(SHANGHAI).strftime("%H:%M:%S")


def thousands(value: int | None) -> str:
    """18,636"""
    return EMPTY if value is None else f"{value:,}"


def yuan(fen: int | None) -> str:
    """1,234.50 for 123450 fen."""
    return EMPTY if fen is None else f"{Decimal(fen) / 100:,.2f}"


def percent(basis_points: int) -> str:
    """15% for 1500."""
    return f"{basis_points / 100:g}%"


def short(identity: UUID | str) -> str:
    """The last eight digits of an id, by which people tell files and cases apart."""
    return str(identity)[-8:]


def unit_of(path: str) -> str:
    """The code of the unit that an org path leads to."""
    return path.rpartition(".")[2]


def written(value: Any) -> str:
    """A value as it stands in HTML, a dash for none. What templates print is joined at once and needs no type that says
    it is HTML: for what is text already, nearly all of it, making one took three times as long as all else about it."""
    if type(value) is str:
        return _escaped(value)
    html: Callable[[], str] | None = getattr(value, "__html__", None)
    return html() if html else _escaped(EMPTY if value is None else str(value))


def _escaped(words: str) -> str:
    """As the library does."""
    html = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return html.replace("'", "&#39;").replace('"', "&#34;")


FILTERS: Mapping[str, Callable[[Any], str]] = {
    "day": day,
    "instant": instant,
    "time": time,
    "thousands": thousands,
    "yuan": yuan,
    "percent": percent,
    "short": short,
    "unit_of": unit_of,
}
