"""What a machine is known by: up to two public keys, and where it may ask from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update

from services.registry.accounts.domain.account import Account, Kind
from services.registry.accounts.queries import lock_account
from services.registry.accounts.tables import ACCOUNT
from services.registry.database import refusing
from services.registry.machines.domain import (
    KeptByConfiguration,
    KeyRegistered,
    MachineKeyNotFound,
    Network,
    NotAMachine,
    PublicKey,
    check_end,
    check_room,
    networks_in,
)
from services.registry.machines.queries import is_configured, list_keys
from services.registry.machines.tables import MACHINE_ADDRESS, MACHINE_KEY
from shared.command import Transaction, command


@command
async def add_key(tx: Transaction, account_id: UUID, *, public_key: str, expires_at: datetime, reason: str) -> str:
    """The machine may sign with it from now on; answers its id.

    Raises `AccountNotFound`, `AccountIsDisabled`, `NotAMachine`, `KeptByConfiguration`, `MachineInvalid`,
    `TooManyKeys`, `KeyRegistered`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    (await _lock_strange_machine(tx, account_id)).must_be_usable()
    key = PublicKey.from_pem(public_key)
    check_end(expires_at, now=tx.now)
    check_room(await list_keys(tx.connection, account_id))
    await write_key(tx, account_id, key, expires_at=expires_at)
    return key.key_id


@command
async def end_key(tx: Transaction, account_id: UUID, key_id: str, *, reason: str) -> None:
    """Nothing it signs counts any more; a token it was given runs out within minutes. Raises `AccountNotFound`,
    `NotAMachine`, `MachineKeyNotFound`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    await _lock_machine(tx, account_id)
    await delete_key(tx, account_id, key_id)


@command
async def set_addresses(
    tx: Transaction, account_id: UUID, *, addresses: str, reason: str, version: int | None = None
) -> None:
    """From where the machine may ask, and from nowhere else. Raises `AccountNotFound`, `NotAMachine`,
    `KeptByConfiguration`, `AccountChanged`, `MachineInvalid`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    account = await _lock_strange_machine(tx, account_id)
    account.must_be_as_shown(version)
    await write_addresses(tx, account_id, networks_in(addresses))
    changed = update(ACCOUNT).where(ACCOUNT.c.account_id == account_id)
    await tx.connection.execute(changed.values(version=account.version + 1))


async def write_key(tx: Transaction, account_id: UUID, key: PublicKey, *, expires_at: datetime) -> None:
    """Part of a command. Raises `KeyRegistered`."""
    row = {
        "key_id": key.key_id,
        "account_id": account_id,
        "jwk": dict(key.jwk),
        "added_at": tx.now,
        "added_by": tx.caller.account_id,
        "expires_at": expires_at,
    }
    with refusing({"pk_machine_key": KeyRegistered()}):
        await tx.connection.execute(insert(MACHINE_KEY).values(row))


async def delete_key(tx: Transaction, account_id: UUID, key_id: str) -> None:
    """Part of a command. Raises `MachineKeyNotFound`."""
    ended = delete(MACHINE_KEY).where(MACHINE_KEY.c.account_id == account_id, MACHINE_KEY.c.key_id == key_id)
    if (await tx.connection.execute(ended)).rowcount == 0:
        raise MachineKeyNotFound


async def write_addresses(tx: Transaction, account_id: UUID, networks: Sequence[Network]) -> None:
    """Part of a command: these in place of those there were."""
    await tx.connection.execute(delete(MACHINE_ADDRESS).where(MACHINE_ADDRESS.c.account_id == account_id))
    rows = [{"account_id": account_id, "network": str(each)} for each in networks]
    await tx.connection.execute(insert(MACHINE_ADDRESS), rows)


async def _lock_strange_machine(tx: Transaction, account_id: UUID) -> Account:
    account = await _lock_machine(tx, account_id)
    if await is_configured(tx.connection, account_id):
        raise KeptByConfiguration
    return account


async def _lock_machine(tx: Transaction, account_id: UUID) -> Account:
    account = await lock_account(tx.connection, account_id)
    if account.kind is not Kind.MACHINE:
        raise NotAMachine
    return account
