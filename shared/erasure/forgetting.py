"""A service forgets persons: the keys and contents that its rooms hold about them."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared import clock
from shared.audit.own_accounts import ERASER
from shared.audit.record import AuditEntry, record_audit
from shared.events.registry import PersonErased, RecipientErased
from shared.inbox.projection import Delivered, Projection

# The name of the projection.
ERASURES = "erasures"

Erased: TypeAlias = PersonErased | RecipientErased
"""How registry tells of an erasure: of a veteran, or of a recipient without a file. Whoever was a recipient may be
registered since, under the same id: what is kept of persons with a file goes with `PersonErased` alone."""
ERASED: tuple[type[PersonErased], type[RecipientErased]] = (PersonErased, RecipientErased)

Forget: TypeAlias = Callable[[AsyncConnection, Collection[UUID]], Awaitable[Collection[UUID]]]
"""Destroys what a room holds about these persons, keys and ciphertext; answers of whom there was something. As of
projections: a fixed number of statements, and repeating changes nothing."""


async def erase(
    connection: AsyncConnection, grounds: Mapping[UUID, str], forgetting: Sequence[Forget]
) -> Collection[UUID]:
    """Forget these persons, each on its ground; answers of whom there was something, which the audit tells."""
    held = {person_id for forget in forgetting for person_id in await forget(connection, grounds.keys())}
    # When it was done here, which no event knows: the row is no projection, and none is written again.
    now = clock.now()
    for person_id in sorted(held):
        entry = AuditEntry(ERASER, "forget-person", f"person {person_id}", purpose=grounds[person_id])
        await record_audit(connection, entry, now=now)
    return held


def erasures(forgetting: Sequence[Forget]) -> Projection:
    """What a service does when it is told that a veteran is erased, by whose file alone it knows anybody. It has no
    table of its own: a rebuild finds nothing left to destroy."""

    async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[PersonErased]]) -> None:
        await erase(connection, {each.event.person_id: each.event.ground for each in delivered}, forgetting)

    return Projection(name=ERASURES, contracts=(PersonErased,), apply=apply, tables=())
