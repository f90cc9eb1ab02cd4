"""The book of applications for postings: who applied, and what the employer answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.jobs.commands import hiring
from services.benefits.jobs.domain import APPLIED, HIRED, INVITED, REFUSED, WITHDRAWN
from services.benefits.jobs.queries import look_at_application
from services.benefits.jobs.schemas.employers import EXPORT, POSTING_DEFINITION, READ
from services.benefits.jobs.schemas.persons import HIRE_DEFINITION, SERVE
from services.benefits.jobs.tables import APPLICATION
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, PersonForm, filters_of_persons, state_column, states_of
from shared.events.benefits import job_applications as told
from shared.events.work_codes import JOB_REFUSAL
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

REASONS = JOB_REFUSAL.by_code()


class JobApplicationForm(PersonForm):
    """A person who applies for a posting."""

    posting_id: UUID = Field(description="for which posting")
    applied_on: Day = Field(description="not after today, not before it was posted, not after its last day")


STATES = states_of(
    Named(APPLIED, "已应聘", "applied"),
    Named(INVITED, "已通知面试", "asked to come"),
    Named(HIRED, "已录用", "hired"),
    Named(REFUSED, "未录用", "not hired"),
    Named(WITHDRAWN, "已撤回", "withdrawn"),
)
_OPEN = frozenset({APPLIED, INVITED})
_STEPS = (
    Step(
        "invitation",
        Text("登记通知面试", "Record that the person is asked to come"),
        frozenset({APPLIED}),
        INVITED,
        "invited_on",
    ),
    Step("hire", Text("登记录用", "Record that the person is hired"), _OPEN, HIRED, "ended_on"),
    Step(
        "refusal",
        Text("登记未录用", "Record that the person is not hired"),
        _OPEN,
        REFUSED,
        "ended_on",
        takes=("refusal_reason",),
    ),
    Step("withdrawal", Text("登记撤回", "Record that the person withdrew it"), _OPEN, WITHDRAWN, "ended_on"),
)
APPLICATIONS = Book(
    BookDefinition(
        "job-application",
        APPLICATION,
        OF_A_PERSON,
        Telling(
            told.JobApplication,
            told.JobApplied,
            told.JobApplicationCorrected,
            told.JobApplicationRevoked,
            {
                "invitation": told.JobApplicantInvited,
                "hire": told.JobApplicantAccepted,
                "refusal": told.JobApplicantRefused,
                "withdrawal": told.JobApplicationWithdrawn,
            },
        ),
        Days(("applied_on", "invited_on", "ended_on")),
        begins=APPLIED,
        steps=_STEPS,
        under=POSTING_DEFINITION,
        parent="posting_id",
        unique=("uq_job_application_posting",),
        later=("refusal_reason",),
        looks=look_at_application,
        follows=hiring(HIRE_DEFINITION),
    ),
    JobApplicationForm,
    Sheet(
        "job-applications",
        "应聘",
        "Applications for postings",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("posting_id", "岗位", "posting"),
            Column("applied_on", "应聘日期", "applied on"),
            Column("invited_on", "通知面试日期", "asked to come on"),
            Column("ended_on", "录用、未录用、撤回日期", "hired, refused or withdrawn on"),
            Column("refusal_reason", "未录用原因", "why the person was not hired", REASONS),
            UNIT,
            state_column(STATES),
            DOCUMENT,
        ),
        filters_of_persons(STATES),
    ),
    STATES,
    SERVE,
    READ,
    EXPORT,
    {"refusal_reason": Annotated[str, OneOf(REASONS, "not-a-reason")]},
    many=True,
)
