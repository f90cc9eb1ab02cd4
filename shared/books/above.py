"""What an entry may stand under, as forms and workbooks call it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from shared.books.contents import Books
from shared.books.queries import titles_of
from shared.entries.queries import WantedEntries, fetch_entries
from shared.entries.schemas import Book
from shared.http.dependencies import Reading
from shared.language import Named
from shared.workbooks.columns import numbered

MOST_CHOICES = 1_000
"""The last recorded: a county has some 430 venues."""


async def list_above(reading: Reading, books: Books, book: Book) -> Sequence[Named]:
    """Entries that those of a book stand under, with what they stand under themselves: two employers may seek a driver
    each."""
    over = books.over(book)
    if over is None:
        return ()
    page = await fetch_entries(reading, over.definition, WantedEntries(), None, MOST_CHOICES, view=lambda row: row)
    above, parent = books.over(over), str(over.definition.parent)
    ids = {row._mapping[parent] for row in page.items} if above else set()
    titles = await titles_of(reading.connection, above.definition, above.sheet.columns[0].name, ids) if above else {}
    return [_choice(over, row, titles.get(row._mapping[parent]) if above else None) for row in page.items]


def told_apart(entries: Sequence[Named]) -> Sequence[Named]:
    """Those that are called alike, each with the end of its number."""
    alike = Counter(each.zh for each in entries)
    return [numbered(each) if alike[each.zh] > 1 else each for each in entries]


def _choice(book: Book, row: Row[Any], above: Any) -> Named:
    """By its first column, which may be a day, what kind it is of, and what it stands under."""
    title = str(row._mapping[book.sheet.columns[0].name])
    kind = next((column for column in book.sheet.columns if column.words and column.name != "state"), None)
    word = kind.words[row._mapping[kind.name]] if kind and kind.words else None

    def called(said: str | None) -> str:
        return " ".join(str(part) for part in (title, said, above) if part)

    return Named(str(row.entry_id), called(word.zh if word else None), called(word.en if word else None))
