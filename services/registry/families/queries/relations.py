"""Relations of a veteran's family, now and as they were said to be before."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.families.domain import FamilyRelation, RelationNotFound
from services.registry.families.tables import FAMILY_RELATION_PAST
from services.registry.kin.tables import FAMILY_RELATION
from services.registry.recipients.queries import WITHOUT_FILE
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import UNREGISTERED
from services.registry.veterans.queries.files import VeteranNotFound, get_place, opened_name, opened_number
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN
from shared.auth.caller import Caller
from shared.http.dependencies import Reading
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

MOST = 100
_NAMES = [each.name for each in fields(FamilyRelation)]


@dataclass(frozen=True, slots=True)
class Kin:
    """A relation with who the relative is. `name` and `id_number` None: erased. `has_file`: a veteran whom the reader
    may open; `is_recipient`: one without a file."""

    relation: FamilyRelation
    name: Personal | None
    id_number: Personal | None
    has_file: bool
    is_recipient: bool
    known_from: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class PastRelation:
    """What was believed of a relation from one instant until another."""

    relation_id: UUID
    relation: str
    since: date | None
    ended_on: date | None
    document: str
    known_from: datetime
    known_until: datetime
    by: str | None


async def is_relative(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether the person is, or was, anything to a veteran; not only by mistake."""
    held = FAMILY_RELATION.c
    known = select(held.relation_id).where(held.relative_id == person_id, ~held.is_revoked).limit(1)
    return await connection.scalar(known) is not None


async def find_relation(connection: AsyncConnection, relation_id: UUID) -> FamilyRelation | None:
    """As it stands."""
    row = (
        await connection.execute(select(FAMILY_RELATION).where(FAMILY_RELATION.c.relation_id == relation_id))
    ).first()
    return None if row is None else _relation(row)


async def get_kin(reading: Reading, relation_id: UUID, keyring: Keyring) -> Kin:
    """Raises `RelationNotFound`, also for one of a veteran outside the caller's scope."""
    found = _KIN.where(FAMILY_RELATION.c.relation_id == relation_id)
    row = (await reading.connection.execute(found)).first()
    if row is None:
        raise RelationNotFound
    try:
        await get_place(reading.connection, row.veteran_id, reading.caller)
    except VeteranNotFound as hidden:
        raise RelationNotFound from hidden.__cause__
    return _kin(row, keyring, reading.caller)


async def list_family(reading: Reading, veteran_id: UUID, keyring: Keyring, *, on: date | None = None) -> Sequence[Kin]:
    """Who is recorded, the last first; those revoked are among them, but not of a day that is asked for.

    Raises `VeteranNotFound`.
    """
    await get_place(reading.connection, veteran_id, reading.caller)
    held = FAMILY_RELATION.c
    found = _KIN.where(held.veteran_id == veteran_id)
    if on is not None:
        holds = or_(held.since.is_(None), held.since <= on) & or_(held.ended_on.is_(None), held.ended_on > on)
        found = found.where(holds, ~held.is_revoked)
    rows = await reading.connection.execute(found.order_by(held.relation_id.desc()).limit(MOST))
    return [_kin(row, keyring, reading.caller) for row in rows]


async def list_said(reading: Reading, veteran_id: UUID) -> Sequence[PastRelation]:
    """What was said before of the relations of a family, the last said first. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    past = FAMILY_RELATION_PAST.c
    found = (
        select(FAMILY_RELATION_PAST, ACCOUNT.c.display_name)
        .join(FAMILY_RELATION, FAMILY_RELATION.c.relation_id == past.relation_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == past.recorded_by)
        .where(FAMILY_RELATION.c.veteran_id == veteran_id)
        .order_by(past.known_until.desc(), past.relation_id, past.version.desc())
        .limit(MOST)
    )
    names = [each.name for each in fields(PastRelation) if each.name != "by"]
    rows = await reading.connection.execute(found)
    return [PastRelation(**{name: row._mapping[name] for name in names}, by=row.display_name) for row in rows]


_FILE = VETERAN.alias("file_of_relative")
_KIN: Select[Any] = (
    select(
        FAMILY_RELATION,
        PERSON.c.person_id,
        PERSON.c.id_number_sealed,
        PERSON.c.name_sealed,
        DATA_KEY.c.wrapped,
        _FILE.c.org_path.label("file_path"),
        RECIPIENT.c.org_path.label("recipient_path"),
        ACCOUNT.c.display_name,
    )
    .join(PERSON, PERSON.c.person_id == FAMILY_RELATION.c.relative_id)
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)
    .outerjoin(_FILE, (_FILE.c.veteran_id == PERSON.c.person_id) & _FILE.c.state.not_in(UNREGISTERED))
    .outerjoin(RECIPIENT, (RECIPIENT.c.person_id == PERSON.c.person_id) & WITHOUT_FILE)
    .outerjoin(ACCOUNT, ACCOUNT.c.account_id == FAMILY_RELATION.c.recorded_by)
)


def _kin(row: Row[Any], keyring: Keyring, caller: Caller) -> Kin:
    readable = row.wrapped is not None
    return Kin(
        _relation(row),
        opened_name(row, keyring) if readable else None,
        opened_number(row, keyring) if readable else None,
        row.file_path is not None and caller.covers(row.file_path),
        row.recipient_path is not None and caller.covers(row.recipient_path),
        row.known_from,
        row.display_name,
    )


def _relation(row: Row[Any]) -> FamilyRelation:
    return FamilyRelation(**{name: row._mapping[name] for name in _NAMES})
