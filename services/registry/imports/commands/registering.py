"""Working an import off, a chunk in each transaction: rows, files, verdicts, progress and events together, or none."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, func, select, text

from services.registry.divisions.queries import known_codes
from services.registry.imports.commands.deciding import taken_in, without_registered, without_repeats
from services.registry.imports.commands.judging import Judged, judge, unit_code, unit_name
from services.registry.imports.commands.keeping import keep
from services.registry.imports.commands.taking_up import Claimed, claim_chunks, drafts_of
from services.registry.imports.domain import Outcome, is_of_rooms_only
from services.registry.network.queries import hold_active_units
from services.registry.network.tables import ORG_UNIT
from services.registry.settings import Registrar
from services.registry.veterans.domain.registration import Surroundings
from services.registry.veterans.domain.values import Terms
from shared.auth.scope import within
from shared.clock import local_date
from shared.command import Transaction, command
from shared.workbooks.drafts import Draft

# PostgreSQL plans what foreign keys ask while the register is empty, and keeps the plan: each file that comes would be
# compared with all that came before, until it counts them, a minute later.
_BY_INDEX = text("SET LOCAL enable_seqscan = off")


@command
async def judge_chunk(
    tx: Transaction, import_id: UUID, *, registrar: Registrar, most: int = 1
) -> dict[Outcome, int]:  # fmt: skip
    """Judge the next chunks of an import; answers how many rows came out how, nothing when nothing is here to do.

    The caller is the account that asked for the import, with the grants it holds now: rows outside them are rejected.
    """
    tx.concerns(f"import {import_id}")
    claimed = await claim_chunks(tx, import_id, most=most)
    if claimed is None:
        return {}
    await tx.connection.execute(_BY_INDEX)
    request, judged = claimed.request, await _judged(tx, claimed, registrar)
    in_file = await without_repeats(tx, import_id, judged)
    decided = await without_registered(tx, request, in_file)
    verdicts = await taken_in(tx, request, decided, registrar)
    return await keep(tx, claimed, verdicts)


async def _judged(tx: Transaction, claimed: Claimed, registrar: Registrar) -> list[Judged]:
    drafts = await asyncio.to_thread(drafts_of, claimed, registrar.keyring)
    names = await _codes_of_names(tx, drafts)
    coded = {code for each in drafts if (code := unit_code(each))}
    codes = coded | {code for found in names.values() for code in found}
    units = await hold_active_units(tx.connection, sorted(codes))
    around = Surroundings(
        units,
        await known_codes(tx.connection),
        registrar.county_code,
        tx.caller.covers,
        own_village_only=is_of_rooms_only(tx.caller),
    )
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    return await asyncio.to_thread(judge, drafts, names, terms, around, registrar.keyring)


async def _codes_of_names(tx: Transaction, drafts: Sequence[Draft]) -> Mapping[str, Sequence[str]]:
    names = {name for each in drafts if (name := unit_name(each))}
    if not names:
        return {}
    statement = select(ORG_UNIT.c.name, func.array_agg(ORG_UNIT.c.org_code).label("codes")).group_by(ORG_UNIT.c.name)
    active = and_(ORG_UNIT.c.name == func.any(sorted(names)), ORG_UNIT.c.closed_on.is_(None))
    rows = await tx.connection.execute(statement.where(active, within(ORG_UNIT.c.org_path, tx.caller)))
    return {row.name: row.codes for row in rows}
