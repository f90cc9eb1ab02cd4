"""Parts of the command that erases a person: what is known is gone, and so is what it was found by."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from services.registry.accounts.tables import ACCOUNT_HOLDER
from services.registry.veterans.commands.sealing import emptied
from services.registry.veterans.parameters.fields import FIELDS, Holder
from services.registry.veterans.tables import DATA_KEY, DISCREPANCY, PERSON, VETERAN, sealed
from shared.command import Transaction
from shared.privacy.keyring import SearchHashes

Forgets = Callable[[Transaction, UUID], Awaitable[None]]
"""Whoever is known for nothing any more, by what was recorded of him in error, is forgotten: what the rooms above know
of persons is looked at as well (`corrections.commands.forget_unknown`)."""

# What figures and scope stand on: where and since when somebody counts, and as what.
STAYS = frozenset(
    {
        "sex_code",
        "political_code",
        "domicile_code",
        "residence_code",
        "category_codes",
        "org_code",
        "registered_on",
        "synthetic",
    }
)
# In a table of its own.
_APART = frozenset({"birth_on"})
_HASHES = ("id_number_hash_a", "id_number_hash_b")
NOTHING = b""
"""In a column that may not be null: not even the ciphertext stays, so that an old key opens nothing."""


async def forget_file(tx: Transaction, person_id: UUID) -> None:
    """Of a veteran, whose row is locked."""
    record = update(VETERAN).where(VETERAN.c.veteran_id == person_id)
    await tx.connection.execute(record.values(_emptied(Holder.VETERAN)))
    await forget_person(tx, person_id)


async def forget_person(tx: Transaction, person_id: UUID) -> None:
    """Of anybody. With the data key go the tokens that the name is found by, and the file is compared by; and which
    account for work he was said to hold."""
    numbers = dict.fromkeys((*_HASHES, sealed("legacy_id_number")))
    kept = {sealed(name): NOTHING for name in ("id_number", "name")}
    written = {**_emptied(Holder.PERSON), **numbers, **kept}
    await tx.connection.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(written))
    await forget_stated(tx, person_id)
    await tx.connection.execute(delete(DATA_KEY).where(DATA_KEY.c.person_id == person_id))
    # Whoever is just naming him holds the key (`keep_known`): by now he has.
    await tx.connection.execute(delete(ACCOUNT_HOLDER).where(ACCOUNT_HOLDER.c.person_id == person_id))


async def forget_stated(tx: Transaction, person_id: UUID) -> None:
    """What was stated otherwise than the number says."""
    await tx.connection.execute(delete(DISCREPANCY).where(DISCREPANCY.c.person_id == person_id))


async def free_number(tx: Transaction, person_id: UUID) -> None:
    """Of somebody recorded in error, who is held (`hold_person`): nobody finds him by it, and it is free for whose it
    is. What is known stays."""
    await take_number(tx, person_id, SearchHashes(None, None))


async def drop_number(tx: Transaction, person_id: UUID) -> None:
    """Of somebody held whose number turned out to be another's: none is known of him."""
    await free_number(tx, person_id)
    unknown = {sealed("id_number"): NOTHING, sealed("legacy_id_number"): None}
    await tx.connection.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(unknown))


async def take_number(tx: Transaction, person_id: UUID, hashes: SearchHashes) -> None:
    """He is found by it again, unless it is another's: that the unique indexes refuse."""
    found_by = dict(zip(_HASHES, hashes, strict=True))
    await tx.connection.execute(update(PERSON).where(PERSON.c.person_id == person_id).values(found_by))


def _emptied(holder: Holder) -> dict[str, Any]:
    gone = [field for field in FIELDS if field.holder is holder and field.name not in STAYS | _APART]
    return {column: value for field in gone for column, value in emptied(field).items()}
