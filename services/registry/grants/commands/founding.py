"""Grants that nobody proposes: those of the setup, and those of the server's console."""

from uuid import UUID

from services.registry.grants.commands.writing import give
from services.registry.grants.domain.grant import Period, ProposedGrant
from services.registry.grants.parameters import Ground
from shared.auth.roles import Role
from shared.command import Transaction
from shared.ids import new_id

FOUNDING_PURPOSE = "系统初始化 setup"


async def give_founding_grant(tx: Transaction, *, account_id: UUID, role: Role, centre_code: str) -> UUID:
    """Part of the setup: a role for the whole county, before its centre is established."""
    founding = ProposedGrant(account_id, role, centre_code, Period(tx.now, None), Ground.SETUP)
    grant_id = new_id()
    await give(tx, grant_id, founding, purpose=FOUNDING_PURPOSE)
    return grant_id
