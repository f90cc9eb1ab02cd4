"""Who stands in the register beside which veteran: his relatives, and who acts for him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, func, literal, or_, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.case_parties.queries import is_party
from services.registry.case_parties.tables import CASE_PARTY, CASE_PARTY_PAST
from services.registry.families.domain import CompanionHasRecord, CompanionNotFound
from services.registry.families.parameters import ACTING, RELATIONS
from services.registry.families.queries.relations import Kin, list_family
from services.registry.families.tables import FAMILY_RELATION_PAST
from services.registry.kin.tables import FAMILY_RELATION
from services.registry.proxies.parameters import IN_ERROR
from services.registry.proxies.queries import WAS_GIVEN, HeldAuthority, list_proxies
from services.registry.proxies.tables import PROXY, PROXY_PAST
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import UNREGISTERED, FileState
from services.registry.veterans.tables import DATA_KEY, VETERAN
from shared.auth.scope import within
from shared.http.dependencies import Reading
from shared.language import Named
from shared.privacy.keyring import Keyring

# What was recorded by mistake is among it.
BESIDE: CompoundSelect[tuple[UUID, UUID]] = union(
    select(FAMILY_RELATION.c.veteran_id, FAMILY_RELATION.c.relative_id.label("person_id")),
    select(PROXY.c.veteran_id, PROXY.c.proxy_person_id.label("person_id")),
)
IS_RELATION = ~FAMILY_RELATION.c.is_revoked
_STANDS = union(
    select(FAMILY_RELATION.c.veteran_id, FAMILY_RELATION.c.relative_id.label("person_id")).where(IS_RELATION),
    select(PROXY.c.veteran_id, PROXY.c.proxy_person_id.label("person_id")).where(WAS_GIVEN),
)
_KEY = DATA_KEY.alias("key_of_veteran")
# Who said so first: the name and the number are his.
_NOW, _PAST = FAMILY_RELATION.c, FAMILY_RELATION_PAST.c
SAID_FIRST = union_all(
    select(_NOW.relative_id.label("person_id"), _NOW.recorded_by, _NOW.known_from),
    select(_NOW.relative_id, _PAST.recorded_by, _PAST.known_from).join_from(
        FAMILY_RELATION, FAMILY_RELATION_PAST, _NOW.relation_id == _PAST.relation_id
    ),
    select(PROXY.c.proxy_person_id, PROXY.c.recorded_by, PROXY.c.recorded_at),
    select(PROXY.c.proxy_person_id, PROXY_PAST.c.recorded_by, PROXY_PAST.c.recorded_at).join_from(
        PROXY, PROXY_PAST, PROXY.c.proxy_id == PROXY_PAST.c.proxy_id
    ),
    select(CASE_PARTY.c.person_id, CASE_PARTY.c.recorded_by, CASE_PARTY.c.known_from),
    select(CASE_PARTY_PAST.c.person_id, CASE_PARTY_PAST.c.recorded_by, CASE_PARTY_PAST.c.known_from),
).subquery("said_first")


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who stands beside a veteran, and as what; name and number masked, None: erased."""

    veteran_id: UUID
    person_id: UUID
    name: str | None
    id_number: str | None
    called: tuple[Named, ...]


async def get_companion(reading: Reading, veteran_id: UUID, person_id: UUID, keyring: Keyring) -> Companion:
    """Raises `VeteranNotFound`, `CompanionNotFound`."""
    found = await find_companion(reading, veteran_id, person_id, keyring)
    if found is None:
        raise CompanionNotFound
    return found


async def find_companion(
    reading: Reading, veteran_id: UUID, person_id: UUID, keyring: Keyring
) -> Companion | None:  # fmt: skip
    """Raises `VeteranNotFound`."""
    family = [
        each
        for each in await list_family(reading, veteran_id, keyring)
        if each.relation.relative_id == person_id and not each.relation.is_revoked
    ]
    acting = [
        each
        for each in await list_proxies(reading, veteran_id, keyring)
        if each.authority.proxy_person_id == person_id and each.authority.revocation_reason != IN_ERROR
    ]
    called = [RELATIONS[each.relation.relation] for each in family] + [ACTING] * bool(acting)
    found: list[Kin | HeldAuthority] = [*family, *acting]
    if not found:
        return None
    someone = found[0]
    name = someone.name.masked() if someone.name else None
    id_number = someone.id_number.masked() if someone.id_number else None
    return Companion(veteran_id, person_id, name, id_number, tuple(dict.fromkeys(called)))


async def must_be_companion(connection: AsyncConnection, veteran_id: UUID, person_id: UUID) -> None:
    """The person, who is held, stands beside the veteran and is in the register for nothing else.

    Raises `CompanionNotFound`, `CompanionHasRecord`."""
    if not await connection.scalar(select(stands_beside(literal(veteran_id), literal(person_id)))):
        raise CompanionNotFound
    await _must_have_no_record(connection, person_id)


def stands_beside(veteran_id: ColumnElement[UUID], person_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether he is of the veteran's family, or acts for him, or did; not only by mistake."""
    family, acting = FAMILY_RELATION.c, PROXY.c
    related = select(family.relation_id).where(
        family.veteran_id == veteran_id, family.relative_id == person_id, IS_RELATION
    )
    acted = select(acting.proxy_id).where(
        acting.veteran_id == veteran_id, acting.proxy_person_id == person_id, WAS_GIVEN
    )
    return or_(related.exists(), acted.exists())


def is_more_than_party(person_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether he is known for more than being a party to cases: by a file, as a recipient who was not erased, or
    beside a veteran who was not."""
    return _is_known_as(person_id, RECIPIENT.c.erased_at.is_(None))


async def paths_of_records(connection: AsyncConnection, person_id: UUID) -> Sequence[str]:
    """The units whose file, recipient or veteran it is by which he is known for more."""
    file, beside = VETERAN.c, _STANDS.subquery().c
    found = union(
        select(file.org_path).where(file.veteran_id == person_id, file.state != FileState.WITHDRAWN),
        select(RECIPIENT.c.org_path).where(RECIPIENT.c.person_id == person_id, RECIPIENT.c.erased_at.is_(None)),
        select(file.org_path).where(
            file.veteran_id == beside.veteran_id, beside.person_id == person_id, _KEY.c.person_id == file.veteran_id
        ),
    )
    return [row.org_path for row in await connection.execute(found)]


async def is_known(connection: AsyncConnection, person_id: UUID) -> bool:
    """The same, or whether he is a party, or was; not only by mistake."""
    recorded = and_(RECIPIENT.c.erased_at.is_(None), RECIPIENT.c.state != FileState.DEREGISTERED)
    known = await connection.scalar(select(_is_known_as(literal(person_id), recorded)))
    return bool(known) or await is_party(connection, person_id)


def _is_known_as(person_id: ColumnElement[UUID], recorded: ColumnElement[bool]) -> ColumnElement[bool]:
    stands = _STANDS.subquery().c
    return or_(
        exists().where(VETERAN.c.veteran_id == person_id, VETERAN.c.state != FileState.WITHDRAWN),
        exists().where(RECIPIENT.c.person_id == person_id, recorded),
        exists().where(stands.person_id == person_id, _KEY.c.person_id == stands.veteran_id),
    )


async def _must_have_no_record(connection: AsyncConnection, person_id: UUID) -> None:
    """Nor a void one: it may come back, and is its unit's. Raises `CompanionHasRecord`."""
    file, recipient = VETERAN.c.veteran_id == person_id, RECIPIENT.c.person_id == person_id
    if await connection.scalar(select(or_(exists().where(file), exists().where(recipient)))):
        raise CompanionHasRecord


async def must_have_no_record_here(reading: Reading, person_id: UUID) -> None:
    """None that the reader may know of. Raises `CompanionHasRecord`."""
    file = (VETERAN.c.veteran_id == person_id, VETERAN.c.state.not_in(UNREGISTERED))
    known = exists().where(*file, within(VETERAN.c.org_path, reading.caller))
    recipient = exists().where(RECIPIENT.c.person_id == person_id, within(RECIPIENT.c.org_path, reading.caller))
    if await reading.connection.scalar(select(or_(known, recipient))):
        raise CompanionHasRecord


async def first_day_of(connection: AsyncConnection, person_id: UUID) -> date | None:
    """The first day on which the person was anything to a veteran, or a relative anything to him, where one is
    recorded: nobody was before he was born."""
    held = FAMILY_RELATION.c
    first = func.min(func.coalesce(held.since, held.ended_on))
    either = or_(held.relative_id == person_id, held.veteran_id == person_id)
    day: date | None = await connection.scalar(select(first).where(either, IS_RELATION))
    return day
