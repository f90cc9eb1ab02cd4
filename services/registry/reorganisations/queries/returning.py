"""Whether what a move took along stands as the move left it, so that it can come back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.network.domain import Aspect
from services.registry.network.tables import ORG_UNIT_TERM
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.tables import PARTY_AFFILIATION, PARTY_MEMBERSHIP
from services.registry.recipients.tables import RECIPIENT
from services.registry.relocations.parameters import Kind
from services.registry.relocations.tables import RELOCATION
from services.registry.reorganisations.parameters import KINDS, MOVED
from services.registry.reorganisations.tables import HOLDING_MOVED, HOLDINGS_MOVE
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.staff.tables import STAFF_POST
from services.registry.teams.tables import TEAM_ACTIVITY, TEAM_MEMBERSHIP, VOLUNTEER_TEAM
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.tables import VETERAN

_ITEM = HOLDING_MOVED.c
# Of these another record stands for the piece since.
REPLACED = frozenset({"role", "team", "staff"})


def _went(move: Row[Any]) -> Select[Any]:
    """What it took along and no later move has brought back."""
    again, back = HOLDINGS_MOVE.alias(), HOLDING_MOVED.alias()
    returned = exists().where(
        again.c.takes_back == move.move_id,
        back.c.move_id == again.c.move_id,
        back.c.kind == _ITEM.kind,
        back.c.item_id == _ITEM.item_id,
        back.c.outcome == MOVED,
    )
    return select(HOLDING_MOVED).where(_ITEM.move_id == move.move_id, _ITEM.outcome == MOVED, ~returned)


async def list_gone(connection: AsyncConnection, move: Row[Any]) -> Sequence[Row[Any]]:
    """Each with `became`, in the order in which it went."""
    found: Sequence[Row[Any]] = (await connection.execute(_went(move).order_by(_ITEM.number))).all()
    return found


async def count_gone_on(connection: AsyncConnection, move: Row[Any]) -> Mapping[str, int]:
    """By kind, how many of them have gone on since: somebody moved again, a role ended, a team did something. None of
    these comes back with the others; nor does one of which it is not known what became of it."""
    standing = _standing(move)
    found = {}
    for kind in KINDS:
        gone_on = _went(move).where(_ITEM.kind == kind, ~standing[kind]).subquery()
        found[kind] = await connection.scalar(select(func.count()).select_from(gone_on)) or 0
    return {kind: count for kind, count in found.items() if count}


def _standing(move: Row[Any]) -> Mapping[str, ColumnElement[bool]]:
    to, on = move.to_code, move.moved_on
    file, recipient, role, team = VETERAN.c, RECIPIENT.c, SOCIAL_ROLE.c, VOLUNTEER_TEAM.c
    application, member, affiliation, post = PARTY_APPLICATION.c, PARTY_MEMBERSHIP.c, PARTY_AFFILIATION.c, STAFF_POST.c
    beside = select(PARTY_ORGANISATION.c.party_org_code).where(PARTY_ORGANISATION.c.mirror_of == to)
    did = exists().where(TEAM_ACTIVITY.c.team_id == team.team_id, TEAM_ACTIVITY.c.withdrawn_reason.is_(None))
    within = TEAM_MEMBERSHIP.c
    changed = exists().where(
        within.team_id == team.team_id,
        within.withdrawn_reason.is_(None),
        or_(within.joined_on != on, within.left_on.is_not(None)),
    )
    return {
        "veteran": _moved_last(Kind.DOMICILE, file.org_code == to),
        "resident": _moved_last(Kind.RESIDENCE, file.residence_org_code == to),
        "recipient": exists().where(
            recipient.person_id == _ITEM.item_id, recipient.org_code == to, recipient.since == on,
            recipient.state == FileState.REGISTERED,
        ),
        "role": exists().where(
            role.role_id == _ITEM.became, role.version == 1, role.ended_on.is_(None), role.gone_on.is_(None)
        ),
        "team": exists().where(
            team.team_id == _ITEM.became, team.ended_on.is_(None), team.withdrawn_reason.is_(None), ~did, ~changed
        ),
        # One that came with the file of its person goes back with it.
        "application": exists().where(
            application.application_id == _ITEM.item_id, application.org_code == to, application.closed_on.is_(None),
            application.probationary_on.is_(None),
        ),
        "member": exists().where(member.membership_id == _ITEM.became, member.until.is_(None)),
        "affiliation": exists().where(
            affiliation.person_id == _ITEM.item_id, affiliation.party_org_code.in_(beside), affiliation.since == on,
            affiliation.until.is_(None),
        ),
        # Planned, and as far as it was before: two acts at most.
        "staff": exists().where(post.entry_id == _ITEM.became, post.left_on.is_(None), post.version <= 2),
    }  # fmt: skip


def _moved_last(kind: Kind, there: ColumnElement[bool]) -> ColumnElement[bool]:
    file, move, later = VETERAN.c, RELOCATION.c, RELOCATION.alias()
    again = exists().where(
        later.c.person_id == move.person_id, later.c.kind == kind, later.c.moved_on > move.moved_on,
        later.c.revoked_at.is_(None),
    )  # fmt: skip
    return exists().where(
        and_(move.relocation_id == _ITEM.became, move.revoked_at.is_(None), ~again),
        and_(file.veteran_id == move.person_id, there, file.state == FileState.REGISTERED),
    )


async def list_children_moved(connection: AsyncConnection, move: Row[Any]) -> Mapping[str, bool]:
    """By code, units that the merger put under the one that took over; whether they stand there still."""
    held = ORG_UNIT_TERM.c
    terms = (
        select(
            held.org_code, held.since, held.value,
            func.lag(held.value).over(partition_by=held.org_code, order_by=held.since).label("before"),
            func.lead(held.value).over(partition_by=held.org_code, order_by=held.since).label("after"),
        )
        .where(held.aspect == Aspect.PARENT, held.ended_at.is_(None))
        .subquery()
    )  # fmt: skip
    put = select(terms.c.org_code, terms.c.after.is_(None).label("stands")).where(
        terms.c.before == move.from_code, terms.c.value == move.to_code, terms.c.since == move.moved_on
    )
    rows = await connection.execute(put.order_by(terms.c.org_code))
    return {row.org_code: row.stands for row in rows}
