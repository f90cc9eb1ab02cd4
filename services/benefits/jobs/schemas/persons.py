"""The books of persons: what work they wish to be told of, and who was hired."""

from uuid import UUID

from pydantic import Field

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.jobs.domain import HIRED, OPTED_OUT, SEEKING
from services.benefits.jobs.queries import look_at_hire
from services.benefits.jobs.schemas.employers import (
    EXPORT,
    OCCUPATIONS,
    PLACES,
    POSTING_DEFINITION,
    READ,
    Occupation,
    WorkPlace,
)
from services.benefits.jobs.tables import APPLICATION, HIRE, PREFERENCE
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
from shared.events.benefits import jobs as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day
from shared.language import Named, Text

SERVE = "jobs.serve"


class JobPreferenceForm(PersonForm):
    """What work a person wishes to be told of."""

    occupation: Occupation | None = Field(None, description="none: any")
    place: WorkPlace = Field(description="so far at most")
    wage_yuan: Yuan | None = Field(None, description="a month, at least; none: any")
    wished_on: Day = Field(description="not after today")


_WISHES = states_of(Named(SEEKING, "接收推送", "is told"), Named(OPTED_OUT, "不接收推送", "is not told"))
PREFERENCES = Book(
    BookDefinition(
        "job-preference",
        PREFERENCE,
        OF_A_PERSON,
        Telling(
            told.JobPreference,
            told.JobPreferenceRecorded,
            told.JobPreferenceCorrected,
            told.JobPreferenceRevoked,
            {"opt-out": told.JobPushOptedOut, "opt-in": told.JobPushOptedIn},
        ),
        Days(("wished_on", "opted_in_on", "opted_out_on")),
        begins=SEEKING,
        steps=(
            Step(
                "opt-out",
                Text("停止推送", "Tell the person no more"),
                frozenset({SEEKING}),
                OPTED_OUT,
                "opted_out_on",
            ),
            Step(
                "opt-in",
                Text("恢复推送", "Tell the person again"),
                frozenset({OPTED_OUT}),
                SEEKING,
                "opted_in_on",
                clears=("opted_out_on",),
            ),
        ),
        unique=("uq_job_preference_person",),
    ),
    JobPreferenceForm,
    Sheet(
        "job-preferences",
        "求职意向",
        "Wishes for work",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("occupation", "求职工种", "occupation", OCCUPATIONS),
            Column("place", "最远工作地点", "so far at most", PLACES),
            Column("wage_fen", "期望月薪", "a month at least"),
            Column("wished_on", "登记日期", "since"),
            Column("opted_out_on", "停止推送日期", "told no more since"),
            Column("opted_in_on", "恢复推送日期", "told again since"),
            UNIT,
            state_column(_WISHES),
            DOCUMENT,
        ),
        filters_of_persons(_WISHES),
    ),
    _WISHES,
    SERVE,
    READ,
    EXPORT,
)


class JobHireForm(PersonForm):
    """A person who was hired."""

    posting_id: UUID = Field(description="for which posting")
    hired_on: Day = Field(description="the first day of work; not after today, not before it was posted")


_HIRES = states_of(Named(HIRED, "已录用", "hired"))
HIRE_DEFINITION = BookDefinition(
    "job-hire",
    HIRE,
    OF_A_PERSON,
    Telling(told.JobHire, told.JobHired, told.JobHireCorrected, told.JobHireRevoked),
    Days(("hired_on",)),
    begins=HIRED,
    under=POSTING_DEFINITION,
    parent="posting_id",
    holds=(APPLICATION.c.hire_id,),
    unique=("uq_job_hire_posting",),
    looks=look_at_hire,
)
HIRES = Book(
    HIRE_DEFINITION,
    JobHireForm,
    Sheet(
        "job-hires",
        "录用",
        "Hires",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("posting_id", "岗位", "posting"),
            Column("hired_on", "录用日期", "hired on"),
            UNIT,
            state_column(_HIRES),
            DOCUMENT,
        ),
        filters_of_persons(_HIRES),
    ),
    _HIRES,
    SERVE,
    READ,
    EXPORT,
    many=True,
)
