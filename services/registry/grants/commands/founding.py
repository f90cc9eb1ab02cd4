"""Grants that nobody proposes: those of the setup, and those of the server's console."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text

from services.registry.accounts.domain.account import AccountNotFound
from services.registry.accounts.queries import find_account_named, lock_lasting
from services.registry.grants.commands.writing import give
from services.registry.grants.domain.grant import Period, ProposedGrant, check_grant, check_not_denied, check_vacant
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import list_unrevoked
from services.registry.settings import Settings
from shared.auth.permissions import INDISPENSABLE
from shared.auth.roles import Role
from shared.command import Transaction, Work, command
from shared.ids import new_id
from shared.service.console import ConsoleTask

FOUNDING_PURPOSE = "系统初始化 setup"


async def give_founding_grant(tx: Transaction, *, account_id: UUID, role: Role, centre_code: str) -> UUID:
    """Part of the setup: a role for the whole county, before its centre is established."""
    founding = ProposedGrant(account_id, role, centre_code, Period(tx.now, None), Ground.SETUP)
    grant_id = new_id()
    await give(tx, grant_id, founding, purpose=FOUNDING_PURPOSE)
    return grant_id


@command
async def give_vacant_role(tx: Transaction, *, username: str, role: Role, centre_code: str, reason: str) -> UUID:
    """On the server's console: a role that the county cannot do without, while nobody holds it.

    Raises `AccountNotFound`, `RoleNotVacant`, `HolderIsDenied`, and what `check_grant` raises.
    """
    tx.concerns(f"account {username}", purpose=reason)
    await tx.connection.execute(text("LOCK TABLE access_grant IN SHARE ROW EXCLUSIVE MODE"))
    account = await find_account_named(tx.connection, username.lower())
    if account is None:
        raise AccountNotFound
    check_vacant(role, await lock_lasting(tx.connection, now=tx.now))
    given = ProposedGrant(account.account_id, role, centre_code, Period(tx.now, None), Ground.CONSOLE)
    held = await list_unrevoked(tx.connection, account.account_id)
    check_not_denied(centre_code, held=held, now=tx.now)
    check_grant(given, holder=account, held=held, now=tx.now)
    grant_id = new_id()
    tx.concerns(f"grant {grant_id} of account {account.account_id}", purpose=reason)
    await give(tx, grant_id, given, purpose=reason)
    return grant_id


async def _grant(settings: Settings, work: Work, arguments: Mapping[str, str]) -> str:
    role = Role(arguments["role"])
    grant_id = await give_vacant_role(
        work, username=arguments["username"], role=role, centre_code=settings.centre_code, reason=arguments["reason"]
    )
    return f"已授予 {role}：{arguments['username']} · {arguments['username']} is {role} ({grant_id})"


GRANT = ConsoleTask(
    "grant",
    "give a role that the county cannot do without, while nobody holds it",
    {"username": "of an account that exists", "role": "for the whole county", "reason": "for the audit"},
    _grant,
    choices={"role": INDISPENSABLE},
)
