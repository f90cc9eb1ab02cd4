"""What the API takes and says about jobs: books of employers and of persons, matches."""

from services.benefits.jobs.schemas.applications import APPLICATIONS
from services.benefits.jobs.schemas.employers import EMPLOYERS, FAIRS, POSTINGS
from services.benefits.jobs.schemas.matches import PUSHES, ListedPush, SuitingView
from services.benefits.jobs.schemas.persons import HIRES, PREFERENCES
from shared.books.contents import Books
from shared.language import Text

BOOKS = Books(
    "/benefits",
    (
        (Text("招聘", "Work that is offered"), (EMPLOYERS, POSTINGS, FAIRS)),
        (Text("求职", "Work that is sought"), (PREFERENCES, APPLICATIONS, HIRES)),
    ),
    way=(("/benefits/jobs", Text("就业服务", "Jobs")),),
)

EXPORTS = (*(book.taken for book in BOOKS.all), PUSHES)

__all__ = ["BOOKS", "EXPORTS", "PUSHES", "ListedPush", "SuitingView"]
