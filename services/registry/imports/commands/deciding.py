"""What the database says about rows that are sound in themselves: who is a duplicate, who is taken in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from services.registry.imports.commands.judging import Judged
from services.registry.imports.domain import Outcome, Verdict
from services.registry.imports.tables import IMPORT_NUMBER
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import Found, enrol, find_registered
from services.registry.veterans.commands.sealing import Entry, SealedFile, seal
from shared.command import Transaction
from shared.database.bulk import insert_new


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows that may go in, and verdicts on the others."""

    admitted: Sequence[Judged]
    verdicts: Sequence[Verdict]


async def without_repeats(tx: Transaction, import_id: UUID, judged: Sequence[Judged]) -> Decided:
    """The first row of each number in this file, across its chunks; the others are duplicates of it."""
    sound = [each for each in judged if each.registration is not None]
    lines = [{"import_id": import_id, "id_number_hash": _one_of(each), "row_number": each.row_number} for each in sound]
    first = await insert_new(
        tx.connection, IMPORT_NUMBER, lines, unique=["import_id", "id_number_hash"], returning="row_number"
    )
    repeats = [each for each in sound if each.row_number not in first]
    rejected = [
        Verdict(each.row_number, Outcome.REJECTED, faults=each.faults) for each in judged if each.registration is None
    ]
    admitted = [each for each in sound if each.row_number in first]
    return Decided(admitted, [*rejected, *await _repeat_verdicts(tx, import_id, repeats)])


async def _repeat_verdicts(tx: Transaction, import_id: UUID, repeats: Sequence[Judged]) -> list[Verdict]:
    if not repeats:
        return []
    held = IMPORT_NUMBER.c
    hashes = [_one_of(each) for each in repeats]
    statement = select(held.id_number_hash, held.row_number).where(
        held.import_id == import_id, held.id_number_hash == func.any(hashes)
    )
    rows = {row.id_number_hash: row.row_number for row in await tx.connection.execute(statement)}
    return [Verdict(each.row_number, Outcome.DUPLICATE, duplicate_row=rows[_one_of(each)]) for each in repeats]


def _one_of(row: Judged) -> bytes:
    """What rows of the same number in one file have in common."""
    return row.number_hashes.a or row.number_hashes.b or b""


async def without_registered(tx: Transaction, request: Row[Any], decided: Decided) -> Decided:
    found = await find_registered(tx.connection, [each.number_hashes for each in decided.admitted])
    known = [each for each in decided.admitted if each.number_hashes in found]
    unknown = [each for each in decided.admitted if each.number_hashes not in found]
    duplicates = [_registered(tx, request, each, found[each.number_hashes]) for each in known]
    return Decided(unknown, [*decided.verdicts, *duplicates])


def _registered(tx: Transaction, request: Row[Any], row: Judged, found: Found) -> Verdict:
    """Nobody learns where a number is registered; whose file it is, only who may read it and could not just try."""
    is_shown = tx.caller.covers(found.org_path) and not request.dry_run
    return Verdict(row.row_number, Outcome.DUPLICATE, found.veteran_id if is_shown else None)


async def taken_in(tx: Transaction, request: Row[Any], decided: Decided, registrar: Registrar) -> Sequence[Verdict]:
    """Register who may be, unless it is a dry run. Whom another transaction registered meanwhile is a duplicate too."""
    if request.dry_run:
        return [*decided.verdicts, *(_accepted(row, None) for row in decided.admitted)]
    entry = Entry("import", tx.caller.account_id, tx.now)
    files = await asyncio.to_thread(_seal_all, decided.admitted, registrar, entry)
    written = await enrol(tx.connection, files)
    tx.publish_many([file.outgoing for file in files if file.veteran_id in written])
    pairs = list(zip(decided.admitted, files, strict=True))
    accepted = [_accepted(row, file.veteran_id) for row, file in pairs if file.veteran_id in written]
    late = Decided([row for row, file in pairs if file.veteran_id not in written], [*decided.verdicts, *accepted])
    return (await without_registered(tx, request, late)).verdicts


def _seal_all(rows: Sequence[Judged], registrar: Registrar, entry: Entry) -> list[SealedFile]:
    return [seal(row.registration, registrar.keyring, entry) for row in rows if row.registration is not None]


def _accepted(row: Judged, veteran_id: UUID | None) -> Verdict:
    return Verdict(row.row_number, Outcome.ACCEPTED, veteran_id)
