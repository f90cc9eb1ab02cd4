"""The identities of our own services: machines whose keys and addresses stand in the configuration, not in a form."""

from collections.abc import Sequence
from uuid import UUID

from services.registry.accounts.commands.opening import add_account
from services.registry.accounts.domain.account import Kind
from services.registry.accounts.queries import find_account_named, lock_account
from services.registry.grants.commands.writing import end, give
from services.registry.grants.domain.grant import Period, ProposedGrant
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import list_unrevoked
from services.registry.machines.commands.keys import delete_key, write_addresses, write_key
from services.registry.machines.domain import Network, NotAMachine, PublicKey
from services.registry.machines.parameters import LONGEST
from services.registry.machines.queries import list_addresses, list_keys
from services.registry.settings import ServiceIdentity
from shared.auth.identity import machine_name
from shared.auth.roles import Role
from shared.command import Transaction, Work, command
from shared.ids import new_id

PURPOSE = "本系统服务 service of this system"


async def keep_services(work: Work, configured: Sequence[ServiceIdentity], *, centre_code: str) -> list[str]:
    """Make the accounts, keys and addresses of services what the configuration says; answers whose were not."""
    changed = []
    for identity in configured:
        keys = [PublicKey.from_pem(each) for each in identity.keys]
        if not await _is_kept(work, identity, keys):
            await keep_service(work, identity.service, keys=keys, networks=identity.networks, centre_code=centre_code)
            changed.append(identity.service)
    return changed


@command
async def keep_service(
    tx: Transaction, service: str, *, keys: Sequence[PublicKey], networks: Sequence[Network], centre_code: str
) -> None:
    """One of them. A key that stays keeps its end; a new one lasts a year, and with it the grant. Raises `NotAMachine`:
    a person has its user name."""
    account_id = await _open(tx, service)
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    if account.kind is not Kind.MACHINE:
        raise NotAMachine
    kept = {each.key_id for each in await list_keys(tx.connection, account_id)}
    for key_id in kept - {each.key_id for each in keys}:
        await delete_key(tx, account_id, key_id)
    new = [key for key in keys if key.key_id not in kept]
    for key in new:
        await write_key(tx, account_id, key, expires_at=tx.now + LONGEST)
    if new:
        await _grant_anew(tx, account_id, centre_code=centre_code)
    await write_addresses(tx, account_id, networks)


async def _open(tx: Transaction, service: str) -> UUID:
    """The account of a service, opened when there is none."""
    found = await find_account_named(tx.connection, machine_name(service))
    if found is not None:
        return found.account_id
    return await add_account(
        tx, username=machine_name(service), display_name=f"系统服务 {service}", opened_by=None, kind=Kind.MACHINE
    )


async def _grant_anew(tx: Transaction, account_id: UUID, *, centre_code: str) -> None:
    """What a system that subscribes may see: places and programmes, and nobody. For a year, as a machine's grant is."""
    for held in await list_unrevoked(tx.connection, account_id):
        await end(tx, held)
    grant = ProposedGrant(account_id, Role.SUBSCRIBER, centre_code, Period(tx.now, tx.now + LONGEST), Ground.SETUP)
    await give(tx, new_id(), grant, purpose=PURPOSE)


async def _is_kept(work: Work, identity: ServiceIdentity, keys: Sequence[PublicKey]) -> bool:
    async with work.engine.connect() as connection:
        found = await find_account_named(connection, machine_name(identity.service))
        if found is None:
            return False
        kept = {each.key_id for each in await list_keys(connection, found.account_id)}
        addresses = await list_addresses(connection, found.account_id)
    return kept == {each.key_id for each in keys} and set(addresses) == set(identity.networks)
