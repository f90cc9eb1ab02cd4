"""The books of employers, of their postings, and of fairs."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.benefits.entries.queries import OF_THE_COUNTY
from services.benefits.jobs.domain import CLOSED, OPEN, OVER, faults_of_fair, faults_of_posting
from services.benefits.jobs.queries import look_at_employer, look_at_posting
from services.benefits.jobs.tables import APPLICATION, EMPLOYER, FAIR, HIRE, POSTING
from shared.entries.definition import BookDefinition, Lapse, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, EntryForm, Title, Yuan, filters_of, state_column, states_of
from shared.events.benefits import jobs as told
from shared.events.work_codes import JOB_EMPLOYER_KIND, JOB_OCCUPATION, JOB_PLACE
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, Flag, OneOf
from shared.language import Named, Text

KINDS, OCCUPATIONS, PLACES = JOB_EMPLOYER_KIND.by_code(), JOB_OCCUPATION.by_code(), JOB_PLACE.by_code()
KEEP, READ, EXPORT = "jobs.keep", "jobs.read", "jobs.export"
REGISTERED, ENDED, HELD = "registered", "ended", "held"
Occupation = Annotated[str, OneOf(OCCUPATIONS, "not-an-occupation")]
WorkPlace = Annotated[str, OneOf(PLACES, "not-a-place")]
_FIRST = {"true": Named("true", "是", "yes"), "false": Named("false", "否", "no")}


class JobEmployerForm(EntryForm):
    """Somebody who offers work to veterans."""

    name: Title = Field(description="official name")
    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    registered_on: Day = Field(description="not after today")


_EMPLOYER_STATES = states_of(Named(REGISTERED, "已登记", "registered"), Named(ENDED, "已终止", "ended"))
EMPLOYER_DEFINITION = BookDefinition(
    "job-employer",
    EMPLOYER,
    OF_THE_COUNTY,
    Telling(
        told.JobEmployer,
        told.JobEmployerRegistered,
        told.JobEmployerCorrected,
        told.JobEmployerRevoked,
        {"end": told.JobEmployerEnded},
    ),
    Days(("registered_on", "ended_on")),
    begins=REGISTERED,
    steps=(Step("end", Text("终止", "End it"), frozenset({REGISTERED}), ENDED, "ended_on"),),
    holds=(POSTING.c.employer_id,),
    since=(POSTING.c.posted_on,),
    unique=("uq_job_employer_name",),
    looks=look_at_employer,
)
EMPLOYERS = Book(
    EMPLOYER_DEFINITION,
    JobEmployerForm,
    Sheet(
        "job-employers",
        "用人单位",
        "Employers",
        (
            Column("name", "名称", "name"),
            Column("kind", "类别", "kind", KINDS),
            Column("registered_on", "登记日期", "registered on"),
            Column("ended_on", "终止日期", "ended on"),
            UNIT,
            state_column(_EMPLOYER_STATES),
            DOCUMENT,
        ),
        filters_of(_EMPLOYER_STATES),
    ),
    _EMPLOYER_STATES,
    KEEP,
    READ,
    EXPORT,
)


class JobPostingForm(EntryForm):
    """Work that an employer offers."""

    employer_id: UUID = Field(description="who offers it")
    title: Title
    occupation: Occupation
    place: WorkPlace
    wage_yuan: Yuan | None = Field(None, description="a month, at least; none where it is not said")
    places: int = Field(ge=1, le=10_000, description="so many persons are sought")
    veterans_first: Flag = Field(description="whether veterans are taken first")
    posted_on: Day = Field(description="not after today")
    open_until: Day = Field(description="the last day; may lie ahead")


_POSTING_STATES = states_of(
    Named(OPEN, "招聘中", "open"), Named(OVER, "已截止", "over"), Named(CLOSED, "已关闭", "closed")
)
POSTING_DEFINITION = BookDefinition(
    "job-posting",
    POSTING,
    OF_THE_COUNTY,
    Telling(
        told.JobPosting,
        told.JobPosted,
        told.JobPostingCorrected,
        told.JobPostingRevoked,
        {"closing": told.JobPostingClosed},
    ),
    Days(("posted_on", "closed_on"), due=("open_until",)),
    begins=OPEN,
    lapse=Lapse(OPEN, "open_until", OVER),
    steps=(Step("closing", Text("关闭", "Close it"), frozenset({OPEN}), CLOSED, "closed_on"),),
    under=EMPLOYER_DEFINITION,
    parent="employer_id",
    holds=(HIRE.c.posting_id, APPLICATION.c.posting_id),
    since=(HIRE.c.hired_on, APPLICATION.c.applied_on),
    checks=faults_of_posting,
    looks=look_at_posting,
)
POSTINGS = Book(
    POSTING_DEFINITION,
    JobPostingForm,
    Sheet(
        "job-postings",
        "招聘岗位",
        "Postings",
        (
            Column("title", "岗位", "title"),
            Column("occupation", "工种", "occupation", OCCUPATIONS),
            Column("place", "工作地点", "place", PLACES),
            Column("wage_fen", "月薪下限", "a month at least"),
            Column("places", "招聘人数", "places"),
            Column("open_until", "截止日期", "open until"),
            Column("employer_id", "用人单位", "employer"),
            Column("veterans_first", "优先招用退役军人", "veterans first", _FIRST),
            Column("posted_on", "发布日期", "posted on"),
            Column("closed_on", "关闭日期", "closed on"),
            UNIT,
            state_column(_POSTING_STATES),
            DOCUMENT,
        ),
        filters_of(_POSTING_STATES),
    ),
    _POSTING_STATES,
    KEEP,
    READ,
    EXPORT,
    many=True,
)


class JobFairForm(EntryForm):
    """A job fair that was held."""

    name: Title
    place: Title
    held_on: Day = Field(description="not after today")
    employers: int = Field(ge=0, le=10_000, description="how many came")
    posts: int = Field(ge=0, le=100_000, description="how many places they offered")
    attendees: int = Field(ge=0, le=100_000, description="how many veterans came")
    intents: int = Field(ge=0, le=100_000, description="how many of them agreed with an employer to go on")


_FAIR_STATES = states_of(Named(HELD, "已举办", "held"))
FAIRS = Book(
    BookDefinition(
        "job-fair",
        FAIR,
        OF_THE_COUNTY,
        Telling(told.JobFair, told.JobFairHeld, told.JobFairCorrected, told.JobFairRevoked),
        Days(("held_on",)),
        begins=HELD,
        checks=faults_of_fair,
    ),
    JobFairForm,
    Sheet(
        "job-fairs",
        "招聘会",
        "Job fairs",
        (
            Column("name", "名称", "name"),
            Column("held_on", "举办日期", "held on"),
            Column("place", "地点", "place"),
            Column("employers", "用人单位数", "employers"),
            Column("posts", "岗位数", "places offered"),
            Column("attendees", "到场人数", "veterans who came"),
            Column("intents", "达成意向人数", "agreed to go on"),
            UNIT,
            state_column(_FAIR_STATES),
            DOCUMENT,
        ),
        filters_of(_FAIR_STATES),
    ),
    _FAIR_STATES,
    KEEP,
    READ,
    EXPORT,
)
