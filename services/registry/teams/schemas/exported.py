"""Volunteer teams, who is in one and what they did, as lists that are taken away."""

from typing import Annotated, Any
from uuid import UUID

from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.teams.parameters import TASKS
from services.registry.teams.queries import (
    WantedActivities,
    WantedTeams,
    WantedVolunteers,
    fetch_activities,
    fetch_teams,
    fetch_volunteers,
)
from services.registry.teams.schemas.views import ActivityLine, TeamLine, VolunteerLine
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.http.validation import Day, Flag, OneOf
from shared.language import Text

_UNIT = Column("unit", "机构及其下级", "a unit and all below it")
_ACTIVE = {True: Text("在队", "in it"), False: Text("已退出", "left")}
_TEAM_STATE = {True: Text("存续", "going on"), False: Text("已终止", "ended")}
_SINCE, _UNTIL = Column("since", "自", "from"), Column("until", "至（不含）", "until the day before")


class TeamsExport(ExportForm):
    """Which teams are taken away, and why."""

    unit: OrgCode | None = None
    active: Flag | None = None


class VolunteersExport(ExportForm):
    """Whose hours are taken away, and why."""

    team: UUID | None = None
    unit: OrgCode | None = None
    active: Flag | None = None
    since: Day | None = None
    until: Day | None = None
    on: Day | None = None


class ActivitiesExport(ExportForm):
    """Which activities are taken away, and why."""

    team: UUID | None = None
    unit: OrgCode | None = None
    task: Annotated[str, OneOf(TASKS, "not-a-task")] | None = None
    since: Day | None = None
    until: Day | None = None


async def _named(reading: Reading, page: Page[Any]) -> Rows:
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return Rows(page, lambda each: {**each.model_dump(), "unit": units.get(each.org_code)})


async def _teams(taking: Taking[TeamsExport]) -> Rows:
    wanted = WantedTeams(**taking.form.filters())
    return await _named(
        taking.reading, await fetch_teams(taking.reading, wanted, None, taking.limit, view=TeamLine.of_row)
    )


async def _volunteers(taking: Taking[VolunteersExport]) -> Rows:
    wanted = WantedVolunteers(**taking.form.filters())
    page = await fetch_volunteers(taking.reading, wanted, None, taking.limit, view=VolunteerLine.of_row)
    return await _named(taking.reading, page)


async def _activities(taking: Taking[ActivitiesExport]) -> Rows:
    wanted = WantedActivities(**taking.form.filters())
    page = await fetch_activities(taking.reading, wanted, None, taking.limit, view=ActivityLine.of_row)
    return await _named(taking.reading, page)


_TEAM = Column("name", "团队", "team")
_UNITS = (Column("org_code", "村服务室代码", "unit code"), Column("unit", "村服务室", "unit"))
TEAMS = Export(
    Sheet(
        "volunteer-teams",
        "志愿者团队",
        "Volunteer teams",
        (
            _TEAM,
            *_UNITS,
            Column("purpose", "宗旨", "purpose"),
            Column("founded_on", "成立日期", "founded on"),
            Column("ended_on", "终止日期", "ended on"),
            Column("members", "现有成员", "members today"),
            Column("hours", "服务时长（小时）", "hours"),
        ),
        (_UNIT, Column("active", "状态", "state", _TEAM_STATE)),
    ),
    TeamsExport,
    "volunteer-teams.export",
    _teams,
)
VOLUNTEERS = Export(
    Sheet(
        "volunteers",
        "志愿者和时长",
        "Volunteers and hours",
        (
            Column("veteran_id", "档案编号", "file number"),
            _TEAM,
            *_UNITS,
            Column("joined_on", "入队日期", "joined on"),
            Column("left_on", "退队日期", "left on"),
            Column("times", "参加次数", "activities"),
            Column("hours", "服务时长（小时）", "hours"),
        ),
        (
            Column("team", "团队编号", "team"),
            _UNIT,
            Column("active", "状态", "state", _ACTIVE),
            _SINCE,
            _UNTIL,
            Column("on", "在队日期", "in it on"),
        ),
    ),
    VolunteersExport,
    "volunteer-teams.export",
    _volunteers,
)
ACTIVITIES = Export(
    Sheet(
        "volunteer-activities",
        "志愿服务活动",
        "Activities of volunteer teams",
        (
            Column("held_on", "日期", "day"),
            _TEAM,
            *_UNITS,
            Column("task", "服务内容", "what was done", TASKS),
            Column("place", "地点和事项", "where and what"),
            Column("participants", "参加人数", "people"),
            Column("hours", "服务时长（小时）", "hours"),
        ),
        (Column("team", "团队编号", "team"), _UNIT, Column("task", "服务内容", "what was done", TASKS), _SINCE, _UNTIL),
    ),
    ActivitiesExport,
    "volunteer-teams.export",
    _activities,
)
