"""Reading authorities of proxies."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.proxies.domain import Authority, ProxyMayNot, ProxyNotFound
from services.registry.proxies.parameters import IN_ERROR
from services.registry.proxies.tables import PROXY, PROXY_PAST
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import VeteranNotFound, get_place, opened_name, opened_number
from services.registry.veterans.tables import DATA_KEY, DEATH, PERSON, VETERAN
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

MOST = 100
_NAMES = [each.name for each in fields(Authority)]
# What was recorded in error never was; any other was once, or is.
WAS_GIVEN = or_(PROXY.c.revocation_reason.is_(None), PROXY.c.revocation_reason != IN_ERROR)


@dataclass(frozen=True, slots=True)
class HeldAuthority:
    """An authority with who the proxy is. `name` and `id_number` None: erased. With the veteran's death or the proxy's
    it holds no longer."""

    authority: Authority
    name: Personal | None
    id_number: Personal | None
    holds: bool
    recorded_at: datetime
    by: str | None
    said_before: Sequence["PastAuthority"] = ()


@dataclass(frozen=True, slots=True)
class PastAuthority:
    """What was believed of an authority until it was corrected; `ground` empty: erased."""

    scope: str
    ground: str
    since: date
    until: date
    document: str
    recorded_at: datetime
    known_until: datetime
    by: str | None


async def find_authority(connection: AsyncConnection, proxy_id: UUID) -> Authority | None:
    """As it stands."""
    row = (await connection.execute(select(PROXY).where(PROXY.c.proxy_id == proxy_id))).first()
    return None if row is None else authority_in(row)


async def is_proxy(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether the person acts for a veteran, or did; not only by mistake."""
    known = select(PROXY.c.proxy_id).where(PROXY.c.proxy_person_id == person_id, WAS_GIVEN).limit(1)
    return await connection.scalar(known) is not None


async def acts_on(connection: AsyncConnection, person_id: UUID, day: date) -> bool:
    """Whether an authority of the person's holds on this day, or will."""
    held = PROXY.c
    holds = (held.proxy_person_id == person_id, held.revoked_on.is_(None), held.until >= day)
    return await connection.scalar(select(held.proxy_id).where(*holds).limit(1)) is not None


async def has_died(connection: AsyncConnection, person_id: UUID) -> bool:
    """As far as the register knows."""
    return await connection.scalar(select(_died(person_id))) is True


def _died(person_id: Any) -> ColumnElement[bool]:
    """By a veteran's file, or as a recipient without one."""
    by_file = select(DEATH.c.death_id).where(DEATH.c.person_id == person_id, DEATH.c.revoked_at.is_(None))
    held = RECIPIENT.c
    otherwise = select(held.person_id).where(held.person_id == person_id, held.state == FileState.DECEASED)
    return or_(by_file.exists(), otherwise.exists())


async def get_held(reading: Reading, proxy_id: UUID, keyring: Keyring) -> HeldAuthority:
    """Raises `ProxyNotFound`, also for one of a veteran outside the caller's scope."""
    row = (await reading.connection.execute(_HELD.where(PROXY.c.proxy_id == proxy_id))).first()
    if row is None:
        raise ProxyNotFound
    try:
        await get_place(reading.connection, row.veteran_id, reading.caller)
    except VeteranNotFound as hidden:
        raise ProxyNotFound from hidden.__cause__
    return _held(row, keyring, reading.now)


async def must_act_for(
    connection: AsyncConnection, proxy_id: UUID, veteran_id: UUID, scopes: Collection[str], *, now: datetime
) -> None:
    """By this authority somebody acts for this person today, in one of these matters. Raises `ProxyMayNot`."""
    found = await find_authority(connection, proxy_id)
    if found is None or found.veteran_id != veteran_id or found.scope not in scopes:
        raise ProxyMayNot
    if not found.holds_on(local_date(now)) or await has_died(connection, found.proxy_person_id):
        raise ProxyMayNot


async def list_proxies(reading: Reading, veteran_id: UUID, keyring: Keyring) -> Sequence[HeldAuthority]:
    """Who acts for a veteran, or did; the last recorded first. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = _HELD.where(PROXY.c.veteran_id == veteran_id).order_by(PROXY.c.proxy_id.desc()).limit(MOST)
    said = await _said_of(reading, veteran_id)
    held = [_held(row, keyring, reading.now) for row in await reading.connection.execute(found)]
    return [replace(each, said_before=said.get(each.authority.proxy_id, ())) for each in held]


async def _said_of(reading: Reading, veteran_id: UUID) -> Mapping[UUID, Sequence[PastAuthority]]:
    """What was said before of each authority, the last said first."""
    past = PROXY_PAST.c
    found = (
        select(PROXY_PAST, ACCOUNT.c.display_name.label("by"))
        .join(PROXY, PROXY.c.proxy_id == past.proxy_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == past.recorded_by)
        .where(PROXY.c.veteran_id == veteran_id)
        .order_by(past.version.desc())
    )
    said: dict[UUID, list[PastAuthority]] = {}
    for row in await reading.connection.execute(found):
        said.setdefault(row.proxy_id, []).append(
            PastAuthority(**{each.name: row._mapping[each.name] for each in fields(PastAuthority)})
        )
    return said


_HELD: Select[Any] = (
    select(
        PROXY,
        PERSON.c.person_id,
        PERSON.c.id_number_sealed,
        PERSON.c.name_sealed,
        DATA_KEY.c.wrapped,
        VETERAN.c.state,
        _died(PROXY.c.proxy_person_id).label("proxy_died"),
        ACCOUNT.c.display_name,
    )
    .join(VETERAN, VETERAN.c.veteran_id == PROXY.c.veteran_id)
    .join(PERSON, PERSON.c.person_id == PROXY.c.proxy_person_id)
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)
    .outerjoin(ACCOUNT, ACCOUNT.c.account_id == PROXY.c.recorded_by)
)


def _held(row: Row[Any], keyring: Keyring, now: datetime) -> HeldAuthority:
    authority, readable = authority_in(row), row.wrapped is not None
    both_live = row.state == FileState.REGISTERED and not row.proxy_died
    return HeldAuthority(
        authority,
        opened_name(row, keyring) if readable else None,
        opened_number(row, keyring) if readable else None,
        both_live and authority.holds_on(local_date(now)),
        row.recorded_at,
        row.display_name,
    )


def authority_in(row: Row[Any]) -> Authority:
    """What a row says."""
    return Authority(**{name: row._mapping[name] for name in _NAMES})
