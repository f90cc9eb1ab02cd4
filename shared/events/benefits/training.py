"""Skills training: who may hold courses, the courses, who takes part. Names and numbers of certificates stay in
benefits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId
from shared.events.work_codes import (
    TRAINING_CERTIFICATE,
    TRAINING_DROP,
    TRAINING_OUTCOME,
    TRAINING_PROVIDER_KIND,
    TRAINING_SKILL,
)

TOPIC, TRAINED = "benefits.training", "benefits.trained-persons"
Day = Annotated[CalendarDate | None, Meta(description="null: not yet · 空为尚未")]


class TrainingProvider(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may hold free courses; the name stays in benefits · 培训机构的登记内容，名称只留在优待服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, TRAINING_PROVIDER_KIND.field("kind of provider · 培训机构类别")]
    approved_on: Annotated[CalendarDate, Meta(description="day it was approved · 认定日期")]
    ended_on: Day = None


class TrainingCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A free course; its name stays in benefits · 一个免费培训班的内容，名称只留在优待服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    provider_id: Annotated[EntryId, Meta(description="who holds it · 培训机构")]
    skill: Annotated[str, TRAINING_SKILL.field("what it teaches · 培训工种")]
    places: Annotated[int, Meta(ge=1, le=2000, description="so many persons at most · 名额")]
    offered_on: Annotated[CalendarDate, Meta(description="day it was offered · 开设日期")]
    starts_on: Annotated[CalendarDate, Meta(description="first day · 开班日期")]
    ends_on: Annotated[CalendarDate, Meta(description="last day · 结业日期")]
    cancelled_on: Day = None


class TrainingEnrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a person in a course; of the days in it those that are known · 一名学员的培训情况"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    course_id: Annotated[EntryId, Meta(description="the course · 培训班")]
    enrolled_on: Annotated[CalendarDate, Meta(description="day of the enrolment · 报名日期")]
    ended_on: Annotated[
        CalendarDate | None,
        Meta(description="completed or dropped out on; null: not yet · 结业或者退出日期，空为尚未"),
    ] = None
    qualification: Annotated[
        Annotated[str, TRAINING_CERTIFICATE.field("kind of certificate · 证书类别")] | None,
        Meta(description="kind of certificate; null: the course was not completed · 证书类别，空为未结业"),
    ] = None
    drop_reason: Annotated[
        Annotated[str, TRAINING_DROP.field("why the person dropped out · 退出原因")] | None,
        Meta(description="why the person dropped out; null: did not · 退出原因，空为未退出"),
    ] = None
    third_month_on: Day = None
    third_month: Annotated[
        Annotated[str, TRAINING_OUTCOME.field("what became of the person · 就业情况")] | None,
        Meta(description="what became of the person after 3 months; null: not asked · 3个月就业情况，空为未回访"),
    ] = None
    sixth_month_on: Day = None
    sixth_month: Annotated[
        Annotated[str, TRAINING_OUTCOME.field("what became of the person · 就业情况")] | None,
        Meta(description="what became of the person after 6 months; null: not asked · 6个月就业情况，空为未回访"),
    ] = None


ProviderBefore = Annotated[TrainingProvider, Meta(description="what was said until then · 此前的内容")]
CourseBefore = Annotated[TrainingCourse, Meta(description="what was said until then · 此前的内容")]
EnrolmentBefore = Annotated[TrainingEnrolment, Meta(description="what was said until then · 此前的内容")]


class TrainingProviderApproved(TrainingProvider, Event, frozen=True, kw_only=True):
    """Somebody may hold free courses. No service applies it yet.

    认定培训机构。尚无服务处理。
    """


class TrainingProviderEnded(TrainingProvider, Event, frozen=True, kw_only=True):
    """A provider offers no courses any more. `before` is what was said until then. No service applies it yet.

    培训机构终止。`before` 为此前的内容。尚无服务处理。
    """

    before: ProviderBefore


class TrainingProviderCorrected(TrainingProvider, Event, frozen=True, kw_only=True):
    """What was said of a provider was wrong. `before` is what was said until then. No service applies it yet.

    培训机构登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: ProviderBefore


class TrainingProviderRevoked(TrainingProvider, Event, frozen=True, kw_only=True):
    """A provider was recorded by mistake; it says what it said until then. No service applies it yet.

    培训机构登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class TrainingCourseOffered(TrainingCourse, Event, frozen=True, kw_only=True):
    """A free course is offered. No service applies it yet.

    开设免费培训班。尚无服务处理。
    """


class TrainingCourseCancelled(TrainingCourse, Event, frozen=True, kw_only=True):
    """A course does not take place. `before` is what was said until then. No service applies it yet.

    培训班取消。`before` 为此前的内容。尚无服务处理。
    """

    before: CourseBefore


class TrainingCourseCorrected(TrainingCourse, Event, frozen=True, kw_only=True):
    """What was said of a course was wrong. `before` is what was said until then. No service applies it yet.

    培训班登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: CourseBefore


class TrainingCourseRevoked(TrainingCourse, Event, frozen=True, kw_only=True):
    """A course was recorded by mistake; it says what it said until then. No service applies it yet.

    培训班登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class TrainingEnrolled(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """A person takes part in a free course. No service applies it yet.

    某人报名参加免费培训。尚无服务处理。
    """


class TrainingCompleted(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """A person completed a free course. `before` is what was said until then. No service applies it yet.

    某人培训结业。`before` 为此前的内容。尚无服务处理。
    """

    before: EnrolmentBefore


class TrainingDropped(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """A person dropped out of a course. `before` is what was said until then. No service applies it yet.

    某人退出培训。`before` 为此前的内容。尚无服务处理。
    """

    before: EnrolmentBefore


class TrainingOutcomeRecorded(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """It was asked what became of a person 3 or 6 months after a course. `before` is what was said until then.
    No service applies it yet.

    登记结业3个月或者6个月后的就业情况。`before` 为此前的内容。尚无服务处理。
    """

    before: EnrolmentBefore


class TrainingCorrected(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """What was said of an enrolment was wrong, or its last step was. `before` is what was said until then.
    No service applies it yet.

    学员登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: EnrolmentBefore


class TrainingRevoked(TrainingEnrolment, Event, frozen=True, kw_only=True):
    """An enrolment was recorded by mistake; it says what it said until then. No service applies it yet.

    学员登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """Since when a person counts as trained · 人员自何日起计为已培训"""

    org_path: OrgPath
    trained_on: Annotated[
        CalendarDate | None, Meta(description="end of the first course completed; null: none · 首次结业日期，空为没有")
    ] = None


class TrainingCounted(Trained, Event, frozen=True, kw_only=True):
    """A person counts as trained since another day than before: once, however many courses he completed.

    Reporting counts F24 from it. `before` is since when he counted until then; null: never told.

    人员首次结业的日期有变；参加多次培训的只计一次。统计据此计入F24。`before` 为此前的内容，空为首次告知。
    """

    person_id: PersonId
    before: Annotated[
        Trained | None, Meta(description="what was said until then; null: nothing · 此前的内容，空为没有")
    ]


PUBLISHED: tuple[Published, ...] = (
    Published(TrainingCounted, TRAINED, "person_id", PiiClass.P1, ("reporting",)),
    *(
        Published(contract, TOPIC, "entry_id", PiiClass.P1, ())
        for contract in (
            TrainingProviderApproved,
            TrainingProviderEnded,
            TrainingProviderCorrected,
            TrainingProviderRevoked,
            TrainingCourseOffered,
            TrainingCourseCancelled,
            TrainingCourseCorrected,
            TrainingCourseRevoked,
            TrainingEnrolled,
            TrainingCompleted,
            TrainingDropped,
            TrainingOutcomeRecorded,
            TrainingCorrected,
            TrainingRevoked,
        )
    ),
)
