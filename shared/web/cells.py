"""The cells of a list, by Python: a page has hundreds, and as a macro they took longer than all else of it."""

from collections.abc import Callable
from functools import lru_cache
from html import escape

from shared.web.formats import EMPTY


class _Html(str):
    """What templates show as it is: what stands in it was escaped as it was written."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def cell_of_list(
    label: str, value: object = None, look: str = "", *, caller: Callable[[], str] | None = None, **named: str
) -> str:
    """One cell: a value, or what stands in `{% call lists.cell(…) %}`; on a phone its label stands before it. One with
    nothing in it says so; several lines stand below each other there, and not beside. `look`, or `class` by name: how
    it looks."""
    if caller is not None:
        inside = caller().strip()
        value = _Html(f"<div>{inside}</div>") if "<br>" in inside else inside or None
    return _Html(f"{_opening(label, named.get('class', look))}{EMPTY if value is None else _html_of(value)}</td>\n")


@lru_cache(maxsize=1024, typed=True)  # of lists that people look at; what is HTML is no text that reads the same
def _opening(label: str, look: str) -> str:
    shown = f' class="{escape(look)}"' if look else ""
    return f'<td data-label="{_html_of(label)}"{shown}>'


def _html_of(value: object) -> str:
    html: Callable[[], str] | None = getattr(value, "__html__", None)
    return html() if html else escape(str(value))
