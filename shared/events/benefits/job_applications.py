"""Who applied for which posting, and what the employer answered."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.benefits.jobs import TOPIC, Day
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId
from shared.events.work_codes import JOB_REFUSAL


class JobApplication(msgspec.Struct, frozen=True, kw_only=True):
    """A person applies for a posting · 一名人员应聘一个岗位"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    posting_id: Annotated[EntryId, Meta(description="for which posting · 岗位")]
    applied_on: Annotated[CalendarDate, Meta(description="day on which the person applied · 应聘日期")]
    invited_on: Annotated[Day, Meta(description="the employer asked the person to come · 通知面试日期")] = None
    ended_on: Annotated[
        Day, Meta(description="first day of work, or day of the refusal or withdrawal · 录用、未录用、撤回日期")
    ] = None
    refusal_reason: Annotated[
        Annotated[str, JOB_REFUSAL.field("why the person was not hired · 未录用原因")] | None,
        Meta(description="null: not refused · 空为未被拒绝"),
    ] = None


Before = Annotated[JobApplication, Meta(description="what was said until then · 此前的内容")]


class JobApplied(JobApplication, Event, frozen=True, kw_only=True):
    """A person applied for a posting. No service applies it yet.

    某人应聘一个岗位。尚无服务处理。
    """


class JobApplicantInvited(JobApplication, Event, frozen=True, kw_only=True):
    """The employer asked the person to come. `before` is what was said until then. No service applies it yet.

    用人单位通知面试。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class JobApplicantAccepted(JobApplication, Event, frozen=True, kw_only=True):
    """The employer hired the person: `job-hired` tells of the hire. `before` is what was said until then.
    No service applies it yet.

    用人单位决定录用，录用见 `job-hired`。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class JobApplicantRefused(JobApplication, Event, frozen=True, kw_only=True):
    """The employer did not hire the person. `before` is what was said until then. No service applies it yet.

    用人单位未录用。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class JobApplicationWithdrawn(JobApplication, Event, frozen=True, kw_only=True):
    """The person withdrew the application. `before` is what was said until then. No service applies it yet.

    本人撤回应聘。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class JobApplicationCorrected(JobApplication, Event, frozen=True, kw_only=True):
    """What was said of an application was wrong, or its last step was taken back. `before` is what was said until then.
    No service applies it yet.

    应聘登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class JobApplicationRevoked(JobApplication, Event, frozen=True, kw_only=True):
    """An application was recorded by mistake. No service applies it yet.

    应聘登记撤销，内容为撤销前的内容。尚无服务处理。
    """


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P1, ())
    for contract in (
        JobApplied,
        JobApplicantInvited,
        JobApplicantAccepted,
        JobApplicantRefused,
        JobApplicationWithdrawn,
        JobApplicationCorrected,
        JobApplicationRevoked,
    )
)
