"""When two persons lived, as far as the register knows."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.families.rules import Lives
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import opened_number
from services.registry.veterans.tables import DATA_KEY, DEATH, PERSON
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring


async def lives_of(
    connection: AsyncConnection, one: UUID, other: UUID, keyring: Keyring, *, today: date
) -> Lives:  # fmt: skip
    """Of who was erased the birth is no longer known."""
    persons: Select[Any] = (
        select(PERSON.c.person_id, PERSON.c.id_number_sealed, DATA_KEY.c.wrapped)
        .join(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)
        .where(PERSON.c.person_id.in_([one, other]))
    )
    births = [born_on(opened_number(row, keyring).reveal()) for row in await connection.execute(persons)]
    both, held = [one, other], RECIPIENT.c
    deaths = union_all(
        select(DEATH.c.died_on).where(DEATH.c.person_id.in_(both), DEATH.c.revoked_at.is_(None)),
        select(held.ended_on).where(held.person_id.in_(both), held.state == FileState.DECEASED),
    ).subquery()
    died = await connection.scalar(select(func.min(deaths.c.died_on)))
    return Lives(max(births, default=None), died, today)
