"""The cells of a list, by Python: a page has hundreds, and as a macro they took longer than all else of it."""

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup, escape

from shared.web.formats import EMPTY


def cell_of_list(
    label: str, value: object = None, look: str = "", *, caller: Callable[[], str] | None = None, **named: str
) -> Markup:
    """One cell: a value, or what stands in `{% call lists.cell(…) %}`; on a phone its label stands before it. One with
    nothing in it says so. `look`, or `class` by name: how it looks."""
    if caller is not None:
        value = caller().strip() or None
    shown = EMPTY if value is None else escape(value)
    html = f"{_opening(label, named.get('class', look))}{shown}</td>\n"
    return Markup(html)  # noqa: S704  all of it was escaped  # nosec B704


@lru_cache(maxsize=1024)  # of lists that people look at
def _opening(label: str, look: str) -> str:
    shown = f' class="{escape(look)}"' if look else ""
    return f'<td data-label="{escape(label)}"{shown}>'
