"""What somebody does about a pair: notices it, decides that they are two, looks again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.database import refusing
from services.registry.duplicates.commands.finding import PAIR, outgoing_of, suspicion_line
from services.registry.duplicates.domain.suspicion import SuspectedAlready, Suspicion, SuspicionState, pair_of
from services.registry.duplicates.parameters import Ground
from services.registry.duplicates.queries import lock_suspicion
from services.registry.duplicates.tables import DUPLICATE_SUSPICION
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.queries.files import files_of, get_line
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import DuplicateRuledOut, DuplicateSuspected


@dataclass(frozen=True, slots=True)
class Decision:
    """That two files are two persons': how somebody made sure, in a code and in words."""

    difference: str
    reason: str


@command
async def report_duplicate(tx: Transaction, person_id: UUID, other_person_id: UUID, *, reason: str) -> UUID:
    """Somebody noticed two files of one person that comparing did not find; answers the id of the pair.

    Raises `OneFile`, `VeteranNotFound`, `PersonIsDeregistered`, `PersonIsMerged` (for either), `SuspectedAlready`.
    """
    tx.concerns(f"veteran {person_id}", purpose=reason)
    pair = pair_of(person_id, other_person_id)
    rows = [await get_line(tx.connection, each, caller=tx.caller) for each in pair]
    for row in rows:
        must_be_registered(row.state)
    line = suspicion_line(tx, pair, [Ground.REPORTED])
    reported = {**line, "reported_by": tx.caller.account_id, "reason": reason}
    with refusing({PAIR: SuspectedAlready()}):
        await tx.connection.execute(insert(DUPLICATE_SUSPICION).values(reported))
    tx.publish_many([outgoing_of(tx, line, synthetic=all(row.synthetic for row in rows))])
    suspicion_id: UUID = line["suspicion_id"]
    return suspicion_id


@command
async def rule_out_duplicate(
    tx: Transaction, suspicion_id: UUID, decision: Decision, *, version: int | None = None
) -> int:
    """They are two persons; the pair is not suspected again. Answers the version of the suspicion from now on.

    `version` is the one that was decided on, where it is known. Raises `SuspicionNotFound`, `SuspicionChanged`,
    `SuspicionDecided`.
    """
    tx.concerns(f"suspicion {suspicion_id}", purpose=decision.difference)
    found = await lock_suspicion(tx.connection, suspicion_id)
    found.must_be(version)
    after = found.ruled_out(decision.difference)
    await store_suspicion(tx, after, decision.reason)
    event = DuplicateRuledOut(
        suspicion_id=suspicion_id,
        person_id=after.person_id,
        other_person_id=after.other_person_id,
        difference=decision.difference,
        decided_on=local_date(tx.now),
    )
    tx.publish(event, sequence=after.version, synthetic=await _is_invented(tx, after))
    return after.version


@command
async def reopen_suspicion(tx: Transaction, suspicion_id: UUID, *, reason: str, version: int | None = None) -> int:
    """The decision was wrong, or is doubted: somebody looks again. Answers the version from now on.

    Raises `SuspicionNotFound`, `SuspicionChanged`, `SuspicionOpen`.
    """
    tx.concerns(f"suspicion {suspicion_id}", purpose=reason)
    found = await lock_suspicion(tx.connection, suspicion_id)
    found.must_be(version)
    after = found.reopened()
    await store_suspicion(tx, after, reason)
    event = DuplicateSuspected(
        suspicion_id=suspicion_id,
        person_id=after.person_id,
        other_person_id=after.other_person_id,
        score=after.score,
        grounds=after.grounds,
        suspected_on=local_date(tx.now),
    )
    tx.publish(event, sequence=after.version, synthetic=await _is_invented(tx, after))
    return after.version


async def store_suspicion(tx: Transaction, after: Suspicion, reason: str) -> None:
    """Part of a command that holds it: what was decided, and by whom; nothing when it is open again."""
    is_open = after.state is SuspicionState.OPEN
    changed = {
        "state": after.state.value,
        "version": after.version,
        "difference": after.difference,
        "decided_by": None if is_open else tx.caller.account_id,
        "decided_at": None if is_open else tx.now,
        "reason": reason,
    }
    held = DUPLICATE_SUSPICION
    await tx.connection.execute(update(held).where(held.c.suspicion_id == after.suspicion_id).values(changed))


async def _is_invented(tx: Transaction, suspicion: Suspicion) -> bool:
    rows = await tx.connection.execute(files_of([suspicion.person_id, suspicion.other_person_id]))
    return all(row.synthetic for row in rows)
