"""Open applications go with their person, and with their unit: the units that answer for him now go on with them.

What was said of them stays, by whoever said it. One that has ended stays where it ended.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.tables import APPLICATION
from services.benefits.directory.projection import moves
from shared.auth.moved import MOVES, follow
from shared.events.contract import Event
from shared.events.registry import RelocationRevoked, TransferRevoked, VeteranRelocated, VeteranTransferredIn
from shared.inbox.projection import Delivered, Projection

# By whichever of his files he applied.
_GO_ON = text("""
    WITH RECURSIVE moved (file_id, code, path, hops) AS (
        SELECT id, code, path, 0
        FROM unnest(CAST(:persons AS uuid[]), CAST(:codes AS text[]), CAST(:paths AS text[])) e (id, code, path)
        UNION ALL
        SELECT merged.veteran_id, code, path, hops + 1
        FROM merged_veteran AS merged JOIN moved ON merged.merged_into = file_id WHERE hops < 16
    )
    UPDATE benefit_application SET org_code = code, org_path = standing_at(path)
    FROM moved WHERE person_id = file_id AND ended_on IS NULL
""")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """After the directory: who applies holds the person's row there until the application can be seen here."""
    gone = moves(delivered, "domicile")
    if gone["persons"]:
        await connection.execute(_GO_ON, gone)
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, APPLICATION.c.org_path)


# Applications are this service's own; a rebuild has nothing to make anew.
APPLICATIONS_FOLLOW = Projection(
    "applications-follow",
    (VeteranRelocated, RelocationRevoked, VeteranTransferredIn, TransferRevoked, *MOVES),
    apply,
    (),
)
