"""Files that came in or changed are compared with all others.

Apart from the commands that write them, and one batch after the other: of two files that come in at the same instant
neither transaction would see the other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.duplicates.commands.tokens import Tokens, write_tokens
from services.registry.duplicates.domain.likeness import Served, grounds_of, score_of
from services.registry.duplicates.domain.suspicion import SuspicionState, pair_of
from services.registry.duplicates.parameters import MOST_ALIKE, SUSPICIOUS, Ground
from services.registry.duplicates.queries import RECOGNISED, SERVED, served_by
from services.registry.duplicates.tables import DUPLICATE_SUSPICION, LIKENESS_TOKEN
from services.registry.veterans.queries.files import find_survivors, lines_of
from services.registry.veterans.tables import DATA_KEY, FILE_TO_COMPARE
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import DUPLICATES
from shared.events.registry import DuplicateSuspected
from shared.ids import new_id
from shared.outbox.record import Outgoing
from shared.privacy.keyring import Keyring
from shared.trail.queries import said

BATCH = 200

Pair = tuple[UUID, UUID]
PAIR = "uq_duplicate_suspicion_person_id_other_person_id"


@command
async def find_duplicates(tx: Transaction, *, keyring: Keyring) -> int:
    """Compare the next files that wait; answers how many. What looks like one person's twice is for somebody to look
    at: a pair that was suspected before, also one that was decided, is left as it is."""
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*DUPLICATES)))
    persons = await _take(tx)
    tx.concerns(said(files=len(persons)))
    rows = (await tx.connection.execute(lines_of(persons, RECOGNISED))).all()
    tokens = await write_tokens(tx.connection, rows, keyring)
    alike = await _alike(tx, tokens)
    both = {person_id for pair in alike for person_id in pair}
    files = {row.veteran_id: row for row in (await tx.connection.execute(lines_of(both, SERVED))).all()}
    await _suspect(tx, alike, files, await find_survivors(tx.connection, files))
    return len(persons)


async def _take(tx: Transaction) -> Collection[UUID]:
    """Those whose file somebody is about to change wait for the next time. An erasure takes the data key first, then
    what hangs on it: so does this."""
    waits = select(FILE_TO_COMPARE.c.person_id).order_by(FILE_TO_COMPARE.c.person_id).limit(BATCH)
    some = DATA_KEY.c.person_id.in_(waits)
    keys = select(DATA_KEY.c.person_id).where(some).with_for_update(read=True, key_share=True, skip_locked=True)
    held = list((await tx.connection.execute(keys)).scalars())
    waiting = select(FILE_TO_COMPARE.c.person_id).where(FILE_TO_COMPARE.c.person_id == func.any(held))
    taken = list((await tx.connection.execute(waiting.with_for_update(skip_locked=True))).scalars())
    await tx.connection.execute(delete(FILE_TO_COMPARE).where(FILE_TO_COMPARE.c.person_id == func.any(taken)))
    return taken


async def _alike(tx: Transaction, tokens: Tokens) -> Mapping[Pair, Collection[Ground]]:
    """The pairs of one of these files and any other that share terms, and which."""
    wanted = sorted({token for own in tokens.values() for token in own})
    held = LIKENESS_TOKEN.c
    found = select(held.token, held.person_id).where(held.token == func.any(wanted))
    sharing: defaultdict[int, list[UUID]] = defaultdict(list)
    for token, person_id in await tx.connection.execute(found):
        sharing[token].append(person_id)
    alike: defaultdict[Pair, set[Ground]] = defaultdict(set)
    for person_id, own in tokens.items():
        for token, ground in own.items():
            others = sharing[token] if len(sharing[token]) <= MOST_ALIKE else ()
            for other in others:
                if other != person_id:
                    alike[pair_of(person_id, other)].add(ground)
    return alike


async def _suspect(
    tx: Transaction,
    alike: Mapping[Pair, Collection[Ground]],
    files: Mapping[UUID, Row[Any]],
    survivors: Mapping[UUID, UUID],
) -> None:
    """What is like a file that was merged is like the one that goes on."""
    served: Mapping[UUID, Served] = {person_id: served_by(row) for person_id, row in files.items()}
    for one, other in sorted(alike):
        grounds = grounds_of(alike[one, other], served[one], served[other])
        led = {survivors.get(each, each) for each in (one, other)}
        if score_of(grounds) < SUSPICIOUS or len(led) == 1:
            continue
        line = suspicion_line(tx, pair_of(*led), sorted(grounds))
        new = insert(DUPLICATE_SUSPICION).values(line).on_conflict_do_nothing(constraint=PAIR)
        if (await tx.connection.execute(new)).rowcount:
            is_invented = files[one].synthetic and files[other].synthetic
            tx.publish_many([outgoing_of(tx, line, synthetic=is_invented)])


def suspicion_line(tx: Transaction, pair: Pair, grounds: Sequence[Ground]) -> dict[str, Any]:
    """A row of a pair that nobody has suspected before."""
    return {
        "suspicion_id": new_id(),
        "version": 1,
        "person_id": pair[0],
        "other_person_id": pair[1],
        "score": score_of(grounds),
        "grounds": list(grounds),
        "state": SuspicionState.OPEN.value,
        "suspected_at": tx.now,
    }


def outgoing_of(tx: Transaction, line: Mapping[str, Any], *, synthetic: bool) -> Outgoing:
    """The event that tells of a row."""
    event = DuplicateSuspected(
        suspicion_id=line["suspicion_id"],
        person_id=line["person_id"],
        other_person_id=line["other_person_id"],
        score=line["score"],
        grounds=tuple(line["grounds"]),
        suspected_on=local_date(tx.now),
    )
    return Outgoing(event, line["version"], synthetic=synthetic)
