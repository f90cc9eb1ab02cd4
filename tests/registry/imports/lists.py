"""Lists of acts that clerks hand in: deaths, moves, corrections."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.parameters import SHEETS, ImportKind
from shared.workbooks.cells import Cell
from tests.registry.imports.files import given_import, rows_of, verdicts, work_off
from tests.registry.persons import OTHER_ROOM, ZHANG_WEI

Cells = Mapping[str, Cell]
Found = tuple[str, set[tuple[str, str]]]

REGISTERED: dict[str, Any] = {"registered_on": "2019-03-01"}
ACCEPTED: Found = ("accepted", set())
DUPLICATE: Found = ("duplicate", set())
PROPOSED: Found = ("proposed", set())
APRIL = "2019-04-01"
DEATH: Cells = {"身份证号": ZHANG_WEI, "死亡日期": APRIL, "证明材料": "居民死亡医学证明", "文号": "死亡证字第12号"}
MOVE: Cells = {
    "身份证号": ZHANG_WEI, "迁移类别": "户籍迁移", "迁入区划代码或名称": OTHER_ROOM, "迁入机构代码或名称": OTHER_ROOM,
    "迁移日期": APRIL, "文号": "户迁〔2019〕5号",
}  # fmt: skip
CORRECTION: Cells = {
    "身份证号": ZHANG_WEI, "更正项目": "政治面貌", "更正为": "群众", "自何日起": APRIL, "文号": "县组〔2019〕7号",
}  # fmt: skip


def death(**changes: Cell) -> Cells:
    return {**DEATH, **changes}


def move(**changes: Cell) -> Cells:
    return {**MOVE, **changes}


def correction(**changes: Cell) -> Cells:
    return {**CORRECTION, **changes}


def sheet_of(kind: ImportKind, rows: Sequence[Cells]) -> tuple[list[str], list[list[Cell]]]:
    """Headers and cells of a file that has every column of its kind."""
    headers = [column.header for column in SHEETS[kind].columns]
    return headers, [[row.get(header, "") for header in headers] for row in rows]


async def given_list(engine: AsyncEngine, kind: ImportKind, rows: Sequence[Cells], **options: Any) -> Any:
    """A request as the API makes it."""
    headers, cells = sheet_of(kind, rows)
    return await given_import(engine, cells, kind=kind, headers=headers, **options)


async def done_with(engine: AsyncEngine, kind: ImportKind, *rows: Cells, **options: Any) -> list[Found]:
    """What became of each row once the worker was at it: the outcome, and field and code of what is wrong."""
    import_id = await given_list(engine, kind, rows, **options)
    await work_off(engine)
    return [found_in(row) for row in await verdicts(engine, import_id)]


def found_in(row: Mapping[str, Any]) -> Found:
    return row["outcome"], {(fault["field"], fault["code"]) for fault in row["faults"] or []}


def rejected(field: str, code: str) -> Found:
    return "rejected", {(field, code)}


def ambiguous(field: str, code: str) -> Found:
    return "ambiguous", {(field, code)}


async def everything(engine: AsyncEngine) -> list[Any]:
    """What any act would have changed."""
    tables = ("veteran", "death", "relocation", "person_fact", "identity_correction", "outbox", "idempotency")
    return [await rows_of(engine, f"SELECT t::text AS line FROM {table} t ORDER BY 1") for table in tables]
