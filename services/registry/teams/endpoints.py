"""Volunteer teams, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
from services.registry.former.schemas import TakingBackForm
from services.registry.network.schemas import OrgCode
from services.registry.teams.commands import (
    correct_activity,
    correct_membership,
    correct_team,
    end_team,
    found_team,
    join_team,
    leave_team,
    record_activity,
    reopen_team,
    withdraw_activity,
    withdraw_membership,
    withdraw_team,
)
from services.registry.teams.parameters import TASKS
from services.registry.teams.queries import (
    WantedActivities,
    WantedTeams,
    WantedVolunteers,
    fetch_activities,
    fetch_teams,
    fetch_volunteers,
    get_activity,
    get_team,
    list_participants,
)
from services.registry.teams.schemas.exported import ACTIVITIES, TEAMS, VOLUNTEERS
from services.registry.teams.schemas.forms import (
    ActivityCorrection,
    ActivityForm,
    CharterCorrection,
    JoinForm,
    LeaveForm,
    TeamEnd,
    TeamForm,
    TimeCorrection,
)
from services.registry.teams.schemas.views import (
    ActivityLine,
    ActivityView,
    MembershipView,
    ParticipantView,
    TeamLine,
    TeamView,
    VolunteerLine,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day, OneOf

router = Router(tags=["volunteer teams"])

_ONE = "/volunteer-teams/{team_id:uuid}"
_IN = "/team-memberships/{membership_id}"
_DONE = "/team-activities/{activity_id:uuid}"


@router.post("/volunteer-teams", status_code=201, responses=problems(401, 403, 404, 409))
async def post_team(form: TeamForm, work: asked.TeamKeeper) -> TeamView:
    """Record a volunteer team of a village · 登记志愿者团队"""
    return TeamView.of(await found_team(work, form.charter(), org_code=form.org_code))


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409))
async def post_team_correction(team_id: UUID, form: CharterCorrection, work: asked.TeamKeeper) -> TeamView:
    """Correct what was recorded of a team · 更正志愿者团队登记"""
    return TeamView.of(await correct_team(work, team_id, form.charter(), reason=form.reason, version=form.version))


@router.post(_ONE + "/end", responses=problems(401, 403, 404, 409))
async def post_team_end(team_id: UUID, form: TeamEnd, work: asked.TeamKeeper) -> TeamView:
    """End a team: whoever is in it leaves with it · 终止志愿者团队"""
    ended: dict[str, Any] = {"ended_on": form.ended_on, "reason": form.reason, "version": form.version}
    return TeamView.of(await end_team(work, team_id, **ended))


@router.post(_ONE + "/reopening", responses=problems(401, 403, 404, 409))
async def post_team_reopening(team_id: UUID, form: TakingBackForm, work: asked.TeamKeeper) -> TeamView:
    """Its end was a mistake: it goes on, with those who left with it · 撤销志愿者团队终止"""
    return TeamView.of(await reopen_team(work, team_id, reason=form.reason, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_team_withdrawal(team_id: UUID, form: TakingBackForm, work: asked.TeamKeeper) -> TeamView:
    """There never was such a team · 撤销志愿者团队登记"""
    return TeamView.of(await withdraw_team(work, team_id, reason=form.reason, version=form.version))


@router.post("/veterans/{veteran_id}/team-memberships", status_code=201, responses=problems(401, 403, 404, 409))
async def post_membership(
    veteran_id: UUID, form: JoinForm, work: asked.TeamKeeper, registrar: asked.Registration
) -> MembershipView:
    """A veteran joins a team · 登记加入志愿者团队"""
    joined: dict[str, Any] = {"team_id": form.team_id, "joined_on": form.joined_on, "keyring": registrar.keyring}
    return MembershipView.of(await join_team(work, veteran_id, **joined))


@router.post(_IN + "/end", responses=problems(401, 403, 404, 409))
async def post_leave(membership_id: UUID, form: LeaveForm, work: asked.TeamKeeper) -> MembershipView:
    """Somebody leaves a team · 登记退出志愿者团队"""
    left: dict[str, Any] = {"left_on": form.left_on, "reason": form.reason, "version": form.version}
    return MembershipView.of(await leave_team(work, membership_id, **left))


@router.post(_IN + "/correction", responses=problems(401, 403, 404, 409))
async def post_membership_correction(
    membership_id: UUID, form: TimeCorrection, work: asked.TeamKeeper, registrar: asked.Registration
) -> MembershipView:
    """Correct somebody's time in a team; without the second day he is in it still · 更正入队、退队登记"""
    how: dict[str, Any] = {"reason": form.reason, "keyring": registrar.keyring, "version": form.version}
    return MembershipView.of(await correct_membership(work, membership_id, form.time(), **how))


@router.post(_IN + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_membership_withdrawal(
    membership_id: UUID, form: TakingBackForm, work: asked.TeamKeeper
) -> MembershipView:
    """He never was in the team · 撤销入队登记"""
    return MembershipView.of(await withdraw_membership(work, membership_id, reason=form.reason, version=form.version))


@router.post(_ONE + "/activities", status_code=201, responses=problems(401, 403, 404, 409))
async def post_activity(team_id: UUID, form: ActivityForm, work: asked.TeamKeeper) -> ActivityView:
    """Record what a team did, with all who took part · 登记志愿服务活动"""
    return ActivityView.of(await record_activity(work, team_id, form.done()))


@router.post(_DONE + "/correction", responses=problems(401, 403, 404, 409))
async def post_activity_correction(activity_id: UUID, form: ActivityCorrection, work: asked.TeamKeeper) -> ActivityView:
    """Correct an activity, whole · 更正志愿服务活动"""
    how: dict[str, Any] = {"reason": form.reason, "version": form.version}
    return ActivityView.of(await correct_activity(work, activity_id, form.done(), **how))


@router.post(_DONE + "/withdrawal", responses=problems(401, 403, 404, 409))
async def post_activity_withdrawal(activity_id: UUID, form: TakingBackForm, work: asked.TeamKeeper) -> ActivityView:
    """There was no such activity · 撤销志愿服务活动登记"""
    return ActivityView.of(await withdraw_activity(work, activity_id, reason=form.reason, version=form.version))


export_route(router, "/volunteer-teams/exports", TEAMS)
export_route(router, "/volunteers/exports", VOLUNTEERS)
export_route(router, "/team-activities/exports", ACTIVITIES)


@router.get("/volunteer-teams", responses=problems(401, 403, 404))
async def list_teams(
    reading: asked.TeamReading,
    *,
    unit: OrgCode | None = None,
    active: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TeamLine]:
    """Volunteer teams of the caller's units, the last recorded first · 志愿者团队列表"""
    return await fetch_teams(reading, WantedTeams(unit, active), cursor, limit, view=TeamLine.of_row)


@router.get(_ONE, responses=problems(401, 403, 404))
async def get_one(team_id: UUID, reading: asked.TeamReading) -> TeamView:
    """One volunteer team · 志愿者团队"""
    return TeamView.of(await get_team(reading.connection, team_id, reading.caller))


@router.get("/volunteers", responses=problems(401, 403, 404))
async def list_volunteers(
    reading: asked.TeamReading,
    *,
    team: UUID | None = None,
    unit: OrgCode | None = None,
    active: bool | None = None,
    person: UUID | None = None,
    since: Day | None = None,
    until: Day | None = None,
    on: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VolunteerLine]:
    """Who is or was in teams of the caller's units, with hours · 志愿者及服务时长

    The hours from `since` until the day before `until`.
    """
    wanted = WantedVolunteers(team, unit, active, person, since, until, on)
    return await fetch_volunteers(reading, wanted, cursor, limit, view=VolunteerLine.of_row)


@router.get("/team-activities", responses=problems(401, 403, 404))
async def list_activities(
    reading: asked.TeamReading,
    *,
    team: UUID | None = None,
    unit: OrgCode | None = None,
    task: Annotated[str | None, OneOf(TASKS, "not-a-task"), Query()] = None,
    since: Day | None = None,
    until: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ActivityLine]:
    """What teams of the caller's units did, the last first · 志愿服务活动列表"""
    wanted = WantedActivities(team, unit, task, since, until)
    return await fetch_activities(reading, wanted, cursor, limit, view=ActivityLine.of_row)


@router.get(_DONE, responses=problems(401, 403, 404))
async def get_one_activity(activity_id: UUID, reading: asked.TeamReading) -> ActivityView:
    """One activity · 志愿服务活动"""
    return ActivityView.of(await get_activity(reading.connection, activity_id, reading.caller))


@router.get(_DONE + "/participants", responses=problems(401, 403, 404))
async def list_who_took_part(activity_id: UUID, reading: asked.TeamReading) -> list[ParticipantView]:
    """Who took part, and for how long · 参加人员及时长"""
    activity = await get_activity(reading.connection, activity_id, reading.caller)
    return [ParticipantView.of(each) for each in await list_participants(reading.connection, activity)]
