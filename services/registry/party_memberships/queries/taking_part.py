"""Which branch or group here members take part in, and took part in before."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Row, Select, Text, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy
from services.registry.party.queries import Began, Lasted
from services.registry.party_memberships.parameters import TAKING_PART
from services.registry.party_memberships.tables import PARTY_AFFILIATION, PARTY_AFFILIATION_PAST
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.tables import VETERAN

# Where it stands.
SPELLS = (PARTY_AFFILIATION, PARTY_AFFILIATION_PAST)

_FILE = VETERAN.c


def taking_part(on: date | None) -> Select[Any]:
    """Of `on` a day, else of today."""
    if on is None:
        held = PARTY_AFFILIATION.c
        own = select(held.person_id, held.party_org_code, literal(TAKING_PART, Text).label("kind"), held.since)
        return own.where(held.until.is_(None))
    spell = _spells().subquery("spell").c
    ended = func.least(spell.until, spell.gone_on)
    then = select(spell.person_id, spell.party_org_code, literal(TAKING_PART, Text).label("kind"), spell.since)
    return then.where(spell.since <= on, or_(ended.is_(None), on < ended))


async def find_affiliation(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The branch or group here that the member takes part in."""
    last = await find_last_affiliation(connection, person_id)
    return None if last is None or last.until is not None else last


async def find_last_affiliation(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The one that he takes part in, or took part in last."""
    own = select(PARTY_AFFILIATION).where(PARTY_AFFILIATION.c.person_id == person_id)
    return (await connection.execute(own)).first()


async def list_past_affiliations(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """Those that are over, the last first; none that never were."""
    spell = _spells().subquery("spell").c
    own = select(*spell).where(spell.person_id == person_id, spell.until > spell.since)
    return (await connection.execute(own.order_by(spell.since.desc()))).all()


def _spells() -> CompoundSelect[Any]:
    names = ("person_id", "party_org_code", "since", "until", "gone_on")
    return union_all(*(select(*(each.c[name] for name in names)) for each in SPELLS))


async def count_affiliated(connection: AsyncConnection, party_org_code: str) -> int:
    """Living persons here who take part in this organisation."""
    held = PARTY_AFFILIATION.c
    own = select(func.count()).select_from(PARTY_AFFILIATION).join(VETERAN, _FILE.veteran_id == held.person_id)
    there = (held.party_org_code == party_org_code, held.until.is_(None), _FILE.state == FileState.REGISTERED)
    return await connection.scalar(own.where(*there)) or 0


async def _find_first_affiliation(connection: AsyncConnection, party_org_code: str) -> date | None:
    spell = _spells().subquery("spell").c
    ended = func.least(spell.until, spell.gone_on)
    was = (spell.party_org_code == party_org_code, ended.is_(None) | (ended > spell.since))
    found: date | None = await connection.scalar(select(func.min(spell.since)).where(*was))
    return found


async def _count_taking_part_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    """Not those that never were, nor who takes part still."""
    spell = _spells().subquery("spell").c
    ended = func.least(spell.until, spell.gone_on)
    lasted = (spell.party_org_code == party_org_code, ended > func.greatest(spell.since, on))
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


TAKING_PART_AFTER = Lasted(
    "affiliated-members-after",
    "当日及以后仍有 {count} 名党员在该党组织参加活动。",
    "Members took part in it on that day or later: {count}.",
    _count_taking_part_after,
)


AFFILIATED_MEMBERS = Occupancy(
    "affiliated-members",
    "还有 {count} 名党员登记在该党组织参加活动，请先登记其现在参加的党组织。",
    "Members who take part in it: {count}. Record first in which organisation they take part now.",
    count_affiliated,
)


FIRST_AFFILIATION = Began(
    "first-affiliation",
    "自 {first} 起即有党员在该党组织参加活动，成立日期不能晚于该日。",
    "The first member took part in it on {first}: it was not founded later.",
    _find_first_affiliation,
)
