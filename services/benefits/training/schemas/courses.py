"""The books of providers and of their courses."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.benefits.entries.queries import OF_THE_COUNTY
from services.benefits.training.domain import CANCELLED, OFFERED, faults_of_course
from services.benefits.training.queries import look_at_course, look_at_provider
from services.benefits.training.tables import COURSE, ENROLMENT, PROVIDER
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, EntryForm, Title, filters_of, state_column, states_of
from shared.events.benefits import training as told
from shared.events.work_codes import TRAINING_PROVIDER_KIND, TRAINING_SKILL
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

KINDS, SKILLS = TRAINING_PROVIDER_KIND.by_code(), TRAINING_SKILL.by_code()
KEEP, READ, EXPORT = "training.keep", "training.read", "training.export"
APPROVED, ENDED = "approved", "ended"


class TrainingProviderForm(EntryForm):
    """Somebody who may hold free courses."""

    name: Title = Field(description="official name")
    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    approved_on: Day = Field(description="not after today")


_PROVIDER_STATES = states_of(Named(APPROVED, "已认定", "approved"), Named(ENDED, "已终止", "ended"))
PROVIDER_DEFINITION = BookDefinition(
    "training-provider",
    PROVIDER,
    OF_THE_COUNTY,
    Telling(
        told.TrainingProvider,
        told.TrainingProviderApproved,
        told.TrainingProviderCorrected,
        told.TrainingProviderRevoked,
        {"end": told.TrainingProviderEnded},
    ),
    Days(("approved_on", "ended_on")),
    begins=APPROVED,
    steps=(Step("end", Text("终止", "End it"), frozenset({APPROVED}), ENDED, "ended_on"),),
    holds=(COURSE.c.provider_id,),
    since=(COURSE.c.offered_on,),
    unique=("uq_training_provider_name",),
    looks=look_at_provider,
)
PROVIDERS = Book(
    PROVIDER_DEFINITION,
    TrainingProviderForm,
    Sheet(
        "training-providers",
        "培训机构",
        "Training providers",
        (
            Column("name", "名称", "name"),
            Column("kind", "类别", "kind", KINDS),
            Column("approved_on", "认定日期", "approved on"),
            Column("ended_on", "终止日期", "ended on"),
            UNIT,
            state_column(_PROVIDER_STATES),
            DOCUMENT,
        ),
        filters_of(_PROVIDER_STATES),
    ),
    _PROVIDER_STATES,
    KEEP,
    READ,
    EXPORT,
)


class TrainingCourseForm(EntryForm):
    """A free course that a provider offers."""

    provider_id: UUID = Field(description="who holds it")
    name: Title
    skill: Annotated[str, OneOf(SKILLS, "not-a-skill")]
    places: int = Field(ge=1, le=2000, description="so many persons at most")
    offered_on: Day = Field(description="not after today; not before the provider was approved")
    starts_on: Day = Field(description="the first day; may lie ahead")
    ends_on: Day = Field(description="the last day; may lie ahead")


_COURSE_STATES = states_of(Named(OFFERED, "已开设", "offered"), Named(CANCELLED, "已取消", "cancelled"))
COURSE_DEFINITION = BookDefinition(
    "training-course",
    COURSE,
    OF_THE_COUNTY,
    Telling(
        told.TrainingCourse,
        told.TrainingCourseOffered,
        told.TrainingCourseCorrected,
        told.TrainingCourseRevoked,
        {"cancellation": told.TrainingCourseCancelled},
    ),
    Days(("offered_on", "cancelled_on"), due=("starts_on", "ends_on")),
    begins=OFFERED,
    steps=(Step("cancellation", Text("取消", "Cancel it"), frozenset({OFFERED}), CANCELLED, "cancelled_on"),),
    under=PROVIDER_DEFINITION,
    parent="provider_id",
    holds=(ENROLMENT.c.course_id,),
    since=(ENROLMENT.c.enrolled_on,),
    until=(ENROLMENT.c.ended_on,),
    occupies=frozenset({OFFERED}),
    checks=faults_of_course,
    looks=look_at_course,
)
COURSES = Book(
    COURSE_DEFINITION,
    TrainingCourseForm,
    Sheet(
        "training-courses",
        "培训班",
        "Courses",
        (
            Column("name", "名称", "name"),
            Column("skill", "工种", "skill", SKILLS),
            Column("places", "名额", "places"),
            Column("starts_on", "开班日期", "starts on"),
            Column("ends_on", "结业日期", "ends on"),
            Column("provider_id", "培训机构", "provider"),
            Column("offered_on", "开设日期", "offered on"),
            Column("cancelled_on", "取消日期", "cancelled on"),
            UNIT,
            state_column(_COURSE_STATES),
            DOCUMENT,
        ),
        filters_of(_COURSE_STATES),
    ),
    _COURSE_STATES,
    KEEP,
    READ,
    EXPORT,
)
