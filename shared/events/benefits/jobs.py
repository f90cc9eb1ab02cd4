"""Jobs: employers, what they offer, what persons wish, who was hired, fairs. Names and titles stay in benefits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Count, EntryId, OrgCode, OrgPath, PersonId
from shared.events.work_codes import JOB_EMPLOYER_KIND, JOB_OCCUPATION, JOB_PLACE

TOPIC, PUSHES = "benefits.jobs", "benefits.job-pushes"
Day = Annotated[CalendarDate | None, Meta(description="null: not so · 空为没有")]
Wage = Annotated[
    Annotated[int, Meta(ge=0, description="in fen · 分")] | None,
    Meta(description="a month at least, in fen; null: not said · 月薪下限（分），空为未说明"),
]


class JobEmployer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who offers work to veterans; the name stays in benefits · 用人单位的登记内容，名称只留在优待服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, JOB_EMPLOYER_KIND.field("kind of employer · 用人单位类别")]
    registered_on: Annotated[CalendarDate, Meta(description="day it was registered · 登记日期")]
    ended_on: Day = None


class JobPosting(msgspec.Struct, frozen=True, kw_only=True):
    """Work that an employer offers; its title stays in benefits · 一个招聘岗位的内容，岗位名称只留在优待服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    employer_id: Annotated[EntryId, Meta(description="who offers it · 用人单位")]
    occupation: Annotated[str, JOB_OCCUPATION.field("what work it is · 工种")]
    place: Annotated[str, JOB_PLACE.field("where it is · 工作地点")]
    wage_fen: Wage = None
    places: Annotated[int, Meta(ge=1, le=10000, description="so many persons are sought · 招聘人数")]
    veterans_first: Annotated[bool, Meta(description="whether veterans are taken first · 是否优先招用退役军人")]
    posted_on: Annotated[CalendarDate, Meta(description="day it was posted · 发布日期")]
    open_until: Annotated[CalendarDate, Meta(description="last day · 截止日期")]
    closed_on: Day = None


class JobPreference(msgspec.Struct, frozen=True, kw_only=True):
    """What work a person wishes to be told of, or that he does not · 一名人员的求职意向，或者不接收推送"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    occupation: Annotated[
        Annotated[str, JOB_OCCUPATION.field("what work · 工种")] | None, Meta(description="null: any · 空为不限")
    ] = None
    place: Annotated[str, JOB_PLACE.field("so far at most · 工作地点最远范围")]
    wage_fen: Wage = None
    wished_on: Annotated[CalendarDate, Meta(description="day of the wish · 登记日期")]
    opted_out_on: Day = None
    opted_in_on: Day = None


class JobHire(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was hired for a posting · 一次录用"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    posting_id: Annotated[EntryId, Meta(description="for which posting · 岗位")]
    hired_on: Annotated[CalendarDate, Meta(description="first day of work · 录用日期")]


class JobFair(msgspec.Struct, frozen=True, kw_only=True):
    """A job fair · 一场招聘会"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    held_on: Annotated[CalendarDate, Meta(description="day it was held · 举办日期")]
    employers: Annotated[Count, Meta(description="how many came · 参加的用人单位数")]
    posts: Annotated[Count, Meta(description="how many places they offered · 提供的岗位数")]
    attendees: Annotated[Count, Meta(description="how many veterans came · 到场人数")]
    intents: Annotated[Count, Meta(description="how many agreed to go on · 达成意向人数")]


EmployerBefore = Annotated[JobEmployer, Meta(description="what was said until then · 此前的内容")]
PostingBefore = Annotated[JobPosting, Meta(description="what was said until then · 此前的内容")]
PreferenceBefore = Annotated[JobPreference, Meta(description="what was said until then · 此前的内容")]
HireBefore = Annotated[JobHire, Meta(description="what was said until then · 此前的内容")]
FairBefore = Annotated[JobFair, Meta(description="what was said until then · 此前的内容")]


class JobEmployerRegistered(JobEmployer, Event, frozen=True, kw_only=True):
    """Somebody offers work to veterans. No service applies it yet.

    登记用人单位。尚无服务处理。
    """


class JobEmployerEnded(JobEmployer, Event, frozen=True, kw_only=True):
    """An employer posts nothing any more. `before` is what was said until then. No service applies it yet.

    用人单位终止。`before` 为此前的内容。尚无服务处理。
    """

    before: EmployerBefore


class JobEmployerCorrected(JobEmployer, Event, frozen=True, kw_only=True):
    """What was said of an employer was wrong. `before` is what was said until then. No service applies it yet.

    用人单位登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: EmployerBefore


class JobEmployerRevoked(JobEmployer, Event, frozen=True, kw_only=True):
    """An employer was recorded by mistake. No service applies it yet.

    用人单位登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class JobPosted(JobPosting, Event, frozen=True, kw_only=True):
    """Work was posted. No service applies it yet.

    发布招聘岗位。尚无服务处理。
    """


class JobPostingClosed(JobPosting, Event, frozen=True, kw_only=True):
    """A posting was closed. `before` is what was said until then. No service applies it yet.

    招聘岗位关闭。`before` 为此前的内容。尚无服务处理。
    """

    before: PostingBefore


class JobPostingCorrected(JobPosting, Event, frozen=True, kw_only=True):
    """What was said of a posting was wrong, or its end was. `before` is what was said until then.
    No service applies it yet.

    招聘岗位更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: PostingBefore


class JobPostingRevoked(JobPosting, Event, frozen=True, kw_only=True):
    """A posting was recorded by mistake. No service applies it yet.

    招聘岗位登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class JobPreferenceRecorded(JobPreference, Event, frozen=True, kw_only=True):
    """A person wishes to be told of work. Notifications tells him of none any more once he stopped it.

    登记求职意向。本人停止后，通知服务不再告知。
    """


class JobPushOptedOut(JobPreference, Event, frozen=True, kw_only=True):
    """A person wishes to be told of no work any more. `before` is what was said until then. Notifications sends nothing
    of it from then on, also what was put together before.

    某人不再接收岗位推送。`before` 为此前的内容。通知服务此后不再发送，此前已汇集的也不发送。
    """

    before: PreferenceBefore


class JobPushOptedIn(JobPreference, Event, frozen=True, kw_only=True):
    """A person wishes to be told of work again. `before` is what was said until then.
    Notifications tells him again.

    某人恢复接收岗位推送。`before` 为此前的内容。通知服务恢复告知。
    """

    before: PreferenceBefore


class JobPreferenceCorrected(JobPreference, Event, frozen=True, kw_only=True):
    """A person wishes otherwise, or what was said of it was wrong. `before` is what was said until then.
    Notifications heeds whether he wishes to be told.

    求职意向变更、更正，或者退回上一步。`before` 为此前的内容。通知服务按是否接收处理。
    """

    before: PreferenceBefore


class JobPreferenceRevoked(JobPreference, Event, frozen=True, kw_only=True):
    """A wish was recorded by mistake. Notifications tells the person of no work on that ground.

    求职意向登记撤销，内容为撤销前的内容。通知服务不再据此告知。
    """


class JobHired(JobHire, Event, frozen=True, kw_only=True):
    """A person was hired. No service applies it yet.

    某人被录用。尚无服务处理。
    """


class JobHireCorrected(JobHire, Event, frozen=True, kw_only=True):
    """What was said of a hire was wrong. `before` is what was said until then. No service applies it yet.

    录用登记更正。`before` 为此前的内容。尚无服务处理。
    """

    before: HireBefore


class JobHireRevoked(JobHire, Event, frozen=True, kw_only=True):
    """A hire was recorded by mistake. No service applies it yet.

    录用登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class JobFairHeld(JobFair, Event, frozen=True, kw_only=True):
    """A job fair was held. No service applies it yet.

    举办招聘会。尚无服务处理。
    """


class JobFairCorrected(JobFair, Event, frozen=True, kw_only=True):
    """What was said of a job fair was wrong. `before` is what was said until then. No service applies it yet.

    招聘会登记更正。`before` 为此前的内容。尚无服务处理。
    """

    before: FairBefore


class JobFairRevoked(JobFair, Event, frozen=True, kw_only=True):
    """A job fair was recorded by mistake. No service applies it yet.

    招聘会登记撤销，内容为撤销前的内容。尚无服务处理。
    """


class JobPushed(Event, frozen=True, kw_only=True):
    """Postings that suit a person were put together for him: once a week at most. Notifications tells him of it within
    a week, where his consent to be put forward to job platforms holds.

    为某人汇集适合的招聘岗位，每周最多一次。本人同意向招聘平台提供信息、推送岗位的，通知服务在一周内告知。
    """

    push_id: Annotated[EntryId, Meta(description="what was put together, UUIDv7 · 推送编号")]
    person_id: PersonId
    org_path: OrgPath
    week: Annotated[CalendarDate, Meta(description="Monday of the week · 当周星期一")]
    postings: Annotated[Count, Meta(description="how many postings · 岗位数")]


TOLD = ("notifications",)
PUBLISHED: tuple[Published, ...] = (
    *(
        Published(contract, TOPIC, "entry_id", PiiClass.P1, consumers)
        for contract, consumers in (
            (JobEmployerRegistered, ()),
            (JobEmployerEnded, ()),
            (JobEmployerCorrected, ()),
            (JobEmployerRevoked, ()),
            (JobPosted, ()),
            (JobPostingClosed, ()),
            (JobPostingCorrected, ()),
            (JobPostingRevoked, ()),
            (JobPreferenceRecorded, TOLD),
            (JobPushOptedOut, TOLD),
            (JobPushOptedIn, TOLD),
            (JobPreferenceCorrected, TOLD),
            (JobPreferenceRevoked, TOLD),
            (JobHired, ()),
            (JobHireCorrected, ()),
            (JobHireRevoked, ()),
            (JobFairHeld, ()),
            (JobFairCorrected, ()),
            (JobFairRevoked, ()),
        )
    ),
    Published(JobPushed, PUSHES, "push_id", PiiClass.P1, TOLD),
)
