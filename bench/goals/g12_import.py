"""G12: the county's whole register handed in as XLSX, beside a bare insert of the very rows that come of it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.measuring import Arm, Effort, interleaved
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least
from deploy.demo.people import people
from deploy.demo.register import register_workbook
from services.registry.imports.loop import ImportLoop
from shared.workbooks.limits import ROWS_PER_CHUNK

# What an import leaves behind besides its own line, in an order that foreign keys allow.
TABLES = (
    "person", "data_key", "name_token", "veteran", "category_holding", "identity_discrepancy", "import_row", "audit",
    "outbox",
)  # fmt: skip
GIVEN_BY_DATABASE = frozenset({("audit", "audit_id"), ("outbox", "id")})
EMPTY = f"TRUNCATE {', '.join(TABLES)} CASCADE"
EMPTY_ALL = f"TRUNCATE {', '.join(TABLES)}, register_import, import_chunk, import_first_row CASCADE"
# What the driver has no binary form for travels as text.
AS_TEXT = frozenset({"ltree", "jsonb"})
COLUMNS = """
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
Columns = Mapping[str, str]


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    persons = list(people(registry.county))[: effort.count(18_636)]
    workbook = register_workbook(persons)
    async with serving(registry):
        ours = _import_arm(registry, workbook, len(persons))
        series = await interleaved([ours, _insert_arm(registry, len(persons))], effort)
        rows = await _rows(registry)
    facts: dict[str, object] = {
        "file": f"{len(persons):,} rows, 12 columns, {len(workbook) / 1e6:.1f} MB of XLSX",
        "rows written": ", ".join(f"{len(lines):,} {table}" for table, (_, lines) in rows.items() if lines),
        "seconds": ", ".join(f"{name} {len(persons) / each.median:.1f}" for name, each in series.items()),
    }
    against = f"unnest insert of the same rows into the same tables, {ROWS_PER_CHUNK:,} persons a transaction"
    limit = series["insert"]
    return [Finding("import", "persons/s", at_least(0.25), series["import"], limit, against, facts)]


def _import_arm(registry: Registry, workbook: bytes, count: int) -> Arm:
    """From the upload's first byte to the last verdict; upload to the API's process, judging by the worker's loop."""

    async def run() -> float:
        registry.database.administer(EMPTY_ALL)
        registry.database.settle()
        engine = registry.database.engine()
        began = time.perf_counter()
        await _upload(registry, workbook)
        stop = asyncio.Event()
        loop = asyncio.create_task(ImportLoop(engine, registry.settings.registrar).run(stop))
        accepted = await _finished(engine)
        seconds = time.perf_counter() - began
        stop.set()
        await loop
        await engine.dispose()
        if accepted != count:
            raise RuntimeError(f"{accepted} of {count} were accepted")
        return count / seconds

    return Arm("import", run)


async def _upload(registry: Registry, workbook: bytes) -> None:
    url = f"http://{registry.settings.http_host}:{registry.settings.http_port}/imports"
    headers = {"Authorization": f"Bearer {registry.clerk.token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as client:
        answer = await client.post(url, files={"file": ("register.xlsx", workbook)}, data={"dry_run": "false"})
    if answer.status_code != 202:
        raise RuntimeError(answer.text)


async def _finished(engine: AsyncEngine) -> int:
    """How many were accepted."""
    while True:
        async with engine.connect() as connection:
            row = (await connection.exec_driver_sql("SELECT state, accepted_count FROM register_import")).one()
        if row.state in {"done", "failed"}:
            return int(row.accepted_count)
        await asyncio.sleep(0.02)


async def _rows(registry: Registry) -> dict[str, tuple[Columns, list[tuple[Any, ...]]]]:
    """Of each table its columns with their types, and its rows in the order they came in."""
    connection = await asyncpg.connect(registry.database.admin_url)
    found: dict[str, tuple[Columns, list[tuple[Any, ...]]]] = {}
    for table in TABLES:
        described = {row["name"]: row["type"] for row in await connection.fetch(COLUMNS, table)}
        columns = {name: kind for name, kind in described.items() if (table, name) not in GIVEN_BY_DATABASE}
        named = ", ".join(f'"{name}"::{_sent(kind)}' for name, kind in columns.items())
        rows = [tuple(row) for row in await connection.fetch(f"SELECT {named} FROM {table} ORDER BY 1, 2")]
        found[table] = columns, rows
    await connection.close()
    return found


def _insert_arm(registry: Registry, count: int) -> Arm:
    """What the import before it wrote, once more."""

    async def run() -> float:
        rows = await _rows(registry)
        statements = {table: _insert(table, columns) for table, (columns, _) in rows.items()}
        registry.database.administer(EMPTY)
        registry.database.settle()
        connection = await asyncpg.connect(registry.database.url)
        began = time.perf_counter()
        for start in range(0, count, ROWS_PER_CHUNK):
            async with connection.transaction():
                for table, (columns, lines) in rows.items():
                    if part := lines[start : start + ROWS_PER_CHUNK]:
                        arrays = [[line[place] for line in part] for place in range(len(columns))]
                        await connection.execute(statements[table], *arrays)
        seconds = time.perf_counter() - began
        await connection.close()
        return count / seconds

    return Arm("insert", run)


def _insert(table: str, columns: Columns) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'"{name}"::{kind}' for name, kind in columns.items())
    arrays = ", ".join(f"${place}::{_sent(kind)}[]" for place, kind in enumerate(columns.values(), start=1))
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM unnest({arrays}) AS given ({names})"


def _sent(kind: str) -> str:
    return "text" if kind in AS_TEXT else kind


GOAL = Goal("G12", "import of 18,636 veterans from XLSX ≥ 0.25 × unnest insert of the same rows", measure)
