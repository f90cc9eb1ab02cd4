"""What the database says about rows that are sound in themselves: who is a duplicate, who is taken in."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from services.registry.imports.commands.judging import Judged
from services.registry.imports.domain import Outcome, Verdict, faults_in
from services.registry.imports.tables import FIRST_ROW
from services.registry.kin.queries import must_not_be_recused
from services.registry.proxies.queries import has_died
from services.registry.registrations.commands.keeping import keep_first, may_be_called
from services.registry.registrations.domain import CHAIN, handing_in, state_after
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import Found, enrol, enrol_known, find_registered
from services.registry.veterans.commands.sealing import Entry, SealedFile, seal
from services.registry.veterans.queries.persons import KnownPerson, hold_without_file
from shared.approval import Opinion
from shared.command import Transaction
from shared.database.bulk import insert_new
from shared.privacy.keyring import SearchHashes
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows that may go in, and verdicts on the others."""

    admitted: Sequence[Judged]
    verdicts: Sequence[Verdict]


async def without_repeats(tx: Transaction, import_id: UUID, judged: Sequence[Judged]) -> Decided:
    """The first row of each number in this file, across its chunks; the others are duplicates of it."""
    sound = [each for each in judged if each.registration is not None]
    lines = [{"import_id": import_id, "digest": _one_of(each), "row_number": each.row_number} for each in sound]
    first = await insert_new(tx.connection, FIRST_ROW, lines, unique=["import_id", "digest"], returning="row_number")
    repeats = [each for each in sound if each.row_number not in first]
    rejected = [
        Verdict(each.row_number, Outcome.REJECTED, faults=each.faults) for each in judged if each.registration is None
    ]
    admitted = [each for each in sound if each.row_number in first]
    return Decided(admitted, [*rejected, *await _repeat_verdicts(tx, import_id, repeats)])


async def _repeat_verdicts(tx: Transaction, import_id: UUID, repeats: Sequence[Judged]) -> list[Verdict]:
    if not repeats:
        return []
    held = FIRST_ROW.c
    hashes = [_one_of(each) for each in repeats]
    statement = select(held.digest, held.row_number).where(held.import_id == import_id, held.digest == func.any(hashes))
    rows = {row.digest: row.row_number for row in await tx.connection.execute(statement)}
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
    """Register who may be, or hand that in where others are asked first, unless it is a dry run. Whom another
    transaction registered meanwhile is a duplicate too; who is known without a file, as a relative, say, gets one."""
    if request.dry_run:
        return [*decided.verdicts, *(_accepted(row, None) for row in decided.admitted)]
    opinions = _handed_in(tx, decided.admitted)
    files = await asyncio.to_thread(_seal_all, tx, decided.admitted, opinions, registrar, {})
    done = await _written(tx, decided, files, opinions, await enrol(tx.connection, files))
    late = await without_registered(tx, request, done)
    known = await hold_without_file(tx.connection, [each.number_hashes for each in late.admitted])
    others, own = await _of_others(tx, late.admitted, known)
    named = [each for each in others if _is_one_of(each, known, opinions, registrar)]
    theirs = [each for each in named if not await has_died(tx.connection, known[each.number_hashes].person_id)]
    files = _seal_all(tx, theirs, opinions, registrar, known)
    written = await enrol_known(tx.connection, files)
    last = await _written(tx, Decided(theirs, [*late.verdicts, *own]), files, opinions, written)
    # Erased, recorded as deceased, known by another name, or registered this very moment.
    left = {each.row_number for each in others} - {each.row_number for each in theirs}
    rest = [Verdict(row_number, Outcome.DUPLICATE) for row_number in sorted(left)]
    return [*last.verdicts, *rest]


async def _of_others(
    tx: Transaction, rows: Sequence[Judged], known: Mapping[SearchHashes, KnownPerson]
) -> tuple[list[Judged], list[Verdict]]:
    """The rows about who is neither the caller nor kin of his; verdicts on the others."""
    others: list[Judged] = []
    verdicts: list[Verdict] = []
    for row in rows:
        person = known.get(row.number_hashes)
        try:
            if person is not None:
                await must_not_be_recused(tx, person.person_id)
            others.append(row)
        except Refusal as refusal:
            verdicts.append(Verdict(row.row_number, Outcome.REJECTED, faults=faults_in(refusal)))
    return others, verdicts


def _is_one_of(
    row: Judged,
    known: Mapping[SearchHashes, KnownPerson],
    opinions: Mapping[str, Opinion],
    registrar: Registrar,
) -> bool:
    """Whether this is somebody who is known without a file."""
    person = known.get(row.number_hashes)
    if person is None or row.registration is None:
        return False
    state = state_after(CHAIN.after((), opinions[row.registration.unit.org_path]))
    return may_be_called(person, row.registration, state, registrar)


def _handed_in(tx: Transaction, rows: Sequence[Judged]) -> Mapping[str, Opinion]:
    """By the path of the unit, what whoever imports says for his level."""
    paths = {row.registration.unit.org_path for row in rows if row.registration is not None}
    return {path: handing_in(tx.caller, path, (), tx.now) for path in paths}


async def _written(
    tx: Transaction,
    decided: Decided,
    files: Sequence[SealedFile],
    opinions: Mapping[str, Opinion],
    written: frozenset[UUID],
) -> Decided:
    """The rows whose files were written are accepted, and told of or kept with what they were handed in with; the
    others are left."""
    taken = [file for file in files if file.veteran_id in written]
    tx.publish_many([file.outgoing for file in taken if file.outgoing])
    asked = [(file.veteran_id, opinions[file.veteran["org_path"]]) for file in taken if not file.outgoing]
    await keep_first(tx.connection, asked)
    pairs = list(zip(decided.admitted, files, strict=True))
    accepted = [_accepted(row, file.veteran_id) for row, file in pairs if file.veteran_id in written]
    return Decided([row for row, file in pairs if file.veteran_id not in written], [*decided.verdicts, *accepted])


def _seal_all(
    tx: Transaction,
    rows: Sequence[Judged],
    opinions: Mapping[str, Opinion],
    registrar: Registrar,
    known: Mapping[SearchHashes, KnownPerson],
) -> list[SealedFile]:
    account_id, keyring = tx.caller.account_id, registrar.keyring
    entries = {
        path: Entry("import", account_id, tx.now, state_after(CHAIN.after((), opinion)))
        for path, opinion in opinions.items()
    }
    return [
        seal(row.registration, keyring, entries[row.registration.unit.org_path], known.get(row.number_hashes))
        for row in rows
        if row.registration is not None
    ]


def _accepted(row: Judged, veteran_id: UUID | None) -> Verdict:
    return Verdict(row.row_number, Outcome.ACCEPTED, veteran_id)
