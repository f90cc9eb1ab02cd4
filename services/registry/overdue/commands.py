"""On the day after an entry is late, and that is told once: a decision, an issue raised on site, a track of work."""

from services.registry.books.schemas import BOOKS
from shared.books.overdue import overdue_job

OVERDUE = overdue_job(BOOKS)
