"""On the day after an entry is late, and that is told once: a merit bulletin, a card at the station."""

from services.benefits.overdue.queries import BOOKS_WITH_DAYS
from shared.books.overdue import overdue_job

OVERDUE = overdue_job(BOOKS_WITH_DAYS)
