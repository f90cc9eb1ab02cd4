"""Teams, volunteers and activities as they are listed and shown."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.former.queries import list_former
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.teams.pages.words import ACTIVE, ACTIVITIES_AT, IN_IT, LIST, VOLUNTEERS_AT, WORDS, router
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
from services.registry.teams.schemas.views import (
    ActivityLine,
    ActivityView,
    ParticipantView,
    TeamLine,
    TeamView,
    VolunteerLine,
)
from services.registry.teams.tables import TEAM_ACTIVITY, VOLUNTEER_TEAM
from services.registry.veterans.queries.story import list_told
from shared.events.registry import VolunteerJoined
from shared.export.answering import export_pages
from shared.http.pages import MOST_ON_A_PAGE, Cursor, Limit
from shared.http.validation import OneOf
from shared.trail.words import ACTS
from shared.web.filters import FilterDay, FilterId
from shared.web.page import Viewing


@router.get(LIST)
async def list_teams(
    reading: asked.TeamReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    active: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Teams, the last recorded first."""
    wanted = WantedTeams(unit, active)
    page = await fetch_teams(reading, wanted, cursor, limit, view=TeamLine.of_row)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("teams.html", page=page, cursor=cursor, wanted=wanted, units=units, states=ACTIVE)


@router.get(VOLUNTEERS_AT)
async def list_volunteers(
    reading: asked.TeamReading,
    view: Viewing,
    *,
    team: FilterId = None,
    unit: OrgCode | None = None,
    active: bool | None = None,
    since: FilterDay = None,
    until: FilterDay = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Who is or was in teams, with hours."""
    wanted = WantedVolunteers(team, unit, active, None, since, until, on)
    page = await fetch_volunteers(reading, wanted, cursor, limit, view=VolunteerLine.of_row)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("volunteers.html", page=page, cursor=cursor, wanted=wanted, units=units, states=IN_IT)


@router.get(ACTIVITIES_AT)
async def list_activities(
    reading: asked.TeamReading,
    view: Viewing,
    *,
    team: FilterId = None,
    unit: OrgCode | None = None,
    task: Annotated[str | None, OneOf(TASKS, "not-a-task"), Query()] = None,
    since: FilterDay = None,
    until: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What teams did, the last first."""
    wanted = WantedActivities(team, unit, task, since, until)
    page = await fetch_activities(reading, wanted, cursor, limit, view=ActivityLine.of_row)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("activities.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, TEAMS)
export_pages(router, VOLUNTEERS_AT, VOLUNTEERS)
export_pages(router, ACTIVITIES_AT, ACTIVITIES)


@router.get(ACTIVITIES_AT + "/{activity_id}")
async def show_activity(activity_id: UUID, reading: asked.TeamReading, view: Viewing) -> Response:
    """One activity, and who took part."""
    activity = await get_activity(reading.connection, activity_id, reading.caller)
    team = await get_team(reading.connection, activity.team_id, reading.caller)
    took_part = [ParticipantView.of(each) for each in await list_participants(reading.connection, activity)]
    former = await list_former(reading.connection, TEAM_ACTIVITY, activity_id)
    shown = ActivityView.of(activity)
    return view.show("activity.html", activity=shown, team=team, took_part=took_part, former=former, **WORDS)


@router.get(LIST + "/{team_id}")
async def show_team(team_id: UUID, reading: asked.TeamReading, view: Viewing) -> Response:
    """One team: who is in it, what it did, what was done with its record."""
    team = await get_team(reading.connection, team_id, reading.caller)
    volunteers = await fetch_volunteers(
        reading, WantedVolunteers(team_id), None, MOST_ON_A_PAGE, view=VolunteerLine.of_row
    )
    activities = await fetch_activities(reading, WantedActivities(team_id), None, 20, view=ActivityLine.of_row)
    return view.show(
        "team.html",
        team=TeamView.of(team),
        units=await names_of_units(reading.connection, {team.org_code}),
        volunteers=volunteers,
        activities=activities,
        former=await list_former(reading.connection, VOLUNTEER_TEAM, team_id),
        story=await list_told(
            reading.connection,
            VolunteerJoined,
            team_id,
            own=f"volunteer-team {team_id}",
            subjects={f"veteran {each.veteran_id}" for each in volunteers.items},
        ),
        acts=ACTS,
        **WORDS,
    )
