"""A unit that is closed is checked no more: shares are of the units that stand."""

from datetime import date

from services.registry.standards.queries import CHECK_DEFINITIONS, CLOSED, list_checked, list_ended
from shared.command import Transaction
from shared.entries.acting import end_with, resume


async def end_checks(tx: Transaction, org_code: str, *, on: date, document: str) -> None:
    """Part of the command that closes the unit."""
    for book in CHECK_DEFINITIONS:
        for row in await list_checked(tx.connection, book, org_code):
            await end_with(tx, book, row, CLOSED, on=on, document=document)


async def resume_checks(tx: Transaction, org_code: str, *, ended_on: date, document: str) -> None:
    """Part of the command that says that it was not closed."""
    for book in CHECK_DEFINITIONS:
        for row in await list_ended(tx.connection, book, org_code, ended_on):
            await resume(tx, book, row, CLOSED, document=document)
