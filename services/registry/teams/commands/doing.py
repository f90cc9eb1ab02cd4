"""What a team did is recorded, with all who took part; corrected, and taken back."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.former.commands import keep_former
from services.registry.teams.commands.keeping import tell
from services.registry.teams.domain.activity import Activity, Done, Participation, must_be_possible
from services.registry.teams.domain.team import Team
from services.registry.teams.queries import get_activity, list_members, lock_team
from services.registry.teams.tables import PARTICIPATION, TEAM_ACTIVITY
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import (
    VolunteerActivityCorrected,
    VolunteerActivityRecorded,
    VolunteerActivityWithdrawn,
    Volunteered,
)
from shared.ids import new_id


@command
async def record_activity(tx: Transaction, team_id: UUID, done: Done) -> Activity:
    """A team did something, today or before, and these took part: each was in it that day.

    Raises `TeamNotFound` (also outside the scope), `TeamWithdrawn`, `TeamInvalid`.
    """
    tx.concerns(f"volunteer-team {team_id}")
    team = await lock_team(tx.connection, team_id, tx.caller)
    team.must_be(None)
    must_be_possible(done, team, await list_members(tx.connection, team_id), local_date(tx.now))
    activity = Activity(new_id(), team_id, team.org_code, team.org_path, done.task, done.held_on, done.place)
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    await tx.connection.execute(insert(TEAM_ACTIVITY).values(**asdict(activity), **recorded))
    await _put(tx, activity, done.participants)
    await tell(tx, team, [VolunteerActivityRecorded(**_told(activity), participants=_took_part(done.participants))])
    return activity


@command
async def correct_activity(
    tx: Transaction, activity_id: UUID, done: Done, *, reason: str, version: int | None = None
) -> Activity:
    """What was recorded of an activity was wrong; what it said before is kept.

    Raises `ActivityNotFound` (also outside the scope), `TeamChanged`, `AlreadyTakenBack`, `TeamInvalid`.
    """
    team, activity = await _locked(tx, activity_id, reason)
    activity.must_stand(version)
    must_be_possible(done, team, await list_members(tx.connection, team.team_id), local_date(tx.now))
    await keep_former(tx, TEAM_ACTIVITY, activity_id, reason)
    facts: dict[str, Any] = {"task": done.task, "held_on": done.held_on, "place": done.place}
    changed = replace(activity, version=activity.version + 1, **facts)
    await _write(tx, changed)
    await _put(tx, changed, done.participants)
    await tell(tx, team, [VolunteerActivityCorrected(**_told(changed), participants=_took_part(done.participants))])
    return changed


@command
async def withdraw_activity(tx: Transaction, activity_id: UUID, *, reason: str, version: int | None = None) -> Activity:
    """An activity was recorded by mistake: there was none.

    Raises `ActivityNotFound` (also outside the scope), `TeamChanged`, `AlreadyTakenBack`.
    """
    team, activity = await _locked(tx, activity_id, reason)
    activity.must_stand(version)
    changed = replace(activity, withdrawn_reason=reason)
    await _write(tx, changed)
    await tell(tx, team, [VolunteerActivityWithdrawn(**_told(changed))])
    return changed


async def _locked(tx: Transaction, activity_id: UUID, reason: str) -> tuple[Team, Activity]:
    found = await get_activity(tx.connection, activity_id, tx.caller)
    tx.concerns(f"volunteer-team {found.team_id}", purpose=reason)
    team = await lock_team(tx.connection, found.team_id, tx.caller)
    return team, await get_activity(tx.connection, activity_id, tx.caller)


async def _put(tx: Transaction, activity: Activity, participants: Sequence[Participation]) -> None:
    own = {"activity_id": activity.activity_id, "version": activity.version}
    lines = [{**own, "veteran_id": each.veteran_id, "minutes": each.minutes} for each in participants]
    await tx.connection.execute(insert(PARTICIPATION), lines)


async def _write(tx: Transaction, activity: Activity) -> None:
    values = {name: value for name, value in asdict(activity).items() if name != "activity_id"}
    own = TEAM_ACTIVITY.c.activity_id == activity.activity_id
    await tx.connection.execute(update(TEAM_ACTIVITY).where(own).values(values))


def _told(activity: Activity) -> dict[str, Any]:
    names = ("team_id", "activity_id", "org_code", "org_path", "task", "held_on")
    return {name: getattr(activity, name) for name in names}


def _took_part(participants: Sequence[Participation]) -> tuple[Volunteered, ...]:
    return tuple(Volunteered(person_id=each.veteran_id, minutes=each.minutes) for each in participants)
