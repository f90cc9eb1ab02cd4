"""The table of contents: every book there is, in the order in which they are shown."""

from collections.abc import Sequence

from services.registry.bodies.schemas import BODIES, BODY_MEMBERS
from services.registry.facilities.schemas import (
    CAPITAL_PROJECTS,
    FACILITIES,
    FUNCTIONAL_ROOMS,
    PLAQUES,
    RECORD_BOOKS,
    VENUE_UPGRADES,
)
from services.registry.meetings.schemas import DECISIONS, MEETINGS
from services.registry.onsite_sessions.schemas import ISSUES, SESSIONS
from services.registry.staff.schemas import POSTS, RESPONSIBLE_PERSONS
from services.registry.standards.schemas import FIVE_HAVES, FUNDS, TRACKS, UNIFIED
from services.registry.study_visits.schemas import VISITS
from shared.books.contents import Books
from shared.entries.schemas import Book
from shared.language import Text

COUNTY = Books(
    "/registry",
    (
        (Text("组织领导", "Leadership"), (BODIES, BODY_MEMBERS, MEETINGS, DECISIONS, SESSIONS, ISSUES, VISITS)),
        (Text("人员配备", "Staff"), (POSTS, RESPONSIBLE_PERSONS)),
        (
            Text("阵地建设", "Venues"),
            (FACILITIES, FUNCTIONAL_ROOMS, CAPITAL_PROJECTS, VENUE_UPGRADES, PLAQUES, RECORD_BOOKS),
        ),
        (Text("规范化建设", "Standards"), (FIVE_HAVES, UNIFIED, TRACKS, FUNDS)),
    ),
    way=(("/registry/books", Text("工作台账", "Books of the county's work")),),
    evidence="/registry/attachments/of-unit/book-entry",
)
BOOKS: Sequence[Book] = COUNTY.all

EXPORTS = tuple(book.taken for book in BOOKS)
