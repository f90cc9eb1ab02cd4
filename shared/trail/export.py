"""The audit as a file: CSV, marked with who took it, when and for what."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.tables import AUDIT
from shared.characters import begins_a_formula
from shared.refusal import TooLarge
from shared.trail.queries import Wanted, rows_of

MOST_ROWS = 50_000
COLUMNS = (
    "audit_id", "recorded_at", "account_id", "on_behalf_of", "action", "subject", "purpose", "address", "result",
    "correlation_id", "position",
)  # fmt: skip


class ExportTooLarge(TooLarge):
    code = "export-too-large"
    zh = "符合条件的记录超过{limit}条，请缩小时间范围后再导出。"
    en = "More than {limit} rows are wanted; narrow the period and export again."


async def export(connection: AsyncConnection, wanted: Wanted, *, mark: str) -> bytes:
    """The rows, newest first, below a line with the mark. UTF-8 with a byte order mark, as spreadsheets want it.

    Raises ExportTooLarge.
    """
    found = rows_of(wanted).order_by(AUDIT.c.audit_id.desc()).limit(MOST_ROWS + 1)
    rows = (await connection.execute(found)).all()
    if len(rows) > MOST_ROWS:
        raise ExportTooLarge(limit=MOST_ROWS)
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerows([[mark], COLUMNS, *_lines(rows)])
    return written.getvalue().encode("utf-8-sig")


def mark_of(account_id: UUID, purpose: str, *, now: datetime) -> str:
    """Who takes it, when, for what."""
    return f"导出 · exported: {account_id}, {now.isoformat(timespec='seconds')}, {purpose}"


def _lines(rows: Sequence[Row[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_cell(row, name) for name in COLUMNS]


def _cell(row: Row[Any], name: str) -> str:
    value = row._mapping[name]
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if begins_a_formula(text) else text
