"""Reading what machines are known by."""

from dataclasses import dataclass
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.machines.domain import MachineKey, Network
from services.registry.machines.tables import MACHINE_ADDRESS, MACHINE_KEY


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
