"""The unit of a team is merged into another one, or split."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.registry.network.domain import HostKind
from services.registry.network.queries import hold_open_unit
from services.registry.teams.commands.founding import end_with_members, lock_with_members
from services.registry.teams.commands.keeping import put_membership, tell
from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.refused import fault, refuse
from services.registry.teams.domain.team import Team
from services.registry.teams.tables import VOLUNTEER_TEAM
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def move_team(tx: Transaction, team_id: UUID, *, org_code: str, moved_on: date, document: str) -> Team:
    """The team of a village goes on at another one's unit from a day on: what it has done stays where it did it, and a
    team of the same name, with whoever is in the first, begins there. Answers the new one.

    Raises `TeamNotFound` (also outside the scope), `TeamWithdrawn`, `TeamIsOver`, `OrgUnitNotFound`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `OutOfScope`, `TeamInvalid`.
    """
    team, members = await lock_with_members(tx, team_id, document)
    team.must_go_on()
    unit = await hold_open_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    refuse([None if unit.host_kind is HostKind.VILLAGE else fault("org_code", "not-village")])
    staying = [each for each in members if each.over_on is None and each.withdrawn_reason is None]
    await end_with_members(tx, team, members, ended_on=moved_on, reason=document)
    again = Team(new_id(), unit.org_code, unit.org_path, team.name, team.purpose, moved_on)
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    await tx.connection.execute(insert(VOLUNTEER_TEAM).values(**asdict(again), **recorded))
    events = [
        await put_membership(
            tx, Membership(new_id(), again.team_id, each.veteran_id, unit.org_code, unit.org_path, moved_on)
        )
        for each in staying
    ]
    return await tell(tx, again, events)
