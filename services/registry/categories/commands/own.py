"""Somebody applies for a category with his own account, and gives that up; the levels decide as of any other."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.accounts.queries import get_own_person
from services.registry.categories.commands.applying import Application, Applied, give_up, hand_in
from services.registry.categories.parameters import BY_ONESELF
from services.registry.categories.queries.holdings import get_own_holding
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_any_file
from shared.command import Transaction, command
from shared.privacy.keyring import Keyring


@command
async def apply_for_own_category(tx: Transaction, application: Application, *, keyring: Keyring) -> Applied:
    """For the first time or anew, with other evidence while nobody has looked at it, or where it was returned.

    Raises `OwnFileNotFound`, `VeteranNotFound`, and what `apply_for_category` does of the person and the application.
    """
    file = await _own_file(tx, application.document)
    return await hand_in(tx, file, application, keyring=keyring, is_own=True)


@command
async def withdraw_own_category_application(tx: Transaction, holding_id: UUID, *, version: int | None = None) -> int:
    """Give it up before it is decided on, whoever handed it in. Answers the revision from now on.

    Raises `OwnFileNotFound`, `VeteranNotFound`, `HoldingNotFound` (also for another's), `HoldingChanged`,
    `HoldingStandsOtherwise`.
    """
    file = await _own_file(tx, BY_ONESELF)
    row = await get_own_holding(tx.connection, holding_id, file.veteran_id)
    return await give_up(tx, row, reason="withdrawn", document=BY_ONESELF, version=version)


async def _own_file(tx: Transaction, purpose: str) -> Row[Any]:
    """Locked: it is the person's wherever it is kept by now."""
    person_id = await get_own_person(tx.connection, tx.caller.account_id)
    tx.concerns(f"veteran {person_id}", purpose=purpose)
    file = await lock_any_file(tx.connection, person_id)
    if file is None:
        raise VeteranNotFound
    return file
