"""A team is founded, somebody joins one, and what it did is recorded in a grid of its members."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.teams.commands import found_team, join_team, record_activity
from services.registry.teams.domain.membership import Membership
from services.registry.teams.pages.words import ACTIVITIES_AT, LIST, WORDS, router
from services.registry.teams.queries import get_team, list_active_teams, list_members
from services.registry.teams.schemas.forms import ActivityForm, JoinForm, TeamForm
from services.registry.veterans.queries.files import get_place
from shared.http.dependencies import Reading
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing
from shared.web.sent import Sent


@router.get(LIST + "/new")
async def show_new_team(_reading: asked.TeamKeeping, view: Viewing) -> Response:
    """The form for a team."""
    return view.show("team-form.html", form=Form())


@router.post(LIST + "/new")
async def post_new_team(work: asked.TeamKeeper, sent: Sent[TeamForm]) -> Response:
    """Record it."""
    async with sent.answering("team-form.html"):
        team = await found_team(sent.keyed(work), sent.value.charter(), org_code=sent.value.org_code)
    return sent.done(f"{LIST}/{team.team_id}")


async def _teams(reading: Reading, veteran_id: UUID) -> Mapping[str, Any]:
    await get_place(reading.connection, veteran_id, reading.caller)
    teams = [Named(str(each.team_id), each.name, each.name) for each in await list_active_teams(reading)]
    return {"veteran_id": veteran_id, "teams": teams}


@router.get("/registry/persons/{veteran_id}/teams/new")
async def show_joining(veteran_id: UUID, reading: asked.TeamKeeping, view: Viewing) -> Response:
    """The form for somebody who joins a team."""
    return view.show("join-form.html", form=Form(), **await _teams(reading, veteran_id))


@router.post("/registry/persons/{veteran_id}/teams/new")
async def post_joining(
    veteran_id: UUID,
    reading: asked.TeamKeeping,
    work: asked.TeamKeeper,
    registrar: asked.Registration,
    sent: Sent[JoinForm],
) -> Response:
    """Record it."""
    async with sent.answering("join-form.html", **await _teams(reading, veteran_id)):
        said = sent.value
        joined: dict[str, Any] = {"team_id": said.team_id, "joined_on": said.joined_on, "keyring": registrar.keyring}
        await join_team(sent.keyed(work), veteran_id, **joined)
    return sent.done(f"{LIST}/{said.team_id}")


def lines_of(members: list[Membership]) -> list[UUID]:
    """Who has a line in the grid: everybody who was in the team on any day, once."""
    return list(dict.fromkeys(each.veteran_id for each in members if each.days[0] < each.days[1]))


async def _grid(reading: Reading, team_id: UUID) -> Mapping[str, Any]:
    team = await get_team(reading.connection, team_id, reading.caller)
    members = list(await list_members(reading.connection, team_id))
    still = [each for each in members if each.over_on is None]
    return {"team": team, "lines": lines_of(still if team.ended_on is None else members), **WORDS}


@router.get(LIST + "/{team_id}/activities/new")
async def show_new_activity(team_id: UUID, reading: asked.TeamKeeping, view: Viewing) -> Response:
    """The grid of its members, in which hours are entered."""
    return view.show("activity-form.html", form=Form(), **await _grid(reading, team_id))


@router.post(LIST + "/{team_id}/activities/new")
async def post_new_activity(
    team_id: UUID, reading: asked.TeamKeeping, work: asked.TeamKeeper, sent: Sent[ActivityForm]
) -> Response:
    """Record it."""
    async with sent.answering("activity-form.html", **await _grid(reading, team_id)):
        activity = await record_activity(sent.keyed(work), team_id, sent.value.done())
    return sent.done(f"{ACTIVITIES_AT}/{activity.activity_id}")


def in_grid(hours: Mapping[UUID, float], lines: list[UUID]) -> dict[str, Any]:
    """What stands in the grid, by the names of its fields."""
    return {f"participants.{index}.hours": f"{hours[one]:g}" for index, one in enumerate(lines) if one in hours}
