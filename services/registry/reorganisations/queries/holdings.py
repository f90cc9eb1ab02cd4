"""What a unit holds, and how far a move of it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Uuid, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.tables import PARTY_AFFILIATION, PARTY_MEMBERSHIP
from services.registry.recipients.queries import WITHOUT_FILE
from services.registry.recipients.tables import RECIPIENT
from services.registry.reorganisations.domain import HoldingsMoveNotFound
from services.registry.reorganisations.parameters import KINDS, MOVED
from services.registry.reorganisations.tables import HOLDING_MOVED, HOLDINGS_MOVE
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.staff.tables import STAFF_POST
from services.registry.teams.tables import VOLUNTEER_TEAM
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.tables import PERSON, VETERAN

LISTED = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Of what a unit holds: all of it, or these persons and whoever is domiciled or lives in these divisions, with what
    is theirs."""

    divisions: tuple[str, ...] = ()
    persons: tuple[UUID, ...] = ()

    @property
    def is_all(self) -> bool:
        return not self.divisions and not self.persons


def _held(org_code: str) -> Mapping[str, Select[Any]]:
    """Of each kind `item_id` and `person_id`, null where it is nobody's."""
    file, recipient, role, team = VETERAN.c, RECIPIENT.c, SOCIAL_ROLE.c, VOLUNTEER_TEAM.c
    application, member, affiliation, post = PARTY_APPLICATION.c, PARTY_MEMBERSHIP.c, PARTY_AFFILIATION.c, STAFF_POST.c
    nobody = literal(None, Uuid())
    registered = file.state == FileState.REGISTERED
    living = select(file.veteran_id).where(registered)
    organisation = PARTY_ORGANISATION.c
    mirror = (
        select(organisation.party_org_code)
        .where(organisation.mirror_of == org_code, organisation.dissolved_on.is_(None))
        .scalar_subquery()
    )
    return {
        "veteran": _of(file.veteran_id, file.veteran_id, file.org_code == org_code, registered),
        "resident": _of(file.veteran_id, file.veteran_id, file.residence_org_code == org_code, registered),
        "recipient": _of(
            recipient.person_id,
            recipient.person_id,
            recipient.org_code == org_code,
            recipient.state == FileState.REGISTERED,
            WITHOUT_FILE,
        ),
        "role": _of(
            role.role_id,
            role.veteran_id,
            role.org_code == org_code,
            role.ended_on.is_(None),
            role.withdrawn_reason.is_(None),
        ),
        "team": _of(
            team.team_id, nobody, team.org_code == org_code, team.ended_on.is_(None), team.withdrawn_reason.is_(None)
        ),
        "application": _of(
            application.application_id,
            application.person_id,
            application.org_code == org_code,
            application.closed_on.is_(None),
            application.probationary_on.is_(None),
        ),
        "member": _of(
            member.person_id,
            member.person_id,
            member.party_org_code == mirror,
            member.until.is_(None),
            member.person_id.in_(living),
        ),
        "affiliation": _of(
            affiliation.person_id,
            affiliation.person_id,
            affiliation.party_org_code == mirror,
            affiliation.until.is_(None),
            affiliation.person_id.in_(living),
        ),
        "staff": _of(
            post.entry_id, nobody, post.org_code == org_code, post.state.in_(["planned", "transferred", "in-post"])
        ),
    }


def _of(item: ColumnElement[Any], person: ColumnElement[Any], *there: ColumnElement[bool]) -> Select[Any]:
    return select(item.label("item_id"), person.label("person_id")).where(*there)


async def list_holdings(connection: AsyncConnection, org_code: str, part: Part) -> Mapping[str, list[UUID]]:
    """The ids of what the unit holds, or of that part of it, by kind in the order in which they go."""
    chosen = None if part.is_all else await _persons_of(connection, org_code, part)
    held = _held(org_code)
    return {kind: await _ids(connection, held[kind], chosen) for kind in KINDS}


async def _ids(connection: AsyncConnection, held: Select[Any], persons: Collection[UUID] | None) -> list[UUID]:
    rows = (await connection.execute(held)).all()
    return sorted(row.item_id for row in rows if persons is None or row.person_id in persons)


async def _persons_of(connection: AsyncConnection, org_code: str, part: Part) -> frozenset[UUID]:
    file, person, recipient = VETERAN.c, PERSON.c, RECIPIENT.c
    named = file.veteran_id.in_(part.persons)
    there = or_(
        (file.org_code == org_code) & (person.domicile_code.in_(part.divisions) | named),
        (file.residence_org_code == org_code) & (person.residence_code.in_(part.divisions) | named),
    )
    of_files = select(file.veteran_id).join(PERSON, person.person_id == file.veteran_id)
    files = await connection.scalars(of_files.where(there))
    own = recipient.person_id.in_(part.persons)
    others = await connection.scalars(select(recipient.person_id).where(recipient.org_code == org_code, own))
    return frozenset([*files, *others])


async def count_holdings(connection: AsyncConnection, org_code: str, part: Part = Part()) -> Mapping[str, int]:
    """How many of each kind."""
    return {kind: len(found) for kind, found in (await list_holdings(connection, org_code, part)).items()}


async def get_holdings_move(connection: AsyncConnection, org_code: str, move_id: UUID) -> Row[Any]:
    """Raises `HoldingsMoveNotFound`."""
    held = HOLDINGS_MOVE.c
    own = select(HOLDINGS_MOVE).where(held.move_id == move_id, held.from_code == org_code)
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        raise HoldingsMoveNotFound
    return row


async def list_holdings_moves(connection: AsyncConnection, org_code: str) -> Sequence[Row[Any]]:
    """Moves from this unit and to it, the last first."""
    held = HOLDINGS_MOVE.c
    own = select(HOLDINGS_MOVE).where(or_(held.from_code == org_code, held.to_code == org_code))
    return (await connection.execute(own.order_by(held.move_id.desc()).limit(LISTED))).all()


async def list_results(connection: AsyncConnection, move_id: UUID) -> Sequence[Row[Any]]:
    """By kind and outcome, how many came out so; of what did not go, why."""
    held = HOLDING_MOVED.c
    counted = select(held.kind, held.outcome, held.zh, held.en, func.count().label("pieces"))
    grouped = counted.where(held.move_id == move_id).group_by(held.kind, held.outcome, held.zh, held.en)
    rows = (await connection.execute(grouped)).all()
    order = list(KINDS)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.outcome != MOVED, row.outcome or "", row.zh or ""))


async def find_open_move(connection: AsyncConnection, org_code: str) -> UUID | None:
    """The move of its holdings that is under way."""
    held = HOLDINGS_MOVE.c
    own = select(held.move_id).where(held.from_code == org_code, held.finished_at.is_(None)).limit(1)
    found: UUID | None = await connection.scalar(own)
    return found


async def list_pending(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """Moves that are under way, the oldest first."""
    held = HOLDINGS_MOVE.c
    return (
        await connection.execute(select(HOLDINGS_MOVE).where(held.finished_at.is_(None)).order_by(held.move_id))
    ).all()
