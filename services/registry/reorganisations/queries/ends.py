"""Until when a unit that is to be closed held something that is counted there, or did something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.books.schemas import BOOKS
from services.registry.branch_life.parameters import RecordState
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.corrections.tables import PERSON_FACT
from services.registry.network.domain import Aspect
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.tables import PARTY_MEMBERSHIP
from services.registry.reorganisations.queries.closing import Closing
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.standards.queries import CHECK_DEFINITIONS
from services.registry.teams.tables import TEAM_ACTIVITY, VOLUNTEER_TEAM
from services.registry.veterans.tables import DEATH, VETERAN
from shared.entries.domain import REVOKED
from shared.entries.schemas import Book
from shared.language import Text

_VETERANS, _BELOW = Text("在册退役军人", "registered veterans"), Text("下级机构", "units under it")


@dataclass(frozen=True, slots=True)
class LastEnd:
    """The first day on which the unit can be closed, and what was there until then."""

    day: date
    what: Text


async def find_last_end(connection: AsyncConnection, org_code: str) -> LastEnd | None:
    """The latest, of all that has gone, ended or happened; None of a unit that never held anything."""
    ends = union_all(*(each for each in _ends(org_code))).subquery("ends")
    latest = select(ends).where(ends.c.day.is_not(None)).order_by(ends.c.day.desc(), ends.c.en).limit(1)
    row = (await connection.execute(latest)).one_or_none()
    return None if row is None else LastEnd(row.day, Text(row.zh, row.en))


async def find_day_of_end(connection: AsyncConnection, closing: Closing) -> date:
    """On which a unit that is merged is closed: the day of the merger, or the first later one on which it can be."""
    last = await find_last_end(connection, closing.org_code)
    merged_on = closing.merged_on or date.min
    return merged_on if last is None else max(merged_on, last.day)


def _ends(org_code: str) -> Sequence[Select[date, str, str]]:
    """One day each. What was taken back never was."""
    role, team, applied = SOCIAL_ROLE.c, VOLUNTEER_TEAM.c, PARTY_APPLICATION.c
    home, beside, met = PARTY_MEMBERSHIP.c, PARTY_ORGANISATION.c, BRANCH_RECORD.c
    activity, contribution = TEAM_ACTIVITY.c, CONTRIBUTION.c
    member = _day(func.least(home.until, home.gone_on), Text("组织关系在此的党员", "formal Party members"))
    death = _day(DEATH.c.counted_on, _VETERANS).join(VETERAN, VETERAN.c.veteran_id == DEATH.c.person_id)
    # An organisation stood on the day of its meeting, and so did its unit.
    record = _day(met.held_on + 1, Text("组织生活记录", "records of branch life"))
    return (
        _followed(PERSON_FACT.c.person_id, PERSON_FACT.c.holds_from, PERSON_FACT.c.value, org_code, _VETERANS,
                  PERSON_FACT.c.field == "org_code", PERSON_FACT.c.known_until.is_(None)),
        death.where(VETERAN.c.org_code == org_code, DEATH.c.revoked_at.is_(None)),
        _day(func.least(role.ended_on, role.gone_on), Text("社会身份", "social roles")).where(
            role.org_code == org_code, role.withdrawn_reason.is_(None)),
        _day(team.ended_on, Text("志愿者团队", "volunteer teams")).where(
            team.org_code == org_code, team.withdrawn_reason.is_(None)),
        _day(activity.held_on, Text("志愿活动", "activities of volunteers")).where(
            activity.org_code == org_code, activity.withdrawn_reason.is_(None)),
        _day(contribution.made_on, Text("贡献登记", "contributions")).where(
            contribution.org_code == org_code, contribution.withdrawn_reason.is_(None)),
        _day(func.coalesce(applied.probationary_on, applied.closed_on),
             Text("入党申请", "applications to join the Party")).where(applied.org_code == org_code),
        member.join(PARTY_ORGANISATION, beside.party_org_code == home.party_org_code).where(
            beside.mirror_of == org_code),
        record.join(PARTY_ORGANISATION, beside.party_org_code == met.party_org_code).where(
            beside.mirror_of == org_code, met.state != RecordState.WITHDRAWN),
        _day(ORG_UNIT.c.closed_on, _BELOW).where(ORG_UNIT.c.parent_code == org_code),
        _followed(ORG_UNIT_TERM.c.org_code, ORG_UNIT_TERM.c.since, ORG_UNIT_TERM.c.value, org_code, _BELOW,
                  ORG_UNIT_TERM.c.aspect == Aspect.PARENT, ORG_UNIT_TERM.c.ended_at.is_(None)),
        *(_last_of(book, org_code) for book in BOOKS if book.definition not in CHECK_DEFINITIONS),
    )  # fmt: skip


def _last_of(book: Book, org_code: str) -> Select[date, str, str]:
    """The last day of each entry; checks of a unit end with it, whenever they were made."""
    held = book.definition.table.c
    following = [held[name] for name in book.definition.days.following]
    day = held[book.definition.steps[-1].day] if book.definition.occupies else func.greatest(*following)
    return _day(day, Text(book.sheet.zh, book.sheet.en)).where(held.org_code == org_code, held.state != REVOKED.code)


def _day(day: ColumnElement[date], what: Text) -> Select[date, str, str]:
    return select(day.label("day"), literal(what.zh).label("zh"), literal(what.en).label("en"))


def _followed(
    whose: ColumnElement[object], since: ColumnElement[date], value: ColumnElement[str], said: str, what: Text,
    *believed: ColumnElement[bool],
) -> Select[date, str, str]:  # fmt: skip
    """When something else began to hold after this."""
    following = func.lead(since).over(partition_by=whose, order_by=since).label("day")
    terms = select(following, value.label("value")).where(*believed).subquery()
    return _day(terms.c.day, what).where(terms.c.value == said)
