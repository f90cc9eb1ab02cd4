"""Reading what machines are known by."""

from dataclasses import dataclass
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.tables import ACCOUNT
from services.registry.grants.parameters import Ground
from services.registry.machines.domain import MachineKey, Network
from services.registry.machines.tables import MACHINE_ADDRESS, MACHINE_KEY
from shared.auth.caller import Caller
from shared.auth.identity import machine_name
from shared.auth.own_services import is_of_ours
from shared.auth.tables import ACCESS_GRANT


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key, and whose it is."""

    key: MachineKey
    username: str


_KEY = (
    MACHINE_KEY.c.key_id,
    MACHINE_KEY.c.account_id,
    MACHINE_KEY.c.jwk,
    MACHINE_KEY.c.added_at,
    MACHINE_KEY.c.expires_at,
)


async def list_keys(connection: AsyncConnection, account_id: UUID) -> list[MachineKey]:
    """The oldest first; those that are over too, until they are ended."""
    found = select(*_KEY).where(MACHINE_KEY.c.account_id == account_id)
    rows = await connection.execute(found.order_by(MACHINE_KEY.c.added_at, MACHINE_KEY.c.key_id))
    return [MachineKey(**row._mapping) for row in rows]


async def find_key(connection: AsyncConnection, key_id: str) -> KnownKey | None:
    """The key with this id, or None."""
    found = select(*_KEY, ACCOUNT.c.username).join(ACCOUNT, ACCOUNT.c.account_id == MACHINE_KEY.c.account_id)
    row = (await connection.execute(found.where(MACHINE_KEY.c.key_id == key_id))).one_or_none()
    if row is None:
        return None
    return KnownKey(MachineKey(**{column.name: row._mapping[column] for column in _KEY}), row.username)


async def list_addresses(connection: AsyncConnection, account_id: UUID) -> list[Network]:
    """In their order."""
    found = select(MACHINE_ADDRESS.c.network).where(MACHINE_ADDRESS.c.account_id == account_id)
    return [ip_network(each) for each in await connection.scalars(found.order_by(MACHINE_ADDRESS.c.network))]


async def is_service(connection: AsyncConnection, caller: Caller, service: str) -> bool:
    """Whether the caller is this service of ours: by its user name, and by the grant that comes with the keys of the
    configuration, which nobody can propose."""
    by_name = exists().where(
        ACCOUNT.c.account_id == caller.account_id,
        ACCOUNT.c.username == machine_name(service),
        ACCOUNT.c.kind == Kind.MACHINE,
    )
    return bool(await connection.scalar(select(by_name))) and await is_of_ours(connection, caller)


async def is_configured(connection: AsyncConnection, account_id: UUID) -> bool:
    """Whether it is one of our services, whose keys and addresses stand in the configuration."""
    held = ACCESS_GRANT.c
    given = exists().where(held.account_id == account_id, held.ground == Ground.SETUP, held.revoked_at.is_(None))
    return bool(await connection.scalar(select(given)))
