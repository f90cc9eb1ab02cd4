"""The books of a service, in the order in which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shared.entries.schemas import Book
from shared.language import Text


@dataclass(frozen=True)
class Books:
    """By groups. `home` begins the addresses of their pages, `way` leads to them, `evidence` to the papers attached to
    an entry, where its service keeps some; `beside` are addresses that an entry's number ends, of what else there is of
    it, each with its name and its permission."""

    home: str
    contents: Sequence[tuple[Text, Sequence[Book]]]
    way: Sequence[tuple[str, Text]] = ()
    evidence: str | None = None
    beside: Sequence[tuple[str, Text, str]] = ()

    @cached_property
    def all(self) -> Sequence[Book]:
        return tuple(book for _, books in self.contents for book in books)

    @cached_property
    def with_workbooks(self) -> Sequence[Book]:
        """Those that take workbooks: what stands under an entry is recorded from that one's page, unless it is many."""
        return tuple(book for book in self.all if book.definition.under is None or book.many)

    def under(self, book: Book) -> Sequence[Book]:
        """Those whose entries stand under an entry of this one."""
        return [each for each in self.all if each.definition.under is book.definition]

    def over(self, book: Book) -> Book | None:
        """That under whose entries those of this one stand."""
        return next((each for each in self.all if each.definition is book.definition.under), None)

    def named(self, name: str | None) -> Book | None:
        """By what is kept in it."""
        return next((each for each in self.all if each.definition.name == name), None)
