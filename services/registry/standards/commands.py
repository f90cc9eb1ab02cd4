"""A unit that is closed is checked no more: shares are of the units that stand."""

from datetime import date

from services.registry.standards.queries import CLOSED, KEPT_CHECKS, list_checked, list_ended
from shared.command import Transaction
from shared.entries.acting import end_with, resume


async def end_checks(tx: Transaction, org_code: str, *, on: date, document: str) -> None:
    """Part of the command that closes the unit."""
    for kept in KEPT_CHECKS:
        for row in await list_checked(tx.connection, kept, org_code):
            await end_with(tx, kept, row, CLOSED, on=on, document=document)


async def resume_checks(tx: Transaction, org_code: str, *, ended_on: date, document: str) -> None:
    """Part of the command that says that it was not closed."""
    for kept in KEPT_CHECKS:
        for row in await list_ended(tx.connection, kept, org_code, ended_on):
            await resume(tx, kept, row, CLOSED, document=document)
