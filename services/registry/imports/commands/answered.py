"""Part of the end of an import that is given up: what the rows of a list did that have no verdict yet, since the worker
died before the chunk had come to its end."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, select

from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.imports.commands.acting import key_of
from services.registry.imports.domain import Outcome, Verdict
from services.registry.imports.parameters import ImportKind
from services.registry.imports.tables import IMPORT_ROW
from services.registry.relocations.tables import RELOCATION
from services.registry.veterans.commands.changing import Recorded
from services.registry.veterans.tables import DEATH
from shared.command import Transaction
from shared.idempotency.tables import IDEMPOTENCY

PROPOSED = "propose-listed-correction"
# Whose record it is.
_RECORDS = {
    ImportKind.DEATHS: (DEATH.c.person_id, DEATH.c.death_id),
    ImportKind.RELOCATIONS: (RELOCATION.c.person_id, RELOCATION.c.relocation_id),
}


async def verdicts_of_done(tx: Transaction, request: Row[Any]) -> Sequence[Verdict]:
    """Of the list in this row of `register_import`: by the answers that are kept under the keys of its rows. Whom a
    correction was made of, no answer says."""
    prefix, kept = key_of(request.import_id, ""), IDEMPOTENCY.c
    mine = (kept.account_id == request.account_id, kept.key.startswith(prefix, autoescape=True))
    asked: Select[Any] = select(kept.key, kept.action, kept.result).where(*mine)
    answers = {int(each.key.removeprefix(prefix)): each for each in await tx.connection.execute(asked)}
    judged = select(IMPORT_ROW.c.row_number).where(IMPORT_ROW.c.import_id == request.import_id)
    known = {*(await tx.connection.scalars(judged))}
    return [
        await _verdict(tx, ImportKind(request.kind), number, answers[number]) for number in sorted({*answers} - known)
    ]


async def _verdict(tx: Transaction, kind: ImportKind, number: int, answer: Row[Any]) -> Verdict:
    if answer.action == PROPOSED:
        proposed = msgspec.json.decode(answer.result, type=UUID)
        held = IDENTITY_CORRECTION.c
        of = await tx.connection.scalar(select(held.person_id).where(held.correction_id == proposed))
        return Verdict(number, Outcome.PROPOSED, of)
    if kind not in _RECORDS:
        return Verdict(number, Outcome.ACCEPTED)
    person_id, by = _RECORDS[kind]
    record_id = msgspec.json.decode(answer.result, type=Recorded).record_id
    return Verdict(
        number, Outcome.ACCEPTED, await tx.connection.scalar(select(person_id).where(by == record_id)), record_id
    )
