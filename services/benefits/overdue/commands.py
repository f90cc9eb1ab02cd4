"""On the day after an entry is late, and that is told once: a merit bulletin, a card at the station."""

from services.benefits.cards.schemas import CARDS
from services.benefits.merits.schemas import MERIT_BULLETINS
from shared.books.overdue import overdue_job

OVERDUE = overdue_job((MERIT_BULLETINS, CARDS))
