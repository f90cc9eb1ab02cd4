"""Asking that all be taken back that a list did."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, literal, select

from services.registry.imports.commands.requesting import keep_request
from services.registry.imports.commands.spool import Rows, Spool
from services.registry.imports.domain import (
    ImportUnfinished,
    ListNotRevocable,
    NothingToRevoke,
    RevocationInvalid,
)
from services.registry.imports.parameters import ACTS_PER_CHUNK, REVOKED_BY, SHEETS, ImportKind
from services.registry.imports.queries import get_import
from services.registry.imports.tables import IMPORT_ROW
from services.registry.relocations.tables import RELOCATION
from services.registry.veterans.tables import DEATH
from shared.command import Transaction, command
from shared.language import Named
from shared.refusal import FieldFault


@command
async def revoke_list(tx: Transaction, import_id: UUID, chunks: Spool, *, reason: str, document: str) -> UUID:
    """Have every death or move revoked that this list recorded and that stands; answers the id of the import that does,
    with a verdict for each.

    Raises `ImportNotFound`, `ImportUnfinished`, `ListNotRevocable`, `RevocationInvalid`, `NothingToRevoke`,
    `TooManyImports`.
    """
    tx.concerns(f"import {import_id}", purpose=document)
    done = await get_import(tx.connection, import_id, tx.caller)
    if done.finished_at is None:
        raise ImportUnfinished
    revoking = REVOKED_BY.get(ImportKind(done.kind))
    if revoking is None or done.dry_run:
        raise ListNotRevocable
    if reason not in revoking.reasons:
        raise RevocationInvalid(fields=[_not_a_reason(tuple(revoking.reasons.values()))])
    records = (await tx.connection.execute(_records_of(done))).all()
    if not records:
        raise NothingToRevoke
    lines: Rows = [
        (number, (str(record.person_id), str(record.record_id), record.kind, reason, document))
        for number, record in enumerate(records, start=2)
    ]
    for first in range(0, len(lines), ACTS_PER_CHUNK):
        chunks.append(lines[first : first + ACTS_PER_CHUNK])
    sheet = SHEETS[revoking.kind]
    return await keep_request(tx, sheet.columns, chunks, kind=sheet.kind, dry_run=False, revokes=import_id)


def _records_of(done: Row[Any]) -> Select[Any]:
    """What stands of the list: the last move first, so that each is the last when its turn comes."""
    order: tuple[ColumnElement[Any], ...]
    if done.kind == ImportKind.DEATHS:
        found = select(DEATH.c.person_id, DEATH.c.death_id.label("record_id"), literal("death").label("kind"))
        table, order = DEATH, (DEATH.c.person_id.asc(),)
    else:
        found = select(RELOCATION.c.person_id, RELOCATION.c.relocation_id.label("record_id"), RELOCATION.c.kind)
        table, order = RELOCATION, (RELOCATION.c.moved_on.desc(), RELOCATION.c.person_id.asc())
    by_it = and_(IMPORT_ROW.c.record_id == found.selected_columns.record_id, IMPORT_ROW.c.import_id == done.import_id)
    return found.join(IMPORT_ROW, by_it).where(table.c.revoked_at.is_(None)).order_by(*order)


def _not_a_reason(reasons: Sequence[Named]) -> FieldFault:
    named = "、".join(f"{each.code}（{each.zh}）" for each in reasons)
    codes = ", ".join(each.code for each in reasons)
    return FieldFault("reason", "not-a-reason", f"应为以下之一：{named}。", f"Must be one of: {codes}.")
