"""What was recorded of teams is corrected, ended, taken back."""

from collections.abc import Mapping
from typing import Any

from services.registry.former.schemas import TakingBackPaper
from services.registry.teams.commands import (
    correct_activity,
    correct_membership,
    correct_team,
    end_team,
    leave_team,
    reopen_team,
    withdraw_activity,
    withdraw_membership,
    withdraw_team,
)
from services.registry.teams.pages.recording import in_grid, lines_of
from services.registry.teams.pages.words import ACTIVITIES_AT, LIST, REASON, WORDS, Asked, router
from services.registry.teams.queries import (
    get_activity,
    get_membership,
    get_team,
    list_members,
    list_participants,
)
from services.registry.teams.schemas.forms import (
    ActivityPaper,
    CharterPaper,
    EndPaper,
    LeavePaper,
    TimePaper,
)
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from shared.events.registry import VolunteerJoined
from shared.language import Text
from shared.web.standing import Standing, last_change

KEEP, FORM = "volunteer-teams.keep", "team-record.html"
ONE, IN, DONE = LIST + "/{team_id}", LIST + "/memberships/{membership_id}", ACTIVITIES_AT + "/{activity_id}"


async def _team(matter: Matter) -> Mapping[str, Any]:
    team = await get_team(matter.reading.connection, matter.about, matter.reading.caller)
    claimed = {"name": team.name, "purpose": team.purpose, "founded_on": team.founded_on}
    return {"each": team, "team": team, "claimed": claimed, "back": f"{LIST}/{team.team_id}"}


async def _membership(matter: Matter) -> Mapping[str, Any]:
    held = await get_membership(matter.reading.connection, matter.about, matter.reading.caller)
    team = await get_team(matter.reading.connection, held.team_id, matter.reading.caller)
    claimed = {"joined_on": held.joined_on, "left_on": held.left_on}
    return {"each": held, "team": team, "claimed": claimed, "back": f"{LIST}/{team.team_id}"}


async def _activity(matter: Matter) -> Mapping[str, Any]:
    connection = matter.reading.connection
    held = await get_activity(connection, matter.about, matter.reading.caller)
    team = await get_team(connection, held.team_id, matter.reading.caller)
    lines = lines_of(list(await list_members(connection, team.team_id)))
    hours = {each.veteran_id: each.minutes / 60 for each in await list_participants(connection, held)}
    claimed = {"task": held.task, "held_on": held.held_on, "place": held.place, **in_grid(hours, lines)}
    back = f"{ACTIVITIES_AT}/{held.activity_id}"
    return {"each": held, "team": team, "lines": lines, "claimed": claimed, "back": back, **WORDS}


async def _standing(matter: Matter, facts: Mapping[str, Any]) -> Standing:
    """How it stands now, by the names of the form."""
    team_id = facts["team"].team_id
    at, by = await last_change(matter.reading.connection, VolunteerJoined, team_id, f"volunteer-team {team_id}")
    return Standing(facts["each"].version, facts["claimed"], at, by)


async def _team_stands(matter: Matter) -> Standing:
    return await _standing(matter, await _team(matter))


async def _membership_stands(matter: Matter) -> Standing:
    return await _standing(matter, await _membership(matter))


async def _activity_stands(matter: Matter) -> Standing:
    return await _standing(matter, await _activity(matter))


_NAME = Asked("name", Text("名称", "Name"))
_PURPOSE = Asked("purpose", Text("宗旨", "Purpose"))
_FOUNDED = Asked("founded_on", Text("成立日期", "Founded on"))
_ENDED = Asked(
    "ended_on", Text("终止日期", "Ended on"), Text("团队不再存在的第一天。", "The first day on which there is none.")
)
_JOINED = Asked("joined_on", Text("入队日期", "Joined on"))
_LEFT = Asked("left_on", Text("退队日期", "Left on"), Text("不再在队的第一天。", "The first day not in it any more."))
_STILL = Asked("left_on", Text("退队日期", "Left on"), Text("仍在队的不填。", "Empty: still in it."), required=False)


@deciding(
    router, ONE + "/correction", KEEP, CharterPaper, FORM, shown=_team, stands=_team_stands,
    title=Text("更正志愿者团队登记", "Correct the record of the team"), asked=(_NAME, _PURPOSE, _FOUNDED, REASON),
)  # fmt: skip
async def correct_one(decided: Decided[CharterPaper]) -> str:
    """Say how the team has been all along."""
    said = decided.said
    await correct_team(decided.work, decided.about, said.charter(), reason=said.reason, version=decided.version)
    return str(decided.shown["back"])


@deciding(
    router, ONE + "/end", KEEP, EndPaper, FORM, shown=_team, stands=_team_stands,
    title=Text("终止志愿者团队", "End the team"), asked=(_ENDED, REASON),
    note=Text("在队成员同日退队。", "Whoever is in it leaves with it."),
)  # fmt: skip
async def end_one(decided: Decided[EndPaper]) -> str:
    """There is no such team any more."""
    said = decided.said
    ended: dict[str, Any] = {"ended_on": said.ended_on, "reason": said.reason, "version": decided.version}
    await end_team(decided.work, decided.about, **ended)
    return str(decided.shown["back"])


@deciding(
    router, ONE + "/reopening", KEEP, TakingBackPaper, FORM, shown=_team, stands=_team_stands,
    title=Text("撤销志愿者团队终止", "Take the end of the team back"), asked=(REASON,),
    note=Text("随团队终止退队的成员同时恢复在队。", "Whoever left with it is in it again."),
)  # fmt: skip
async def reopen_one(decided: Decided[TakingBackPaper]) -> str:
    """Its end was a mistake."""
    await reopen_team(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return str(decided.shown["back"])


@deciding(
    router, ONE + "/withdrawal", KEEP, TakingBackPaper, FORM, shown=_team, stands=_team_stands,
    title=Text("撤销志愿者团队登记", "Take the record of the team back"), asked=(REASON,),
    note=Text("误登记的团队视为从未成立。", "There never was such a team."),
)  # fmt: skip
async def withdraw_one(decided: Decided[TakingBackPaper]) -> str:
    """There never was such a team."""
    await withdraw_team(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return LIST


@deciding(
    router, IN + "/end", KEEP, LeavePaper, FORM, shown=_membership, stands=_membership_stands,
    title=Text("登记退队", "Record that somebody left"), asked=(_LEFT, REASON),
)  # fmt: skip
async def leave(decided: Decided[LeavePaper]) -> str:
    """Somebody leaves."""
    said = decided.said
    left: dict[str, Any] = {"left_on": said.left_on, "reason": said.reason, "version": decided.version}
    await leave_team(decided.work, decided.about, **left)
    return str(decided.shown["back"])


@deciding(
    router, IN + "/correction", KEEP, TimePaper, FORM, shown=_membership, stands=_membership_stands,
    title=Text("更正入队、退队登记", "Correct somebody's time in the team"), asked=(_JOINED, _STILL, REASON),
)  # fmt: skip
async def correct_time(decided: Decided[TimePaper]) -> str:
    """Say how it has been all along."""
    said = decided.said
    how: dict[str, Any] = {
        "reason": said.reason,
        "keyring": decided.known.registrar.keyring,
        "version": decided.version,
    }
    await correct_membership(decided.work, decided.about, said.time(), **how)
    return str(decided.shown["back"])


@deciding(
    router, IN + "/withdrawal", KEEP, TakingBackPaper, FORM, shown=_membership, stands=_membership_stands,
    title=Text("撤销入队登记", "Take back that somebody joined"), asked=(REASON,),
    note=Text("误登记的，视为从未入队。", "He never was in the team."),
)  # fmt: skip
async def withdraw_time(decided: Decided[TakingBackPaper]) -> str:
    """He never was in it."""
    await withdraw_membership(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return str(decided.shown["back"])


@deciding(
    router, DONE + "/correction", KEEP, ActivityPaper, "activity-form.html", shown=_activity, stands=_activity_stands,
)  # fmt: skip
async def correct_what_was_done(decided: Decided[ActivityPaper]) -> str:
    """Say how the activity was."""
    said = decided.said
    await correct_activity(decided.work, decided.about, said.done(), reason=said.reason, version=decided.version)
    return str(decided.shown["back"])


@deciding(
    router, DONE + "/withdrawal", KEEP, TakingBackPaper, FORM, shown=_activity, stands=_activity_stands,
    title=Text("撤销活动登记", "Take the record of the activity back"), asked=(REASON,),
    note=Text("误登记的，视为没有这次活动。", "There was no such activity."),
)  # fmt: skip
async def withdraw_what_was_done(decided: Decided[TakingBackPaper]) -> str:
    """There was none."""
    await withdraw_activity(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return str(decided.shown["back"])
