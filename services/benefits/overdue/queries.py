"""How many entries of each book are late that the caller keeps: what waits for him."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.benefits.cards.schemas import CARDS
from services.benefits.merits.schemas import MERIT_BULLETINS
from shared.auth.permissions import permitted
from shared.entries.domain import OVERDUE
from shared.entries.queries import WantedEntries, count_entries
from shared.http.dependencies import Reading
from shared.language import Text

BOOKS_WITH_DAYS = (MERIT_BULLETINS, CARDS)
"""Whose entries are late after a day."""


@dataclass(frozen=True, slots=True)
class Late:
    """So many of a book, which the list at `path` has."""

    words: Text
    path: str
    count: int


async def list_late_entries(reading: Reading) -> Sequence[Late]:
    """Whatever the caller was admitted for; nothing of a book that has none."""
    found = []
    for book in BOOKS_WITH_DAYS:
        if permitted(reading.caller, book.keep).grants:
            seen = replace(reading, caller=permitted(reading.caller, book.read))
            count = await count_entries(seen, book.kept, WantedEntries(state=OVERDUE))
            words = Text(f"{book.sheet.zh}：逾期", f"{book.sheet.en}: overdue")
            found += [Late(words, f"/benefits{book.at}?state={OVERDUE}", count)] if count else []
    return found
