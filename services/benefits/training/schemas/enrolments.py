"""The book of enrolments: who takes part, completes or drops out, and what became of him."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.training.commands import count_trained
from services.benefits.training.domain import COMPLETED, DROPPED, ENROLLED, SIXTH_MONTH, THIRD_MONTH, certified
from services.benefits.training.queries import look_at_enrolment
from services.benefits.training.schemas.courses import COURSE_DEFINITION, EXPORT, READ
from services.benefits.training.tables import ENROLMENT
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.schemas import DOCUMENT, UNIT, Book, PersonForm, filters_of_persons, state_column, states_of
from shared.events.benefits import training as told
from shared.events.work_codes import TRAINING_CERTIFICATE, TRAINING_DROP, TRAINING_OUTCOME
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf, WrittenAs
from shared.language import Named, Text

CERTIFICATES, DROPS = TRAINING_CERTIFICATE.by_code(), TRAINING_DROP.by_code()
OUTCOMES = TRAINING_OUTCOME.by_code()
# A licence may have the number of its holder, which is not kept here.
CertificateNumber = Annotated[
    str,
    StringConstraints(max_length=40),
    WrittenAs(
        r"^(?!.*[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])"
        r"[0-9A-Za-z\u4e00-\u9fff-]{4,40}$",
        zh="4 至 40 位数字、字母、汉字、连字符，不是身份证号",
        en="4 to 40 digits, letters and hyphens, no identity number",
    ),
]


class TrainingEnrolmentForm(PersonForm):
    """A person who takes part in a course."""

    course_id: UUID = Field(description="the course")
    enrolled_on: Day = Field(description="not after today, and not after the course ended")
    ended_on: Day | None = Field(None, description="where the course was completed already: the day of it")
    qualification: Annotated[str, OneOf(CERTIFICATES, "not-a-certificate")] | None = Field(
        None, description="of who completed it"
    )
    certificate_number: CertificateNumber | None = Field(None, description="of who completed it")


_STATES = states_of(
    Named(ENROLLED, "已报名", "enrolled"),
    Named(COMPLETED, "已结业", "completed"),
    Named(DROPPED, "已退出", "dropped out"),
    Named(THIRD_MONTH, "已回访3个月", "asked after 3 months"),
    Named(SIXTH_MONTH, "已回访6个月", "asked after 6 months"),
)
_ENROLLED = frozenset({ENROLLED})
_COMPLETION = Step(
    "completion",
    Text("登记结业", "Record that it was completed"),
    _ENROLLED,
    COMPLETED,
    "ended_on",
    takes=("qualification", "certificate_number"),
)
_STEPS = (
    _COMPLETION,
    Step(
        "drop-out",
        Text("登记退出", "Record that the person dropped out"),
        _ENROLLED,
        DROPPED,
        "ended_on",
        takes=("drop_reason",),
    ),
    Step(
        "third-month",
        Text("登记3个月就业情况", "Record what became of the person after 3 months"),
        frozenset({COMPLETED}),
        THIRD_MONTH,
        "third_month_on",
        takes=("third_month",),
    ),
    Step(
        "sixth-month",
        Text("登记6个月就业情况", "Record what became of the person after 6 months"),
        frozenset({COMPLETED, THIRD_MONTH}),
        SIXTH_MONTH,
        "sixth_month_on",
        takes=("sixth_month",),
    ),
)
ENROLMENTS = Book(
    BookDefinition(
        "training-enrolment",
        ENROLMENT,
        OF_A_PERSON,
        Telling(
            told.TrainingEnrolment,
            told.TrainingEnrolled,
            told.TrainingCorrected,
            told.TrainingRevoked,
            {
                "completion": told.TrainingCompleted,
                "drop-out": told.TrainingDropped,
                "third-month": told.TrainingOutcomeRecorded,
                "sixth-month": told.TrainingOutcomeRecorded,
            },
        ),
        Days(("enrolled_on", "ended_on", "third_month_on", "sixth_month_on")),
        begins=ENROLLED,
        steps=_STEPS,
        under=COURSE_DEFINITION,
        parent="course_id",
        unique=("uq_training_enrolment_course", "uq_training_enrolment_certificate"),
        later=("qualification", "certificate_number", "drop_reason", "third_month", "sixth_month"),
        checks=certified,
        looks=look_at_enrolment,
        follows=count_trained,
        along=(_COMPLETION,),
    ),
    TrainingEnrolmentForm,
    Sheet(
        "training-enrolments",
        "培训学员",
        "Enrolments",
        (
            Column("person_id", "人员档案编号", "person, file number"),
            Column("course_id", "培训班", "course"),
            Column("enrolled_on", "报名日期", "enrolled on"),
            Column("ended_on", "结业、退出日期", "ended on"),
            Column("qualification", "证书类别", "certificate", CERTIFICATES),
            Column("certificate_number", "证书编号", "number of the certificate"),
            Column("drop_reason", "退出原因", "why the person dropped out", DROPS),
            Column("third_month_on", "3个月回访日期", "asked after 3 months on"),
            Column("third_month", "3个月就业情况", "after 3 months", OUTCOMES),
            Column("sixth_month_on", "6个月回访日期", "asked after 6 months on"),
            Column("sixth_month", "6个月就业情况", "after 6 months", OUTCOMES),
            UNIT,
            state_column(_STATES),
            DOCUMENT,
        ),
        filters_of_persons(_STATES),
    ),
    _STATES,
    "training.enrol",
    READ,
    EXPORT,
    {
        "qualification": Annotated[str, OneOf(CERTIFICATES, "not-a-certificate")],
        "certificate_number": CertificateNumber,
        "drop_reason": Annotated[str, OneOf(DROPS, "not-a-reason")],
        "third_month": Annotated[str, OneOf(OUTCOMES, "not-an-outcome")],
        "sixth_month": Annotated[str, OneOf(OUTCOMES, "not-an-outcome")],
    },
    many=True,
)
