"""Which entries a list is asked for: those of units, or of persons, of one of the book's kinds."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any
from uuid import UUID

from shared.entries.queries import WantedEntries
from shared.entries.schemas import Book
from shared.http.validation import OneOf, OrgCode
from shared.web.filters import FilterId, FilterText

Asking = Callable[..., Awaitable[WantedEntries]]


def asking(book: Book) -> Asking:
    """Over the API."""
    words: Any = book.kind.words if book.kind else {}
    return _asking(book, str | None, UUID | None, Annotated[str, OneOf(words, "not-a-kind")] | None)


def asking_on_a_page(book: Book) -> Asking:
    """By the fields of its list, where what is empty is not asked for."""
    return _asking(book, FilterText, FilterId, FilterText)


def _asking(book: Book, a_text: Any, an_id: Any, a_kind: Any) -> Asking:
    """By the parameters that its list has, of these types."""
    takes: Mapping[str, Any] = {
        "unit": OrgCode | None,
        "state": a_text,
        "under": an_id,
        **({"person": an_id} if book.of_persons else {}),
        **({"kind": a_kind} if book.kind else {}),
    }

    async def wanted(**said: Any) -> WantedEntries:
        return book.wanted(said)

    kind = Parameter.KEYWORD_ONLY
    wanted.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, kind, default=None, annotation=taken) for name, taken in takes.items()]
    )
    return wanted
