"""Reading bindings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import BINDING
from shared.privacy.keyring import SearchHashes


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding that its holder has confirmed, and whose it is."""

    binding_id: UUID
    account_id: UUID


def bindings_of(account_id: UUID) -> Select[Any]:
    """Of an account; never the subjects."""
    return (
        select(
            BINDING.c.binding_id,
            BINDING.c.account_id,
            BINDING.c.issuer,
            BINDING.c.bound_at,
            BINDING.c.bound_by,
            BINDING.c.confirmed_at,
        )
        .where(BINDING.c.account_id == account_id)
        .order_by(BINDING.c.binding_id)
    )


async def list_bindings(connection: AsyncConnection, account_id: UUID) -> list[Any]:
    """At most one an issuer."""
    return list((await connection.execute(bindings_of(account_id))).all())


async def find_bound(connection: AsyncConnection, hashes: SearchHashes) -> Bound | None:
    """By the hashes of its subject."""
    found = _BOUND.where(
        or_(
            *(
                column == digest
                for column, digest in zip((BINDING.c.subject_hash_a, BINDING.c.subject_hash_b), hashes, strict=True)
                if digest is not None
            )
        )
    )
    row = (await connection.execute(found)).first()
    return Bound(**row._mapping) if row else None


async def lock_bound(connection: AsyncConnection, binding_id: UUID) -> Bound | None:
    """As it is now, until the transaction ends."""
    found = _BOUND.where(BINDING.c.binding_id == binding_id).with_for_update()
    row = (await connection.execute(found)).first()
    return Bound(**row._mapping) if row else None


_BOUND = select(BINDING.c.binding_id, BINDING.c.account_id).where(BINDING.c.confirmed_at.is_not(None))
