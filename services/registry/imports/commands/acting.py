"""Working a list of acts off, a chunk at a time: each row is the command of a single act, by itself and once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, func, select

from services.registry.imports.commands.acts import Act, read_act
from services.registry.imports.commands.finding import Met, Unfound, Who, find_who, read_who, unknown
from services.registry.imports.commands.keeping import keep
from services.registry.imports.commands.revocations import read_revocation
from services.registry.imports.commands.taking_up import claim_chunks, drafts_of
from services.registry.imports.domain import Outcome, Verdict, act_fault, contradicting
from services.registry.imports.parameters import ROW, ImportKind
from services.registry.imports.tables import FIRST_ROW
from services.registry.settings import Registrar
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.command import Transaction, Work, command
from shared.command.many import in_turn
from shared.database.bulk import insert_new
from shared.database.failures import is_transient
from shared.idempotency.claim import IdempotencyKey
from shared.refusal import Refusal
from shared.workbooks.drafts import Draft

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Asked:
    """What a row asks to be done to whom."""

    row_number: int
    met: Met
    act: Act


@command
async def apply_chunk(
    tx: Transaction, import_id: UUID, *, acting: Work, registrar: Registrar
) -> dict[Outcome, int]:  # fmt: skip
    """Do what the next chunk of a list of acts asks for; answers how many rows came out how, nothing when nothing is
    here to do.

    `acting` is on whose behalf: each act is a command with an audit row and events of its own, under a key of its row,
    so that whoever takes the chunk up again does none twice; many commit together. This transaction holds
    the import meanwhile, and has the verdicts.
    """
    tx.concerns(f"import {import_id}")
    claimed = await claim_chunks(tx, import_id, most=1)
    if claimed is None:
        return {}
    request, verdicts, asked = claimed.request, [], list[Asked]()
    for row in drafts_of(claimed, registrar.keyring):
        found = await _read(tx, ImportKind(request.kind), row, registrar)
        if isinstance(found, Asked):
            asked.append(found)
        else:
            verdicts.append(found)
    single, repeated = await _without_repeats(tx, import_id, [each for each in asked if each.met.is_ours], registrar)
    verdicts += repeated

    async def do(work: Work, each: Asked) -> Verdict:
        return await _done(tx, request, each, work, registrar)

    rows = [*single, *(each for each in asked if not each.met.is_ours)]
    verdicts += [await do(acting, each) for each in rows] if request.dry_run else await in_turn(acting, rows, do)
    return await keep(tx, claimed, verdicts)


async def _read(tx: Transaction, kind: ImportKind, row: Draft, registrar: Registrar) -> Asked | Verdict:
    if revoked := read_revocation(kind, row):
        person_id, revocation = revoked
        return Asked(row.row_number, Met(person_id, True), revocation)
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    who, act = read_who(row, terms), read_act(kind, row)
    if not isinstance(who, Who) or isinstance(act, tuple):
        wrong = {*(() if isinstance(who, Who) else who), *(act if isinstance(act, tuple) else ())}
        faults = tuple(sorted(wrong, key=lambda each: (each.field, each.code)))
        return Verdict(row.row_number, Outcome.REJECTED, faults=faults)
    found = await find_who(tx, who, registrar=registrar)
    if isinstance(found, Unfound):
        return Verdict(row.row_number, found.outcome, faults=(found.fault,))
    return Asked(row.row_number, found, act)


async def _without_repeats(
    tx: Transaction, import_id: UUID, asked: Sequence[Asked], registrar: Registrar
) -> tuple[list[Asked], list[Verdict]]:
    """The first row that says something of a person, across the chunks of a file; others repeat or contradict it."""
    keyed = [(each, *_digests(each, registrar)) for each in asked]
    first = await _first_rows(
        tx, import_id, [(digest, each.row_number) for each, *digests in keyed for digest in digests]
    )
    single, repeated = [], []
    for each, matter, whole in keyed:
        if first[whole] != each.row_number:
            repeated.append(Verdict(each.row_number, Outcome.DUPLICATE, duplicate_row=first[whole]))
        elif first[matter] != each.row_number:
            wrong = contradicting(first[matter])
            repeated.append(Verdict(each.row_number, Outcome.REJECTED, faults=(wrong,)))
        else:
            single.append(each)
    return single, repeated


def _digests(asked: Asked, registrar: Registrar) -> tuple[bytes, bytes]:
    """Of whom and what the row is about, and of all that it says; keyed, since that may be a number of a person."""
    matter = f"{asked.met.person_id} {asked.act.matter}"
    return (
        registrar.keyring.search_hash(matter, field=FIRST_ROW.name),
        registrar.keyring.search_hash(f"{matter} {asked.act.said}", field=f"{FIRST_ROW.name}/said"),
    )


async def _first_rows(tx: Transaction, import_id: UUID, lines: Sequence[tuple[bytes, int]]) -> Mapping[bytes, int]:
    """By digest, the first row of the file that has it."""
    if not lines:
        return {}
    new = [{"import_id": import_id, "digest": digest, "row_number": number} for digest, number in lines]
    await insert_new(tx.connection, FIRST_ROW, new, unique=["import_id", "digest"], returning="row_number")
    held = FIRST_ROW.c
    statement = select(held.digest, held.row_number).where(
        held.import_id == import_id, held.digest == func.any([digest for digest, _ in lines])
    )
    return {row.digest: row.row_number for row in await tx.connection.execute(statement)}


async def _done(tx: Transaction, request: Row[Any], asked: Asked, acting: Work, registrar: Registrar) -> Verdict:
    """What became of the row; a defect in one row is not the others'."""
    number, act, person_id = asked.row_number, asked.act, asked.met.person_id
    shown = None if request.dry_run else person_id  # nobody learns whose a number is by just trying
    try:
        record_id = await act.do(_single(request, asked, acting), person_id, registrar)
    except VeteranNotFound:
        return Verdict(number, Outcome.REJECTED, faults=(unknown(),))
    except Refusal as refusal:
        # Where the rows before it have written what this one says again, and not committed it yet.
        found = replace(tx, connection=acting.within.connection) if acting.within else tx
        faults = await act.weigh(found, person_id, refusal, registrar)
        if faults:
            return Verdict(number, Outcome.REJECTED, faults=faults)
        return Verdict(number, Outcome.DUPLICATE, shown)
    except Exception as defect:
        if is_transient(defect) or acting.within:
            raise
        _log.error("import_row_failed", import_id=str(request.import_id), row=number, exc_info=defect)
        return Verdict(number, Outcome.REJECTED, faults=(act_fault(ROW, "defect"),))
    return Verdict(number, act.outcome, shown, None if request.dry_run else record_id)


def key_of(import_id: UUID, row_number: object) -> str:
    """Under which a row does its act once, and its answer is kept."""
    return f"import:{import_id}:{row_number}"


def _single(request: Row[Any], asked: Asked, acting: Work) -> Work:
    """The work of one row: as whoever asked may do it one by one."""
    caller = permitted(acting.caller, asked.act.permission)
    if request.dry_run:
        return replace(acting, caller=caller, rehearsal=True)
    key = key_of(request.import_id, asked.row_number)
    return replace(acting, caller=caller, idempotency=IdempotencyKey.of(key, key.encode()))
