"""Verdicts and progress of chunks."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, update

from services.registry.imports.commands.closing import finished
from services.registry.imports.commands.taking_up import Claimed
from services.registry.imports.commands.verdicts import write_verdicts
from services.registry.imports.domain import ImportState, Outcome, Verdict
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction


async def keep(tx: Transaction, claimed: Claimed, verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """Write the verdicts of the chunks the import stands at, and move it on; after the last chunk it is done.

    Answers how many rows came out how.
    """
    request, import_id = claimed.request, claimed.request.import_id
    following = request.next_chunk + len(claimed.chunks)
    counted = await write_verdicts(tx, request, verdicts)
    done = and_(IMPORT_CHUNK.c.import_id == import_id, IMPORT_CHUNK.c.number < following)
    await tx.connection.execute(delete(IMPORT_CHUNK).where(done))
    progress = {"state": ImportState.RUNNING.value, "next_chunk": following}
    await tx.connection.execute(
        update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(progress)
    )
    if following == request.chunk_count:
        await finished(tx, import_id, ImportState.DONE)
    return counted
