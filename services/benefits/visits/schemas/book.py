"""The book of visits."""

from typing import Annotated

from pydantic import Field

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.visits.domain import days_of_the_family, faults_of_visit
from services.benefits.visits.parameters import FIRST_YEAR, LAST_YEAR, LEVELS, MISSES, OCCASIONS
from services.benefits.visits.tables import VISIT
from shared.books.contents import Books
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    PersonForm,
    Yuan,
    filters_of_persons,
    state_column,
    states_of,
)
from shared.events.benefits import visits as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

PLANNED, MADE, MISSED = "planned", "made", "missed"
_STATES = states_of(
    Named(PLANNED, "已计划", "planned"),
    Named(MADE, "已走访", "made"),
    Named(MISSED, "未走访", "missed"),
)


class VisitForm(PersonForm):
    """A visit that is planned to a person or his family."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="of a festival: that of the festival")
    occasion: Annotated[str, OneOf(OCCASIONS, "not-an-occasion")]
    level: Annotated[str, OneOf(LEVELS, "not-a-level")]
    planned_on: Day = Field(description="the day it is planned for; may lie ahead")
    made_on: Day | None = Field(None, description="where it was made already: the day of it")
    gift_yuan: Yuan | None = Field(None, description="money, and what else is given, by its value")


_OPEN = frozenset({PLANNED})
_MAKING = Step("making", Text("登记已走访", "Record that it was made"), _OPEN, MADE, "made_on")
VISITS = Book(
    BookDefinition(
        "visit",
        VISIT,
        OF_A_PERSON,
        Telling(
            told.Visit,
            told.VisitPlanned,
            told.VisitCorrected,
            told.VisitRevoked,
            {"making": told.VisitMade, "miss": told.VisitMissed},
        ),
        Days(("made_on", "missed_on"), due=("planned_on",)),
        begins=PLANNED,
        steps=(
            _MAKING,
            Step("miss", Text("登记未走访", "Record that it was missed"), _OPEN, MISSED, "missed_on",
                 takes=("miss_reason",)),
        ),
        unique=("uq_visit_festival",),
        later=("miss_reason",),
        checks=faults_of_visit,
        outliving=days_of_the_family,
        along=(_MAKING,),
    ),
    VisitForm,
    Sheet(
        "visits",
        "走访慰问",
        "Visits",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("year", "年度", "year"),
            Column("occasion", "走访慰问时机", "occasion", OCCASIONS),
            Column("level", "走访慰问层级", "level", LEVELS),
            Column("planned_on", "计划日期", "planned for"),
            Column("made_on", "走访日期", "made on"),
            Column("gift_fen", "慰问金和慰问品折价", "gift"),
            Column("missed_on", "未走访日期", "missed on"),
            Column("miss_reason", "未走访原因", "why it was missed", MISSES),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "visits.keep",
    "visits.read",
    "visits.export",
    {"miss_reason": Annotated[str, OneOf(MISSES, "not-a-reason")]},
)  # fmt: skip
BOOKS = Books(
    "/benefits",
    ((Text("走访慰问", "Visits"), (VISITS,)),),
    (("/benefits/visits/coverage", Text("走访慰问覆盖情况", "Coverage of visits")),),
)

EXPORTS = tuple(book.taken for book in BOOKS.all)
