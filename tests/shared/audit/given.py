"""Audit rows, and somebody with the database's own rights who changes them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.audit.record import AuditEntry, record_audit
from shared.audit.verification import Tampering, Verified, verify_chain
from shared.audit.writer import ChainWriter
from shared.ids import new_id
from tests.given import NOW


async def given_rows(engine: AsyncEngine, *actions: str) -> None:
    """A row for each, in a transaction of its own."""
    for action in actions:
        async with engine.begin() as connection:
            await record_audit(connection, AuditEntry(new_id(), action, f"case {new_id()}", "测试"), now=NOW)


async def given_chain(engine: AsyncEngine, *actions: str) -> ChainWriter:
    """The same, chained."""
    await given_rows(engine, *actions)
    writer = ChainWriter(engine, clock=lambda: NOW)
    while await writer.extend():
        pass
    return writer


def tamper(postgres: Postgres, *statements: str) -> None:
    """As a role that may do anything."""
    for statement in statements:
        postgres.psql("kernel", statement)


async def verified(engine: AsyncEngine) -> Verified:
    async with engine.connect() as connection:
        return await verify_chain(connection)


async def found(engine: AsyncEngine) -> list[tuple[int, Tampering]]:
    """Place and kind of everything that a whole verification finds."""
    return [(each.position, each.tampering) for each in (await verified(engine)).findings]


async def chained(engine: AsyncEngine) -> list[str]:
    """The actions in the order of the chain."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT action FROM audit_chain JOIN audit USING (audit_id) ORDER BY position")
        )
        return list(rows.scalars())
