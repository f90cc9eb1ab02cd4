"""The book of health checks."""

from typing import Annotated

from pydantic import Field

from services.benefits.checks.domain import missed_after_the_day
from services.benefits.checks.tables import HEALTH_CHECK
from services.benefits.entries.queries import OF_A_PERSON
from shared.books.contents import Books
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    PersonForm,
    Title,
    filters_of_persons,
    state_column,
    states_of,
)
from shared.events.benefit_codes import HEALTH_CHECK_FOLLOW_UP, HEALTH_CHECK_MISS
from shared.events.benefits import checks as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

MISSES, FOLLOW_UPS = HEALTH_CHECK_MISS.by_code(), HEALTH_CHECK_FOLLOW_UP.by_code()
SCHEDULED, COMPLETED, MISSED, FOLLOWED_UP = "scheduled", "completed", "missed", "followed-up"
_STATES = states_of(
    Named(SCHEDULED, "已安排", "scheduled"),
    Named(COMPLETED, "已体检", "completed"),
    Named(MISSED, "未到检", "missed"),
    Named(FOLLOWED_UP, "已随访", "followed up"),
)


class HealthCheckForm(PersonForm):
    """A health check that is scheduled for a person: one a year."""

    year: int = Field(ge=1990, le=2099)
    batch: int = Field(ge=1, le=99, description="of the year")
    provider: Title = Field(description="official name of the hospital")
    scheduled_on: Day = Field(description="the day it is planned for; may lie ahead")
    completed_on: Day | None = Field(None, description="where it was had already: the day of it")


_OPEN = frozenset({SCHEDULED})
_COMPLETION = Step("completion", Text("登记已体检", "Record that it was completed"), _OPEN, COMPLETED, "completed_on")
_STEPS = (
    _COMPLETION,
    Step(
        "no-show", Text("登记未到检", "Record that it was missed"), _OPEN, MISSED, "missed_on", takes=("miss_reason",)
    ),
    Step(
        "follow-up",
        Text("登记随访", "Record the follow-up"),
        frozenset({COMPLETED, MISSED}),
        FOLLOWED_UP,
        "followed_up_on",
        takes=("follow_up",),
    ),
)
HEALTH_CHECKS = Book(
    BookDefinition(
        "health-check",
        HEALTH_CHECK,
        OF_A_PERSON,
        Telling(
            told.HealthCheck,
            told.HealthCheckScheduled,
            told.HealthCheckCorrected,
            told.HealthCheckRevoked,
            {
                "completion": told.HealthCheckCompleted,
                "no-show": told.HealthCheckNoShow,
                "follow-up": told.HealthCheckFollowedUp,
            },
        ),
        Days(("completed_on", "missed_on", "followed_up_on"), due=("scheduled_on",)),
        begins=SCHEDULED,
        steps=_STEPS,
        unique=("uq_health_check_year",),
        starts={"doubled": False, "unqualified": False},
        later=("miss_reason", "follow_up"),
        checks=missed_after_the_day,
        along=(_COMPLETION,),
    ),
    HealthCheckForm,
    Sheet(
        "health-checks",
        "健康体检",
        "Health checks",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("year", "年度", "year"),
            Column("batch", "批次", "batch"),
            Column("provider", "体检机构", "provider"),
            Column("scheduled_on", "安排日期", "scheduled for"),
            Column("completed_on", "体检日期", "completed on"),
            Column("missed_on", "未到检日期", "missed on"),
            Column("miss_reason", "未到检原因", "why it was missed", MISSES),
            Column("followed_up_on", "随访日期", "followed up on"),
            Column("follow_up", "随访结果", "follow-up", FOLLOW_UPS),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "health-checks.keep",
    "health-checks.read",
    "health-checks.export",
    {
        "miss_reason": Annotated[str, OneOf(MISSES, "not-a-reason")],
        "follow_up": Annotated[str, OneOf(FOLLOW_UPS, "not-a-follow-up")],
    },
)
BOOKS = Books("/benefits", ((Text("健康体检", "Health checks"), (HEALTH_CHECKS,)),))

EXPORTS = tuple(book.taken for book in BOOKS.all)
