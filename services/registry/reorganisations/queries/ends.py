"""Until when a unit that is to be closed held something that is counted there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.books.schemas import BOOKS
from services.registry.corrections.tables import PERSON_FACT
from services.registry.network.domain import Aspect
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.tables import PARTY_MEMBERSHIP
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.teams.tables import VOLUNTEER_TEAM
from services.registry.veterans.tables import DEATH, VETERAN
from shared.entries.domain import REVOKED


async def find_last_end(connection: AsyncConnection, org_code: str) -> date | None:
    """The latest first day on which something was there no longer, of all that has gone or ended; None of a unit that
    never held anything."""
    ends = union_all(*(each for each in _ends(org_code))).subquery("ends")
    found: date | None = await connection.scalar(select(func.max(ends.c.day)))
    return found


def _ends(org_code: str) -> Sequence[Select[tuple[date]]]:
    """One day each. What was taken back never was."""
    role, team, applied = SOCIAL_ROLE.c, VOLUNTEER_TEAM.c, PARTY_APPLICATION.c
    home, beside = PARTY_MEMBERSHIP.c, PARTY_ORGANISATION.c
    member = _day(func.least(home.until, home.gone_on))
    death = _day(DEATH.c.counted_on).join(VETERAN, VETERAN.c.veteran_id == DEATH.c.person_id)
    return (
        _followed(PERSON_FACT.c.person_id, PERSON_FACT.c.holds_from, PERSON_FACT.c.value, org_code,
                  PERSON_FACT.c.field == "org_code", PERSON_FACT.c.known_until.is_(None)),
        death.where(VETERAN.c.org_code == org_code, DEATH.c.revoked_at.is_(None)),
        _day(func.least(role.ended_on, role.gone_on)).where(
            role.org_code == org_code, role.withdrawn_reason.is_(None)),
        _day(team.ended_on).where(team.org_code == org_code, team.withdrawn_reason.is_(None)),
        _day(func.coalesce(applied.probationary_on, applied.closed_on)).where(applied.org_code == org_code),
        member.join(PARTY_ORGANISATION, beside.party_org_code == home.party_org_code).where(
            beside.mirror_of == org_code),
        _day(ORG_UNIT.c.closed_on).where(ORG_UNIT.c.parent_code == org_code),
        _followed(ORG_UNIT_TERM.c.org_code, ORG_UNIT_TERM.c.since, ORG_UNIT_TERM.c.value, org_code,
                  ORG_UNIT_TERM.c.aspect == Aspect.PARENT, ORG_UNIT_TERM.c.ended_at.is_(None)),
        *(
            _day(held[book.kept.steps[-1].day]).where(held.org_code == org_code, held.state != REVOKED.code)
            for book in BOOKS
            if book.kept.occupies
            for held in (book.kept.table.c,)
        ),
    )  # fmt: skip


def _day(day: ColumnElement[date]) -> Select[tuple[date]]:
    return select(day.label("day"))


def _followed(
    whose: ColumnElement[object], since: ColumnElement[date], value: ColumnElement[str], said: str,
    *believed: ColumnElement[bool],
) -> Select[tuple[date]]:  # fmt: skip
    """When something else began to hold after this."""
    following = func.lead(since).over(partition_by=whose, order_by=since).label("day")
    terms = select(following, value.label("value")).where(*believed).subquery()
    return select(terms.c.day).where(terms.c.value == said)
