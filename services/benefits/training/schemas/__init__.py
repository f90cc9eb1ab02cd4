"""What the API takes and says about training: books of courses, of who takes part, and what is overdue."""

from services.benefits.training.schemas.courses import COURSES, PROVIDERS
from services.benefits.training.schemas.enrolments import ENROLMENTS
from services.benefits.training.schemas.overdue import OVERDUE, OverdueView
from shared.books.contents import Books
from shared.language import Text

BOOKS = Books(
    "/benefits",
    ((Text("技能培训", "Skills training"), (PROVIDERS, COURSES, ENROLMENTS)),),
    way=(("/benefits/training", Text("技能培训", "Skills training")),),
)

EXPORTS = (*(book.taken for book in BOOKS.all), OVERDUE)

__all__ = ["BOOKS", "EXPORTS", "OVERDUE", "OverdueView"]
