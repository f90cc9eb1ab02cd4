"""Open applications go with their person, and with their unit: the units that answer for him now go on with them, also
when his file was merged, and when that was undone.

What was said of them stays, by whoever said it. One that has ended stays where it ended.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.tables import APPLICATION
from services.benefits.directory.projection import merges, moves
from services.benefits.directory.queries import files_of_each, survivors
from services.benefits.directory.tables import VETERAN
from shared.auth.moved import MOVES, follow
from shared.events.contract import Event
from shared.events.registry import (
    RelocationRevoked,
    TransferRevoked,
    VeteranRelocated,
    VeteransMerged,
    VeteransUnmerged,
    VeteranTransferredIn,
)
from shared.inbox.projection import Delivered, Projection


async def _go_on(connection: AsyncConnection, files: Collection[UUID]) -> None:
    """What these files, and all that were merged into them, applied for stands where the file stands that goes on."""
    led, last = files_of_each(files), survivors()
    stands = (
        select(led.c.file_id, VETERAN.c.org_code, VETERAN.c.org_path)
        .select_from(led)
        .outerjoin(last, last.c.veteran_id == led.c.file_id)
        .join(VETERAN, VETERAN.c.veteran_id == func.coalesce(last.c.goes_on, led.c.file_id))
        .subquery()
    )
    own = (APPLICATION.c.person_id == stands.c.file_id, APPLICATION.c.ended_on.is_(None))
    await connection.execute(
        update(APPLICATION).where(*own).values(org_code=stands.c.org_code, org_path=stands.c.org_path)
    )


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """After the directory: who applies holds the person's row there until the application can be seen here."""
    gone = {*moves(delivered, "domicile")["persons"], *merges(delivered)}
    if gone:
        await _go_on(connection, sorted(gone))
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, APPLICATION.c.org_path)


# Applications are this service's own; a rebuild has nothing to make anew.
APPLICATIONS_FOLLOW = Projection(
    "applications-follow",
    (
        VeteranRelocated,
        RelocationRevoked,
        VeteranTransferredIn,
        TransferRevoked,
        VeteransMerged,
        VeteransUnmerged,
        *MOVES,
    ),
    apply,
    (),
)
