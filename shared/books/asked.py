"""Which entries a list is asked for: those of units, or of persons."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from shared.entries.queries import WantedEntries
from shared.entries.schemas import Book
from shared.http.validation import OrgCode
from shared.web.filters import FilterId, FilterText

Asking = Callable[..., Awaitable[WantedEntries]]


async def _of_units(unit: OrgCode | None = None, state: str | None = None, under: UUID | None = None) -> WantedEntries:
    return WantedEntries(unit, state, under)


async def _of_persons(
    unit: OrgCode | None = None, state: str | None = None, under: UUID | None = None, person: UUID | None = None
) -> WantedEntries:
    return WantedEntries(unit, state, under, person)


async def _units_on_a_page(
    unit: OrgCode | None = None, state: FilterText = None, under: FilterId = None
) -> WantedEntries:
    return WantedEntries(unit, state or None, under)


async def _persons_on_a_page(
    unit: OrgCode | None = None, state: FilterText = None, under: FilterId = None, person: FilterId = None
) -> WantedEntries:
    return WantedEntries(unit, state or None, under, person)


def asking(book: Book) -> Asking:
    """Over the API."""
    return _of_persons if book.of_persons else _of_units


def asking_on_a_page(book: Book) -> Asking:
    """By the fields of its list, where what is empty is not asked for."""
    return _persons_on_a_page if book.of_persons else _units_on_a_page
