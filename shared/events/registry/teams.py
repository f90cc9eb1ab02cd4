"""Volunteer teams of villages: who is in one, and what they do."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgCode, OrgPath, PersonId
from shared.events.service_codes import VOLUNTEER_TASK

TeamId = Annotated[UUID, Meta(description="the team, UUIDv7 · 志愿者团队的编号")]
MembershipId = Annotated[UUID, Meta(description="one person's time in one team, UUIDv7 · 一次入队的编号")]
ActivityId = Annotated[UUID, Meta(description="one activity, UUIDv7 · 一次活动的编号")]
TeamOrgCode = Annotated[OrgCode, Meta(description="unit of the team's village · 团队所在村服务室代码")]
JoinedOn = Annotated[CalendarDate, Meta(description="first day in the team · 入队日期")]
Task = Annotated[str, VOLUNTEER_TASK.field("what was done · 服务内容")]
HeldOn = Annotated[CalendarDate, Meta(description="day of the activity, Asia/Shanghai · 活动日期（北京时间）")]


class VolunteerPeriod(Struct, frozen=True, kw_only=True, gc=False):
    """Days on which somebody counts as a volunteer at a unit · 计为某机构志愿者的一段日期"""

    person_id: Annotated[PersonId, Meta(description="the file in which it stands · 登记入队的档案")]
    org_path: OrgPath
    starts_on: Annotated[CalendarDate, Meta(description="the first of them · 起始日（含）")]
    ends_on: Annotated[
        CalendarDate | None, Meta(description="the first day after them; null: they go on · 终止日（不含），空为至今")
    ]


class Volunteered(Struct, frozen=True, kw_only=True, gc=False):
    """Who took part in an activity, and for how long · 参加活动的人员及时长"""

    person_id: PersonId
    minutes: Annotated[int, Meta(ge=1, le=1440, description="how long · 服务时长（分钟）")]


NoLonger = Annotated[
    tuple[VolunteerPeriod, ...], Meta(description="the days that count no longer · 不再计入的各段日期")
]
Again = Annotated[tuple[VolunteerPeriod, ...], Meta(description="the days that count from now on · 改为计入的各段日期")]
Participants = Annotated[tuple[Volunteered, ...], Meta(description="who took part · 参加人员")]


class VolunteerJoined(Event, frozen=True, kw_only=True):
    """A veteran joined a village's volunteer team.

    Reporting counts volunteers in F22 on the days in `counted`: somebody in two teams is one volunteer.

    退役军人加入村志愿者团队。统计按 `counted` 各段日期将其计入 F22；同时参加两支团队的只计一人。
    """

    team_id: TeamId
    membership_id: MembershipId
    person_id: PersonId
    org_code: TeamOrgCode
    org_path: OrgPath
    joined_on: JoinedOn
    counted_before: NoLonger
    counted: Again


class VolunteerLeft(Event, frozen=True, kw_only=True):
    """Somebody is in the team no longer: he left, the team ended, or he died or left the county.

    Reporting takes the days in `counted_before` out of F22. Why stays in registry.

    已不在该团队：退出、团队终止，或者本人死亡、注销、迁出。统计在 F22 中扣除 `counted_before` 各段日期。
    原因只留在登记服务。
    """

    team_id: TeamId
    membership_id: MembershipId
    person_id: PersonId
    org_code: TeamOrgCode
    org_path: OrgPath
    left_on: Annotated[CalendarDate, Meta(description="first day no longer in the team · 退出日期（当日起不在队）")]
    counted_before: NoLonger
    counted: Again


class VolunteerMembershipCorrected(Event, frozen=True, kw_only=True):
    """What was told of somebody's time in a team was wrong: this is how it has been all along.

    Reporting takes the days in `counted_before` out of F22 and those in `counted` in.

    入队登记有误，已更正，以此为准；此前所述全部由此替代。统计在 F22 中扣除 `counted_before`、计入 `counted` 各段日期。
    """

    team_id: TeamId
    membership_id: MembershipId
    person_id: PersonId
    org_code: TeamOrgCode
    org_path: OrgPath
    joined_on: JoinedOn
    left_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer in it; null: in it still · 退出日期，空为在队")
    ]
    counted_before: NoLonger
    counted: Again


class VolunteerMembershipWithdrawn(Event, frozen=True, kw_only=True):
    """It was recorded by mistake that somebody is in a team, or he was gone before: he never was.

    Reporting takes the days in `counted_before` out of F22. A later `volunteer-membership-corrected` brings it back.

    入队登记有误，或者入队前本人已死亡、注销、迁出，视为从未入队。统计在 F22 中扣除 `counted_before` 各段日期。
    其后的 `volunteer-membership-corrected` 使其恢复。
    """

    team_id: TeamId
    membership_id: MembershipId
    person_id: PersonId
    org_code: TeamOrgCode
    org_path: OrgPath
    counted_before: NoLonger
    counted: Again


class VolunteerActivityRecorded(Event, frozen=True, kw_only=True):
    """A team did something. No service applies it yet; what exactly was done, and where, stays in registry.

    志愿者团队开展了一次活动。尚无服务处理；具体内容和地点只留在登记服务。
    """

    team_id: TeamId
    activity_id: ActivityId
    org_code: TeamOrgCode
    org_path: OrgPath
    task: Task
    held_on: HeldOn
    participants: Participants


class VolunteerActivityCorrected(Event, frozen=True, kw_only=True):
    """What was told of an activity was wrong: this holds instead of it, whole. No service applies it yet.

    活动登记有误，已更正，以此为准；此前所述全部由此替代。尚无服务处理。
    """

    team_id: TeamId
    activity_id: ActivityId
    org_code: TeamOrgCode
    org_path: OrgPath
    task: Task
    held_on: HeldOn
    participants: Participants


class VolunteerActivityWithdrawn(Event, frozen=True, kw_only=True):
    """An activity was recorded by mistake: there was none. No service applies it yet. Why stays in registry.

    活动登记有误，视为没有这次活动。尚无服务处理。原因只留在登记服务。
    """

    team_id: TeamId
    activity_id: ActivityId
    org_code: TeamOrgCode
    org_path: OrgPath
    task: Task
    held_on: HeldOn


MEMBERSHIPS = (VolunteerJoined, VolunteerLeft, VolunteerMembershipCorrected, VolunteerMembershipWithdrawn)
PUBLISHED: tuple[Published, ...] = (
    *(Published(each, "registry.volunteer-teams", "team_id", PiiClass.P2, ("reporting",)) for each in MEMBERSHIPS),
    *(
        Published(each, "registry.volunteer-teams", "team_id", PiiClass.P2, ())
        for each in (VolunteerActivityRecorded, VolunteerActivityCorrected, VolunteerActivityWithdrawn)
    ),
)
