"""Files that clerks hand in, good and bad, and what becomes of them."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import xlsxwriter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.commands import request_import
from services.registry.imports.commands.spool import spooled
from services.registry.imports.loop import ImportLoop
from services.registry.imports.parameters import SHEETS, ImportKind
from services.registry.settings import Registrar
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.workbooks.cells import Cell
from shared.workbooks.headers import match_headers
from shared.workbooks.limits import ROWS_PER_CHUNK
from tests.given import CENTRE, given_caller, given_grant
from tests.given import given_work as work_of
from tests.registry.given import KEYRING
from tests.registry.persons import REGISTRAR, ROOM, ZHANG_WEI, given_number

HEADERS = ("姓名", "身份证号", "户籍地代码", "服务室代码", "政治面貌", "手机号", "登记日期", "合成数据")


Cells = Sequence[Cell]


def line(number: Cell = ZHANG_WEI, name: Cell = "张伟", **changes: Cell) -> list[Cell]:
    """A row under HEADERS; `changes` by header."""
    row: dict[str, Cell] = {
        "姓名": name,
        "身份证号": number,
        "户籍地代码": ROOM,
        "服务室代码": ROOM,
        "政治面貌": "中共党员",
        "手机号": "19900001234",
        "登记日期": "2018-10-01",
        "合成数据": "是",
        **changes,
    }
    return [row[header] for header in HEADERS]


def people(count: int, first: int = 0) -> list[list[Cell]]:
    """So many rows, each of another person."""
    return [
        line(given_number(serial % 1000, date(1960 + serial // 1000, 1, 1)), "王" + "甲乙丙丁戊"[serial % 5])
        for serial in range(first, first + count)
    ]


def workbook(rows: Sequence[Cells], headers: Cells = HEADERS, **options: object) -> bytes:
    """An XLSX file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, **options}) as book:
        sheet = book.add_worksheet("登记表")
        for number, cells in enumerate([headers, *rows]):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()


def csv_file(rows: Sequence[Cells], encoding: str = "utf-8-sig") -> bytes:
    """A CSV file."""
    return "\r\n".join(",".join(map(str, cells)) for cells in [HEADERS, *rows]).encode(encoding)


async def given_import(
    engine: AsyncEngine,
    rows: Sequence[Cells],
    *,
    kind: ImportKind = ImportKind.REGISTRATIONS,
    headers: Sequence[str] = HEADERS,
    dry_run: bool = False,
    account_id: UUID | None = None,
    role: Role = Role.CENTRE_STAFF,
    path: str = CENTRE,
    most_rows_a_day: int = 2_000,
    keyring: Keyring = KEYRING,
    rows_per_chunk: int = ROWS_PER_CHUNK,
) -> UUID:
    """A request as the API makes it, by an account with a grant at `path`."""
    account = account_id or new_id()
    if account_id is None:
        await given_grant(engine, account, role, path)
    numbered = [(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    with spooled(keyring) as chunks:
        for first in range(0, len(numbered), rows_per_chunk):
            chunks.append(numbered[first : first + rows_per_chunk])
        work = work_of(engine, given_caller(role, path, account_id=account))
        return await request_import(
            work,
            match_headers(headers, SHEETS[kind].layout),
            chunks,
            kind=kind,
            dry_run=dry_run,
            most_rows_a_day=most_rows_a_day,
        )


async def work_off(engine: AsyncEngine, registrar: Registrar = REGISTRAR) -> None:
    """Run the worker's loop until nothing is pending."""
    loop = ImportLoop(engine, registrar)
    stop = asyncio.Event()
    await asyncio.gather(loop.run(stop), _stop_when_idle(loop, stop))


async def _stop_when_idle(loop: ImportLoop, stop: asyncio.Event) -> None:
    async with asyncio.timeout(60):
        while (await loop.flow())["imports_pending"]:
            await _pause()
    stop.set()


async def _pause() -> None:
    await asyncio.sleep(0.02)


async def verdicts(engine: AsyncEngine, import_id: UUID) -> list[Mapping[str, Any]]:
    """Every verdict, by row."""
    statement = "SELECT * FROM import_row WHERE import_id = :import_id ORDER BY row_number"
    return await rows_of(engine, statement, import_id=import_id)


async def faults(engine: AsyncEngine, import_id: UUID) -> list[set[tuple[str, str]]]:
    """Field and code of the faults of every row."""
    return [
        {(fault["field"], fault["code"]) for fault in verdict["faults"] or []}
        for verdict in await verdicts(engine, import_id)
    ]


async def progress(engine: AsyncEngine, import_id: UUID) -> Mapping[str, Any]:
    """The import as it stands."""
    [found] = await rows_of(engine, "SELECT * FROM register_import WHERE import_id = :import_id", import_id=import_id)
    return found


async def count(engine: AsyncEngine, table: str) -> int:
    """How many rows a table has."""
    [found] = await rows_of(engine, f"SELECT count(*) AS n FROM {table}")
    return int(found["n"])


async def rows_of(engine: AsyncEngine, statement: str, **facts: object) -> list[Mapping[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(text(statement), facts)]
